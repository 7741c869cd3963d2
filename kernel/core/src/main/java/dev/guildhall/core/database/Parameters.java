package dev.guildhall.core.database;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The places of one {@link ParameterizedSql} for values, each with where its value comes from at a call. What is an id,
 * a time, an enum constant, an {@code Optional} or JSON is taken as it is.
 *
 * @param <A> what the statement is called with
 */
public final class Parameters<A> {

    private final List<Field<?>> places = new ArrayList<>();
    private final List<Function<? super A, ?>> sources = new ArrayList<>();

    Parameters() {}

    public <V> Field<V> value(Class<V> type, Function<? super A, ?> from) {
        var place = new ValuePlaceholder<>(places.size() + 1, type);
        places.add(place);
        sources.add(from);
        return place;
    }

    /** A value of the type of a column. */
    public <V> Field<V> value(Field<V> column, Function<? super A, ?> from) {
        return value(column.getType(), from);
    }

    /** What the statement is called with, as a value of the type of a column. */
    public <V> Field<V> value(Field<V> column) {
        return value(column, argument -> argument);
    }

    public <V> Condition eq(Field<V> column, Function<? super A, ?> from) {
        return column.eq(value(column, from));
    }

    /** Whether the column is what the statement is called with. */
    public <V> Condition eq(Field<V> column) {
        return column.eq(value(column));
    }

    /** Whether the column is one of several values, whose number may differ from call to call. */
    public <V> Condition isOneOf(Field<V> column, Function<? super A, ? extends Collection<?>> from) {
        var type = column.getType();
        return column.eq(DSL.any(value(arrayOf(type), argument -> array(type, from.apply(argument)))));
    }

    /** The values of the columns that are written, for the {@code set} of an insert or an update. */
    public Map<Field<?>, Field<?>> values(Columns<? super A> columns) {
        return values(columns, argument -> argument);
    }

    /** The same, of a part of what the statement is called with. */
    public <B> Map<Field<?>, Field<?>> values(Columns<B> columns, Function<? super A, ? extends B> part) {
        var values = new LinkedHashMap<Field<?>, Field<?>>();
        columns.sources()
                .forEach((column, from) ->
                        values.put(column, value(column, argument -> from.apply(part.apply(argument)))));
        return values;
    }

    List<Field<?>> places() {
        return places;
    }

    /** In the order of the places. */
    List<Function<? super A, ?>> sources() {
        return sources;
    }

    @SuppressWarnings("unchecked")
    private static <V> Class<V[]> arrayOf(Class<V> type) {
        return (Class<V[]>) type.arrayType();
    }

    private static Object array(Class<?> type, Collection<?> values) {
        var array = Array.newInstance(type, values.size());
        var at = 0;
        for (var value : values) {
            Array.set(array, at++, Values.toDriver(value));
        }
        return array;
    }
}
