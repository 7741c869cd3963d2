package dev.guildhall.tenancy.internal.usage;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageAmount;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.core.usage.UsageSource;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what workspaces use: counts it from what modules have in their tables, and writes down what nodes have counted. */
public final class Usage implements UsageCounter {

    /** So many are written in a statement, that none is long. */
    private static final int PORTION = 5_000;

    /** Two years and the month that is under way. */
    private static final Period KEPT = Period.ofMonths(25);

    private final UsageTable table;
    private final List<UsageSource> sources;
    private final Clock clock;
    private final Map<Counted, Long> counts = new ConcurrentHashMap<>();

    /** @param sources still being added to while modules are assembled */
    public Usage(Database database, List<UsageSource> sources, Clock clock) {
        this.table = new UsageTable(database);
        this.sources = sources;
        this.clock = clock;
    }

    private record Counted(WorkspaceId workspace, LocalDate day, UsageMetric metric) {}

    UsageTable table() {
        return table;
    }

    @Override
    public void add(WorkspaceId workspace, UsageMetric metric, long amount) {
        counts.merge(new Counted(workspace, today(), metric), amount, Long::sum);
    }

    /** Writes down what this node has counted; what cannot be written now is later. */
    public Future<Void> flush() {
        var written = Future.<Void>succeededFuture();
        for (var day : counts.keySet().stream().map(Counted::day).distinct().toList()) {
            written = written.compose(before -> flush(day));
        }
        return written;
    }

    /** Forgets the days that nobody asks for any more. */
    public Future<Void> forget() {
        return table.forget(today().minus(KEPT));
    }

    private Future<Void> flush(LocalDate day) {
        var taken = new ArrayList<UsageAmount>();
        counts.keySet().stream().filter(counted -> counted.day().equals(day)).forEach(counted -> {
            var amount = counts.remove(counted);
            if (amount != null) {
                taken.add(new UsageAmount(counted.workspace(), counted.metric(), amount));
            }
        });
        return table.add(day, taken)
                .onFailure(failure -> taken.forEach(amount -> counts.merge(
                        new Counted(amount.workspace(), day, amount.metric()), amount.amount(), Long::sum)));
    }

    /** Counts, if it is for this node to do so: today, and yesterday too, of which the end was not seen. */
    public Future<Void> count() {
        return table.take().compose(taken -> taken ? count(today()) : Future.succeededFuture());
    }

    private Future<Void> count(LocalDate today) {
        var counted = Future.<Void>succeededFuture();
        for (var source : sources) {
            counted = counted.compose(before -> source.of(today))
                    .compose(amounts -> write(today, amounts))
                    .compose(before -> source.of(today.minusDays(1)))
                    .compose(amounts -> write(
                            today.minusDays(1),
                            amounts.stream()
                                    .filter(amount -> !amount.metric().isState())
                                    .toList()));
        }
        return counted;
    }

    private Future<Void> write(LocalDate day, List<UsageAmount> amounts) {
        var written = Future.<Void>succeededFuture();
        for (var from = 0; from < amounts.size(); from += PORTION) {
            var some = amounts.subList(from, Math.min(from + PORTION, amounts.size()));
            written = written.compose(before -> table.set(day, some));
        }
        return written;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
