package dev.guildhall.core.database;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.JSONB;

/** One row of a result, read by the fields that were selected. Valid only inside the mapping it is given to. */
public final class ResultRow {

    private final Row row;

    ResultRow(Row row) {
        this.row = row;
    }

    public <T> T get(Field<T> field) {
        return Values.fromDriver(field, value(field));
    }

    public JsonObject json(Field<JSONB> field) {
        return (JsonObject) value(field);
    }

    public JsonArray jsonArray(Field<JSONB> field) {
        return (JsonArray) value(field);
    }

    /** A column that holds any JSON value: an object, an array, a scalar, or null. */
    public Object anyJson(Field<JSONB> field) {
        var json = value(field);
        return json == Tuple.JSON_NULL ? null : json;
    }

    /** Whether the column holds JSON's null, and not nothing. */
    public boolean isJsonNull(Field<JSONB> field) {
        return value(field) == Tuple.JSON_NULL;
    }

    public Instant instant(Field<OffsetDateTime> field) {
        var time = (OffsetDateTime) value(field);
        return time == null ? null : time.toInstant();
    }

    private Object value(Field<?> field) {
        var column = row.getColumnIndex(field.getName());
        if (column < 0) {
            throw new IllegalArgumentException("The query does not select " + field.getName());
        }
        return row.getValue(column);
    }
}
