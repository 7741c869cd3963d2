package dev.guildhall.core.database;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Query;
import org.jooq.ResultQuery;

/**
 * A query of which each call has other values. It is a constant, for rendering costs more than running: it is rendered
 * when it is first used. Its places say which part of what it is called with they take, so that values are told apart
 * by type and name, and it cannot be run without them. What is the same at each call is written inline.
 *
 * <pre>{@code
 * private record MemberKey(WorkspaceId workspace, UserId user) {}
 *
 * private static final ParameterizedSql<MemberKey, Member> FIND = ParameterizedSql.rows(
 *         key -> select(COLUMNS.fields())
 *                 .from(MEMBER)
 *                 .where(key.eq(MEMBER.WORKSPACE_ID, MemberKey::workspace))
 *                 .and(key.eq(MEMBER.USER_ID, MemberKey::user)),
 *         MemberTable::member);
 *
 * tx.first(FIND.with(new MemberKey(workspace, user)));
 * }</pre>
 *
 * @param <A> what it is called with: a record of its values, what is written, or its only value
 * @param <T> what its rows are mapped to
 */
public final class ParameterizedSql<A, T> {

    private final Rendering rendering;
    private final List<Function<? super A, ?>> sources;
    private final Function<ResultRow, T> mapping;

    private ParameterizedSql(Function<Parameters<A>, ? extends Query> query, Function<ResultRow, T> mapping) {
        var parameters = new Parameters<A>();
        this.rendering = new Rendering(query.apply(parameters), parameters.places());
        this.sources = parameters.sources();
        this.mapping = mapping;
    }

    /** A query that returns rows: a select, or a change with a returning clause. */
    public static <A, T> ParameterizedSql<A, T> rows(
            Function<Parameters<A>, ? extends ResultQuery<?>> query, Function<ResultRow, T> mapping) {
        return new ParameterizedSql<>(query, mapping);
    }

    /** A change of which only the number of rows matters. */
    public static <A> ParameterizedSql<A, Void> change(Function<Parameters<A>, ? extends Query> query) {
        return new ParameterizedSql<>(query, row -> null);
    }

    /** As PostgreSQL gets it. Fails where a value has no place, or a place no value. */
    public String text() {
        return rendering.text();
    }

    /** The query with the values of one call. */
    public Sql<T> with(A argument) {
        Objects.requireNonNull(argument, "what the query is called with");
        var values = new ArrayList<Object>(sources.size());
        for (var source : sources) {
            values.add(Values.toDriver(source.apply(argument)));
        }
        return new Sql<>(rendering, mapping, Tuple.wrap(values));
    }
}
