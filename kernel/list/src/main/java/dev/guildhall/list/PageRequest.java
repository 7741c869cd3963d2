package dev.guildhall.list;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.list.Order.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * A page a client asked for, understood. A query takes {@link #condition()}, {@link #orderBy()} and {@link #limit()}
 * and gives its rows to {@link #page}; a list held in memory goes through {@link #select}. Pages are cut by sort keys
 * and not by counting, so that rows that come and go in between neither repeat nor hide another.
 *
 * @param <T> the list's rows
 */
public final class PageRequest<T> {

    public static final int DEFAULT_SIZE = 50;
    public static final int MAX_SIZE = 1000;

    private final List<String> query;
    private final int size;
    private final Filter<T> filter;
    private final Order<T> order;
    private final Optional<Place<T>> start;

    private PageRequest(List<String> query, int size, Filter<T> filter, Order<T> order, Optional<Place<T>> start) {
        this.query = query;
        this.size = size;
        this.filter = filter;
        this.order = order;
        this.start = start;
    }

    /** The page that the query of a call to the canonical API asks for; fails as {@link #of(ListFields, PageQuery)}. */
    public static <T> PageRequest<T> of(ListFields<T> fields, ApiRequest request) {
        return of(fields, PageQuery.read(request::query));
    }

    /** Fails with {@code REQUEST.INVALID} on the parameter that is at fault. */
    public static <T> PageRequest<T> of(ListFields<T> fields, PageQuery sent) {
        var names = sent.names();
        var size = size(sent.pageSize(), names.pageSize());
        var filter = fields.filter(sent.filter());
        var order = fields.order(sent.orderBy(), names.orderBy());
        var query = List.of(
                fields.name(), sent.filter() == null ? "" : sent.filter().strip(), order.text());
        var start = start(query, order, sent.pageToken(), names.pageToken());
        return new PageRequest<>(query, size, filter, order, start);
    }

    private static int size(String text, String parameter) {
        if (text == null || text.isBlank()) {
            return DEFAULT_SIZE;
        }
        if (!text.strip().matches("\\d+")) {
            throw CommonError.REQUEST_INVALID.onField(parameter, parameter + " must be a number and not negative");
        }
        var digits = text.strip().replaceFirst("^0+", "");
        if (digits.isEmpty()) {
            return DEFAULT_SIZE;
        }
        return digits.length() > 4 ? MAX_SIZE : Math.min(Integer.parseInt(digits), MAX_SIZE);
    }

    private static <T> Optional<Place<T>> start(List<String> query, Order<T> order, String token, String parameter) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        var place = PageToken.decode(query, token).flatMap(order::place);
        return Optional.of(place.orElseThrow(() -> refuseToken(parameter)));
    }

    private static Problem refuseToken(String parameter) {
        return CommonError.REQUEST_INVALID.onField(
                parameter, parameter + " is not one this list gave for this filter and order; begin again without it");
    }

    public int size() {
        return size;
    }

    /** What the client filters by, without where the page begins. */
    public Filter<T> filter() {
        return filter;
    }

    /** What the row before this page has in the field that is unique; empty when this is the first page. */
    public Optional<Object> startsAfter() {
        return start.map(place -> place.marks().get(place.marks().size() - 1).value());
    }

    /** Whether the field that is ordered by first goes down. */
    public boolean isDescending() {
        return order.isDescending();
    }

    /** The rows of this page and all after it. */
    public Condition condition() {
        return filter.condition().and(start.map(Place::condition).orElseGet(DSL::noCondition));
    }

    public List<SortField<?>> orderBy() {
        return order.sortFields();
    }

    /** How many rows to fetch: one more than the page has, to know whether there is another. */
    public int limit() {
        return size + 1;
    }

    /** The page of the rows of a query that used this request's condition, order and limit. */
    public Page<T> page(List<T> rows) {
        if (rows.size() <= size) {
            return new Page<>(rows, Optional.empty());
        }
        var items = rows.subList(0, size);
        var token = PageToken.encode(query, order.encode(items.get(size - 1)));
        return new Page<>(items, Optional.of(token));
    }

    /** The page of a list held in memory, given whole and in any order. */
    public Page<T> select(Collection<T> list) {
        var rows = list.stream()
                .filter(filter::matches)
                .filter(row -> start.map(place -> place.isBefore(row)).orElse(true))
                .sorted(order.comparator())
                .limit(limit())
                .toList();
        return page(rows);
    }
}
