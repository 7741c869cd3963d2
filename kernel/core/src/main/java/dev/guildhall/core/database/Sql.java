package dev.guildhall.core.database;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.function.Function;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;

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

    /** A place for a value that each call binds. */
    public static <V> Param<V> bind(Class<V> type) {
        return DSL.val((V) null, type);
    }

    String text() {
        return rendering.text();
    }

    T map(ResultRow row) {
        return mapping.apply(row);
    }

    Tuple arguments(Object... given) {
        if (values != null) {
            return values;
        }
        var parameters = rendering.parameters();
        if (given.length == 0) {
            var own = new ArrayList<Object>(parameters.size());
            parameters.forEach(param -> own.add(Values.toDriver(param.getValue())));
            return Tuple.wrap(own);
        }
        if (given.length != parameters.size()) {
            throw new IllegalArgumentException(
                    "The query takes " + parameters.size() + " values, not " + given.length + ": " + text());
        }
        var bound = new ArrayList<Object>(given.length);
        for (var value : given) {
            bound.add(Values.toDriver(value));
        }
        return Tuple.wrap(bound);
    }
}
