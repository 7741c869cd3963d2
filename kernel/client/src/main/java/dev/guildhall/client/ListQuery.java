package dev.guildhall.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which part of a list is wanted, and in which order. Immutable: each method gives another one.
 *
 * @param filter in the language of AIP-160, such as {@code status = active}; null for everything
 * @param orderBy in the language of AIP-132, such as {@code name desc}; null for the newest first
 * @param pageSize how many come in one answer; 0 leaves it to the server
 */
public record ListQuery(String filter, String orderBy, int pageSize) {

    /** Everything. */
    public static final ListQuery ALL = new ListQuery(null, null, 0);

    public static ListQuery where(String filter) {
        return new ListQuery(filter, null, 0);
    }

    public ListQuery orderedBy(String order) {
        return new ListQuery(filter, order, pageSize);
    }

    public ListQuery inPagesOf(int size) {
        return new ListQuery(filter, orderBy, size);
    }

    Map<String, String> parameters(String pageToken) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("filter", filter);
        parameters.put("order_by", orderBy);
        parameters.put("page_size", pageSize == 0 ? null : Integer.toString(pageSize));
        parameters.put("page_token", pageToken);
        parameters.values().removeIf(value -> value == null);
        return parameters;
    }
}
