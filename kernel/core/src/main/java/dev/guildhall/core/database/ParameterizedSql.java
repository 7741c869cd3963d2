package dev.guildhall.core.database;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Query;
import org.jooq.ResultQuery;

/**
 * A query of which each call has other values. It is a constant, for making it costs more than running: it is made and
 * rendered when it is first used, for a node uses few of all there are when it starts. Its places say which part of what it is called with they take, so that values are told apart
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

    private final Function<Parameters<A>, ? extends Query> query;
    private final Function<ResultRow, T> mapping;
    private volatile Made<A> made;

    private record Made<A>(Rendering rendering, List<Function<? super A, ?>> sources) {}

    private ParameterizedSql(Function<Parameters<A>, ? extends Query> query, Function<ResultRow, T> mapping) {
        this.query = query;
        this.mapping = mapping;
    }

    // Two threads may both make it, and either is right.
    private Made<A> made() {
        var known = made;
        if (known == null) {
            var parameters = new Parameters<A>();
            known = new Made<>(new Rendering(query.apply(parameters), parameters.places()), parameters.sources());
            made = known;
        }
        return known;
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
        return made().rendering().text();
    }

    /** The query with the values of one call. */
    public Sql<T> with(A argument) {
        Objects.requireNonNull(argument, "what the query is called with");
        var now = made();
        var values = new ArrayList<Object>(now.sources().size());
        for (var source : now.sources()) {
            values.add(Values.toDriver(source.apply(argument)));
        }
        return new Sql<>(now.rendering(), mapping, Tuple.wrap(values));
    }
}
