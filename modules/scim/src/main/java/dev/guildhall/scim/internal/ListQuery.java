package dev.guildhall.scim.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.scim.internal.filter.Filter;
import dev.guildhall.scim.internal.filter.FilterParser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Which resources of a list somebody wants to see, from the query or from the body of a search.
 *
 * @param startIndex from 1
 * @param count how many at most
 */
public record ListQuery(
        Optional<Filter> filter,
        Optional<String> sortBy,
        boolean descending,
        int startIndex,
        int count,
        Projection projection) {

    public static final String SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

    public static final int MOST = 200;
    private static final int USUAL = 100;
    private static final int FARTHEST = 10_000_000;

    public static ListQuery of(ApiRequest request) {
        return of(name -> request.query(name));
    }

    public static ListQuery of(JsonObject search) {
        return of(name -> Scim.value(search, name).map(ListQuery::text));
    }

    private static String text(Object value) {
        if (value instanceof JsonArray many) {
            return String.join(",", many.stream().map(String::valueOf).toList());
        }
        return String.valueOf(value);
    }

    private interface Source {
        Optional<String> value(String name);
    }

    private static ListQuery of(Source source) {
        return new ListQuery(
                source.value("filter").filter(text -> !text.isBlank()).map(FilterParser::parse),
                source.value("sortBy").filter(text -> !text.isBlank()),
                source.value("sortOrder").map(ListQuery::isDescending).orElse(false),
                Math.max(1, number(source, "startIndex", 1)),
                Math.min(MOST, Math.max(0, number(source, "count", USUAL))),
                Projection.of(source.value("attributes"), source.value("excludedAttributes")));
    }

    private static boolean isDescending(String order) {
        return switch (Scim.lower(order)) {
            case "ascending" -> false;
            case "descending" -> true;
            default -> throw ScimError.INVALID_VALUE.onField("sortOrder", "sortOrder must be ascending or descending.");
        };
    }

    private static int number(Source source, String name, int otherwise) {
        try {
            return source.value(name)
                    .map(text -> (int) Math.min(FARTHEST, Math.max(-FARTHEST, Long.parseLong(text.strip()))))
                    .orElse(otherwise);
        } catch (NumberFormatException malformed) {
            throw ScimError.INVALID_VALUE.onField(name, name + " must be a whole number.");
        }
    }

    ListQuery from(int first, int most) {
        return new ListQuery(filter, sortBy, descending, first, most, projection);
    }
}
