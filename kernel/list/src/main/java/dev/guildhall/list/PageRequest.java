package dev.guildhall.list;

import static org.jooq.impl.DSL.count;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.Order.Place;
import dev.guildhall.list.Page.Total;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * A page a client asked for, understood. A query takes {@link #condition()}, {@link #orderBy()} and {@link #limit()}
 * and is given to {@link #read}; a list held in memory goes through {@link #select}. Pages are cut by sort keys
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
    private final boolean includesTotal;

    private PageRequest(
            List<String> query,
            int size,
            Filter<T> filter,
            Order<T> order,
            Optional<Place<T>> start,
            boolean includesTotal) {
        this.query = query;
        this.size = size;
        this.filter = filter;
        this.order = order;
        this.start = start;
        this.includesTotal = includesTotal;
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
        return new PageRequest<>(query, size, filter, order, start, sent.includeTotal());
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

    /**
     * Reads the page, and counts what there is on all pages when the client asks for that.
     *
     * @param select the list's query, made of the condition, order and limit of what it is given
     */
    public Future<Page<T>> read(
            Database database,
            Tenant tenant,
            Function<PageRequest<T>, ? extends Select<?>> select,
            Function<ResultRow, T> mapping) {
        var page = database.page(tenant, Sql.rows(select.apply(this), mapping)).map(this::page);
        if (!includesTotal) {
            return page;
        }
        var count = count().as("counted");
        var counting = DSL.select(count).from(select.apply(all()).asTable("listed"));
        var total = database.page(tenant, Sql.rows(counting, row -> Total.of(row.get(count))));
        return Future.all(page, total)
                .map(done -> new Page<>(
                        page.result().items(),
                        page.result().nextPageToken(),
                        Optional.of(total.result().get(0))));
    }

    /** What is counted: from the beginning, and in no order, for that would cost much more. */
    private PageRequest<T> all() {
        return new PageRequest<>(query, Total.MOST, filter, Order.none(), Optional.empty(), false);
    }

    /** The page of the rows of a query that used this request's condition, order and limit. */
    Page<T> page(List<T> rows) {
        if (rows.size() <= size) {
            return new Page<>(rows, Optional.empty(), Optional.empty());
        }
        var items = rows.subList(0, size);
        var token = PageToken.encode(query, order.encode(items.get(size - 1)));
        return new Page<>(items, Optional.of(token), Optional.empty());
    }

    /** The page of a list held in memory, given whole and in any order. */
    public Page<T> select(Collection<T> list) {
        var kept = list.stream().filter(filter::matches).toList();
        var rows = kept.stream()
                .filter(row -> start.map(place -> place.isBefore(row)).orElse(true))
                .sorted(order.comparator())
                .limit(limit())
                .toList();
        var page = page(rows);
        return includesTotal
                ? new Page<>(page.items(), page.nextPageToken(), Optional.of(new Total(kept.size(), false)))
                : page;
    }
}
