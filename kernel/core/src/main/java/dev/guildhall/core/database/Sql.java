package dev.guildhall.core.database;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.conf.ParamType;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * A jOOQ query rendered once, when it is first used, with the mapping of its rows. Rendering costs more than running, so a query on a hot path
 * is a constant whose values are bound at each call, in the order in which its parameters are written; a query built
 * for one call carries its own values.
 *
 * <pre>{@code
 * private static final Sql<Member> ONE = Sql.rows(
 *         select(MEMBER.fields()).from(MEMBER).where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class))), MemberTable::member);
 * }</pre>
 */
public final class Sql<T> {

    private static final DSLContext RENDER = DSL.using(
            SQLDialect.POSTGRES, new Settings().withRenderNamedParamPrefix("$").withParamType(ParamType.NAMED));

    private final Query query;
    private final Function<ResultRow, T> mapping;
    /** Set by the first use, for a start uses few of all queries; threads that race for it render the same. */
    private Rendered rendered;

    private Sql(Query query, Function<ResultRow, T> mapping) {
        this.query = query;
        this.mapping = mapping;
    }

    private record Rendered(String text, List<Param<?>> parameters) {

        static Rendered of(Query query) {
            var parameters = RENDER.extractParams(query).values().stream()
                    .filter(param -> !param.isInline())
                    .<Param<?>>map(param -> param)
                    .toList();
            return new Rendered(RENDER.renderNamedParams(query), parameters);
        }
    }

    private Rendered rendered() {
        var known = rendered;
        if (known == null) {
            known = Rendered.of(query);
            rendered = known;
        }
        return known;
    }

    /** A query that returns rows: a select, or a change with a returning clause. */
    public static <T> Sql<T> rows(ResultQuery<?> query, Function<ResultRow, T> mapping) {
        return new Sql<>(query, mapping);
    }

    /** A change of which only the number of rows matters. */
    public static Sql<Void> change(Query query) {
        return new Sql<>(query, row -> null);
    }

    /** A place for a value that each call binds. */
    public static <V> Param<V> bind(Class<V> type) {
        return DSL.val((V) null, type);
    }

    String text() {
        return rendered().text();
    }

    T map(ResultRow row) {
        return mapping.apply(row);
    }

    Tuple arguments(Object... values) {
        var parameters = rendered().parameters();
        if (values.length == 0) {
            var own = new ArrayList<Object>(parameters.size());
            parameters.forEach(param -> own.add(Values.toDriver(param.getValue())));
            return Tuple.wrap(own);
        }
        if (values.length != parameters.size()) {
            throw new IllegalArgumentException(
                    "The query takes " + parameters.size() + " values, not " + values.length + ": " + text());
        }
        var bound = new ArrayList<Object>(values.length);
        for (var value : values) {
            bound.add(Values.toDriver(value));
        }
        return Tuple.wrap(bound);
    }
}
