package dev.guildhall.core.http;

import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What media types a client takes, and how gladly: its header {@code Accept} (RFC 9110, section 12.5.1). */
final class AcceptHeader {

    private static final String ANY = "*";

    private final List<MIMEHeader> ranges;

    private AcceptHeader(List<MIMEHeader> ranges) {
        this.ranges = ranges;
    }

    static AcceptHeader of(RoutingContext context) {
        return new AcceptHeader(context.parsedHeaders().accept());
    }

    /**
     * The one of some media types that the client named and would rather have than the usual one, the first of those it
     * likes alike; empty when the usual one is as well.
     */
    Optional<String> preferred(List<String> special, String usual) {
        var usualWeight = weight(usual);
        return special.stream()
                .filter(type -> ranges.stream().anyMatch(range -> isNamed(range, type)))
                .filter(type -> weight(type) > 0 && weight(type) >= usualWeight)
                .min(Comparator.comparing(this::weight, Comparator.reverseOrder()));
    }

    private double weight(String type) {
        return ranges.stream()
                .filter(range -> matches(range, type))
                .max(Comparator.comparing(AcceptHeader::precision))
                .map(range -> (double) range.weight())
                .orElse(0.0);
    }

    private static boolean isNamed(MIMEHeader range, String type) {
        return (range.component() + "/" + range.subComponent()).equalsIgnoreCase(type);
    }

    private static boolean matches(MIMEHeader range, String type) {
        return isNamed(range, type)
                || range.subComponent().equals(ANY)
                        && (range.component().equals(ANY) || type.startsWith(range.component() + "/"));
    }

    private static int precision(MIMEHeader range) {
        return (range.component().equals(ANY) ? 0 : 1) + (range.subComponent().equals(ANY) ? 0 : 1);
    }
}
