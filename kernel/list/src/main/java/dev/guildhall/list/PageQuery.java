package dev.guildhall.list;

import java.util.Optional;
import java.util.function.Function;

/**
 * The parameters of a list as a client sent them, none of them looked at yet; null when it was not given.
 *
 * @param includeTotal whether it is to be counted how many there are on all pages
 * @param names how the surface spells the parameters, for the refusal of one
 */
public record PageQuery(
        String pageSize, String pageToken, String filter, String orderBy, boolean includeTotal, Names names) {

    private static final String INCLUDE_TOTAL = "includeTotal";

    /** The first page of everything, in the default order and size. */
    public static final PageQuery FIRST = new PageQuery(null, null, null, null, Names.CAMEL_CASE);

    /** Without the total. */
    public PageQuery(String pageSize, String pageToken, String filter, String orderBy, Names names) {
        this(pageSize, pageToken, filter, orderBy, false, names);
    }

    /** Reads the parameters of a request under the canonical API's names. */
    public static PageQuery read(Function<String, Optional<String>> parameters) {
        return read(parameters, Names.CAMEL_CASE);
    }

    /** Reads the parameters of a request under the given names. */
    public static PageQuery read(Function<String, Optional<String>> parameters, Names names) {
        return new PageQuery(
                parameters.apply(names.pageSize()).orElse(null),
                parameters.apply(names.pageToken()).orElse(null),
                parameters.apply("filter").orElse(null),
                parameters.apply(names.orderBy()).orElse(null),
                parameters.apply(INCLUDE_TOTAL).map(Boolean::valueOf).orElse(false),
                names);
    }

    /** The same with another filter. */
    public PageQuery with(String otherFilter) {
        return new PageQuery(pageSize, pageToken, otherFilter, orderBy, includeTotal, names);
    }

    /** What a surface calls the parameters of its lists; a filter is called filter by all. */
    public record Names(String pageSize, String pageToken, String orderBy) {

        public static final Names CAMEL_CASE = new Names("pageSize", "pageToken", "orderBy");
        public static final Names SNAKE_CASE = new Names("page_size", "page_token", "order_by");
    }
}
