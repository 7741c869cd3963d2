package dev.guildhall.core.database;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.function.Function;
import org.jooq.Query;
import org.jooq.ResultQuery;

/**
 * A jOOQ query with its values and the mapping of its rows. One that takes none is a constant, rendered once, when it is
 * first used; one that takes some is a {@link ParameterizedSql}, that gives one of these for each call; one that differs
 * from call to call, as lists do, is built for it.
 */
public final class Sql<T> {

    private final Rendering rendering;
    private final Function<ResultRow, T> mapping;
    /** Null for the query's own. */
    private final Tuple values;

    Sql(Rendering rendering, Function<ResultRow, T> mapping, Tuple values) {
        this.rendering = rendering;
        this.mapping = mapping;
        this.values = values;
    }

    /** A query that returns rows: a select, or a change with a returning clause. */
    public static <T> Sql<T> rows(ResultQuery<?> query, Function<ResultRow, T> mapping) {
        return new Sql<>(new Rendering(query), mapping, null);
    }

    /** A change of which only the number of rows matters. */
    public static Sql<Void> change(Query query) {
        return new Sql<>(new Rendering(query), row -> null, null);
    }

    String text() {
        return rendering.text();
    }

    T map(ResultRow row) {
        return mapping.apply(row);
    }

    Tuple arguments() {
        if (values != null) {
            return values;
        }
        var own = new ArrayList<Object>();
        rendering.parameters().forEach(param -> own.add(Values.toDriver(param.getValue())));
        return Tuple.wrap(own);
    }
}
