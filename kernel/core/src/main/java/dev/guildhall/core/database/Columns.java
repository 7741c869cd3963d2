package dev.guildhall.core.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.Field;

/**
 * Columns of a table, and where the value of each comes from when one is written. Stands once, for what inserts, updates
 * and selects them.
 *
 * <pre>{@code
 * private static final Columns<Member> COLUMNS = Columns.of(MEMBER.USER_ID, Member::user)
 *         .and(MEMBER.ROLE, Member::role)
 *         .and(MEMBER.REVISION);
 * }</pre>
 *
 * @param <A> what a row is written from
 */
public final class Columns<A> {

    private final List<Field<?>> fields;
    private final Map<Field<?>, Function<? super A, ?>> sources;

    private Columns(List<Field<?>> fields, Map<Field<?>, Function<? super A, ?>> sources) {
        this.fields = fields;
        this.sources = sources;
    }

    public static <A> Columns<A> of(Field<?> column, Function<? super A, ?> from) {
        return new Columns<A>(List.of(), Map.of()).and(column, from);
    }

    public Columns<A> and(Field<?> column, Function<? super A, ?> from) {
        var more = new LinkedHashMap<>(sources);
        more.put(column, from);
        return new Columns<>(plus(List.of(column)), more);
    }

    /** Columns that are only read. */
    public Columns<A> and(Field<?>... columns) {
        return new Columns<>(plus(List.of(columns)), sources);
    }

    public Columns<A> and(Columns<A> others) {
        var more = new LinkedHashMap<>(sources);
        more.putAll(others.sources);
        return new Columns<>(plus(others.fields), more);
    }

    /** All of them, to be selected. */
    public List<Field<?>> fields() {
        return fields;
    }

    /** Those that are written, with where their values come from, in their order. */
    Map<Field<?>, Function<? super A, ?>> sources() {
        return sources;
    }

    private List<Field<?>> plus(List<Field<?>> others) {
        var all = new ArrayList<>(fields);
        all.addAll(others);
        return List.copyOf(all);
    }
}
