package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells clients since when what they use is deprecated (RFC 9745), and from when on it may be gone (RFC 8594), as the
 * contract says of an operation or of a parameter in the query: by {@code x-deprecated-since} and {@code x-sunset}, which are
 * days.
 */
final class DeprecationNotice implements SecurityPolicyHandler {

    static final String DEPRECATED = "deprecated";
    static final String SINCE = "x-deprecated-since";
    static final String SUNSET = "x-sunset";

    private final List<Notice> notices;

    private DeprecationNotice(List<Notice> notices) {
        this.notices = notices;
    }

    /** @param parameter whose presence is told of; empty for the operation itself */
    private record Notice(Optional<String> parameter, LocalDate since, Optional<LocalDate> sunset) {

        static Notice of(Optional<String> parameter, JsonObject declared) {
            return new Notice(
                    parameter,
                    LocalDate.parse(declared.getString(SINCE)),
                    Optional.ofNullable(declared.getString(SUNSET)).map(LocalDate::parse));
        }

        boolean isOf(RoutingContext context) {
            return parameter.map(name -> !context.queryParam(name).isEmpty()).orElse(true);
        }
    }

    /** Empty for an operation of which nothing is deprecated. */
    static Optional<DeprecationNotice> of(JsonObject operation, List<DeclaredParameter> parameters) {
        var notices = parameters.stream()
                .filter(parameter -> parameter.in() == DeclaredParameter.In.QUERY && isDeprecated(parameter.declared()))
                .map(parameter -> Notice.of(Optional.of(parameter.name()), parameter.declared()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (isDeprecated(operation)) {
            notices.add(0, Notice.of(Optional.empty(), operation));
        }
        return notices.isEmpty() ? Optional.empty() : Optional.of(new DeprecationNotice(notices));
    }

    static boolean isDeprecated(JsonObject declared) {
        return declared.getBoolean(DEPRECATED, false);
    }

    @Override
    public void handle(RoutingContext context) {
        notices.stream().filter(notice -> notice.isOf(context)).findFirst().ifPresent(notice -> {
            var response = context.response();
            response.putHeader(
                    "Deprecation",
                    "@" + notice.since().atStartOfDay(ZoneOffset.UTC).toEpochSecond());
            notice.sunset()
                    .ifPresent(day -> response.putHeader(
                            "Sunset", DateTimeFormatter.RFC_1123_DATE_TIME.format(day.atStartOfDay(ZoneOffset.UTC))));
        });
        context.next();
    }
}
