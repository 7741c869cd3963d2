package dev.guildhall.events.internal.subscription;

import static java.util.Map.entry;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.event.Event;
import dev.guildhall.events.internal.cesql.Expression;
import dev.guildhall.events.internal.cesql.Type;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A filter expression of the CloudEvents Subscriptions API: an object with one dialect, {@code exact}, {@code prefix} or
 * {@code suffix} of attributes, {@code sql}, or {@code all}, {@code any} and {@code not} of other filters. An attribute
 * that an event does not have matches nothing, and neither does an {@code sql} that has an error for the event.
 */
public final class EventFilter {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_SIZE = 100;

    private static final Map<String, Function<Event, String>> ATTRIBUTES = Map.ofEntries(
            entry("specversion", event -> "1.0"),
            entry("id", event -> event.id().toString()),
            entry("source", Event::source),
            entry("type", Event::type),
            entry("subject", Event::subject),
            entry("time", event -> event.time().toString()),
            entry("datacontenttype", event -> event.content() == null ? null : "application/json"),
            entry("sequence", event -> Long.toString(event.sequence())),
            entry("workspace", event -> ofTenant("workspace", event)),
            entry("organization", event -> ofTenant("organization", event)),
            entry("actor", event -> event.actor().text()),
            entry("correlationid", Event::correlation),
            entry(
                    "causationid",
                    event -> event.cause().event().map(UUID::toString).orElse(null)));

    // Extensions may be integers, but of ours none is: a sequence is a text by its specification, and has 64 bits.
    private static final Map<String, Type> TYPES =
            ATTRIBUTES.keySet().stream().collect(Collectors.toMap(Function.identity(), name -> Type.STRING));

    private static final String DIALECTS = "exact, prefix, suffix, sql, all, any, not";

    private static final Predicate<Event> NONE = event -> false;

    private final String whole;
    private final Faults faults;
    private int size;
    private int charactersOfSql;

    private EventFilter(String field, Faults faults) {
        this.whole = field;
        this.faults = faults;
    }

    private static String ofTenant(String attribute, Event event) {
        return event.tenant().publishedAs().equals(attribute)
                ? event.tenant().value().toString()
                : null;
    }

    /** What the filter lets through; fails with {@code REQUEST.INVALID} on the parts that are wrong. */
    public static Predicate<Event> parse(String field, JsonObject filter) {
        var faults = new Faults();
        var parsed = new EventFilter(field, faults).expression(field, filter, 1);
        faults.refuse();
        return parsed;
    }

    /** Notes the parts that are wrong. */
    static void check(String field, JsonObject filter, Faults faults) {
        new EventFilter(field, faults).expression(field, filter, 1);
    }

    private Predicate<Event> expression(String field, Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return invalid(field, "a filter may be nested " + MAX_DEPTH + " deep");
        }
        if (isTooLarge(1)) {
            return NONE;
        }
        if (!(value instanceof JsonObject object) || object.size() != 1) {
            return invalid(field, "must be an object with one of " + DIALECTS);
        }
        var dialect = object.fieldNames().iterator().next();
        var operand = object.getValue(dialect);
        var place = field + "." + dialect;
        return switch (dialect) {
            case "exact" -> attributes(place, operand, String::equals);
            case "prefix" -> attributes(place, operand, String::startsWith);
            case "suffix" -> attributes(place, operand, String::endsWith);
            case "all" -> all(nested(place, operand, depth));
            case "any" -> any(nested(place, operand, depth));
            case "not" -> expression(place, operand, depth + 1).negate();
            case "sql" -> sql(place, operand);
            default -> invalid(place, "is not a dialect; use " + DIALECTS);
        };
    }

    /** Counts expressions; of more than there may be one fault is told, and none is looked at. */
    private boolean isTooLarge(int more) {
        var wasTooLarge = size > MAX_SIZE;
        size += more;
        faults.require(
                size <= MAX_SIZE || wasTooLarge, whole, whole + " may have " + MAX_SIZE + " expressions at most");
        return size > MAX_SIZE;
    }

    private Predicate<Event> attributes(String field, Object operand, BiPredicate<String, String> comparison) {
        if (!(operand instanceof JsonObject expected) || expected.isEmpty()) {
            return invalid(field, "must be an object of attributes and the texts to compare them with");
        }
        if (isTooLarge(expected.size())) {
            return NONE;
        }
        return all(expected.fieldNames().stream()
                .map(name -> attribute(field + "." + name, name, expected.getValue(name), comparison))
                .toList());
    }

    private Predicate<Event> attribute(
            String field, String name, Object expected, BiPredicate<String, String> comparison) {
        var attribute = ATTRIBUTES.get(name);
        if (attribute == null) {
            return invalid(
                    field,
                    "is not an attribute of events; there are "
                            + ATTRIBUTES.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        if (!(expected instanceof String text) || text.isEmpty()) {
            return invalid(field, "must be compared with a text that is not empty");
        }
        return event -> {
            var actual = attribute.apply(event);
            return actual != null && comparison.test(actual, text);
        };
    }

    private Predicate<Event> sql(String field, Object operand) {
        if (!(operand instanceof String text)) {
            return invalid(field, "must be a text, an expression of CloudEvents SQL");
        }
        charactersOfSql += text.length();
        if (charactersOfSql > Expression.MAX_LENGTH) {
            return invalid(
                    field, "is too long: in all a filter has at most " + Expression.MAX_LENGTH + " characters of sql");
        }
        return faults.read(() -> Expression.condition(field, text, TYPES))
                .map(EventFilter::trueFor)
                .orElse(NONE);
    }

    private static Predicate<Event> trueFor(Expression expression) {
        return event -> expression.isTrue(name -> ATTRIBUTES.get(name).apply(event));
    }

    private List<Predicate<Event>> nested(String field, Object operand, int depth) {
        if (!(operand instanceof JsonArray filters) || filters.isEmpty()) {
            return List.of(invalid(field, "must be an array of filters that is not empty"));
        }
        return IntStream.range(0, filters.size())
                .mapToObj(i -> expression(field + "." + i, filters.getValue(i), depth + 1))
                .toList();
    }

    private static Predicate<Event> all(List<Predicate<Event>> filters) {
        return event -> filters.stream().allMatch(filter -> filter.test(event));
    }

    private static Predicate<Event> any(List<Predicate<Event>> filters) {
        return event -> filters.stream().anyMatch(filter -> filter.test(event));
    }

    private Predicate<Event> invalid(String field, String why) {
        faults.add(field, field + " " + why);
        return NONE;
    }
}
