package dev.guildhall.tenancy.internal.usage;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.tenancy.internal.usage.UsageTable.DayAmount;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a workspace uses, and what all workspaces of an organization do. */
public final class UsageApi implements Api {

    private static final Pattern NEXT_WORD = Pattern.compile("_([a-z])");

    private final Usage usage;
    private final Clock clock;

    public UsageApi(Usage usage, Clock clock) {
        this.usage = usage;
        this.clock = clock;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getWorkspaceUsage", this::workspace).on("getOrganizationUsage", this::organization);
    }

    private Future<ApiResponse> workspace(ApiRequest request) {
        var span = UsageSpan.of(request, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return usage.table().of(request.workspace(), span).map(amounts -> ApiResponse.ok(json(span, amounts)));
    }

    private Future<ApiResponse> organization(ApiRequest request) {
        var span = UsageSpan.of(request, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return usage.table().of(request.organization(), span).map(amounts -> ApiResponse.ok(json(span, amounts)));
    }

    private static JsonObject json(UsageSpan span, List<DayAmount> amounts) {
        var total = new EnumMap<UsageMetric, Long>(UsageMetric.class);
        var periods = new TreeMap<String, Map<UsageMetric, Long>>();
        for (var one : amounts) {
            add(total, one);
            add(periods.computeIfAbsent(span.period(one.day()), first -> new EnumMap<>(UsageMetric.class)), one);
        }
        var array = new JsonArray();
        periods.forEach((period, sums) -> array.add(json(sums).put("period", period)));
        return new JsonObject()
                .put("from", span.from().toString())
                .put("to", span.to().toString())
                .put("total", json(total))
                .put("periods", array);
    }

    // They come by their days, so the last of what there is is that of the last day.
    private static void add(Map<UsageMetric, Long> sums, DayAmount one) {
        sums.merge(one.metric(), one.amount(), one.metric().isState() ? (before, last) -> last : Long::sum);
    }

    private static JsonObject json(Map<UsageMetric, Long> sums) {
        var json = new JsonObject();
        for (var metric : UsageMetric.values()) {
            json.put(member(metric), sums.getOrDefault(metric, 0L));
        }
        return json;
    }

    private static String member(UsageMetric metric) {
        return NEXT_WORD
                .matcher(metric.name().toLowerCase(Locale.ROOT))
                .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }
}
