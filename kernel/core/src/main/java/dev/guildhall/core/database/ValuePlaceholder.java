package dev.guildhall.core.database;

import java.util.Collection;
import java.util.Set;
import org.jooq.Context;
import org.jooq.Field;
import org.jooq.impl.CustomField;
import org.jooq.impl.DSL;

/** Where a parameterized query takes a value, by the number of the value. */
final class ValuePlaceholder<V> extends CustomField<V> {

    private static final long serialVersionUID = 1L;

    /** By whose look PostgreSQL can tell what they are wherever they stand. */
    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Integer.class, Long.class, Boolean.class, byte[].class);

    private final int number;

    ValuePlaceholder(int number, Class<V> type) {
        super("value_" + number, DSL.getDataType(type));
        this.number = number;
    }

    /** The places that a rendering came by, in any order. */
    static void collect(Context<?> rendering, Collection<Field<?>> found) {
        rendering.data(ValuePlaceholder.class, found);
    }

    @Override
    public void accept(Context<?> rendering) {
        if (rendering.data(ValuePlaceholder.class) instanceof Collection<?>) {
            @SuppressWarnings("unchecked")
            var found = (Collection<Field<?>>) rendering.data(ValuePlaceholder.class);
            found.add(this);
        }
        if (PLAIN.contains(getType())) {
            rendering.sql("$" + number);
        } else {
            rendering.sql("cast($" + number + " as " + getDataType().getCastTypeName(rendering.configuration()) + ")");
        }
    }
}
