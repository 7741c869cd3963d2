package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.spi.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Parameters and rows of an extension's statements, as {@link dev.guildhall.spi.Storage} describes them. */
final class StorageValues {

    private static final String DATATYPE_MISMATCH = "42804";

    private StorageValues() {}

    static Tuple parameters(Object... values) {
        var arguments = new ArrayList<Object>(values.length);
        for (var value : values) {
            arguments.add(parameter(value));
        }
        return Tuple.wrap(arguments);
    }

    private static Object parameter(Object value) {
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof List<?> list) {
            return array(list);
        }
        if (isPlain(value)) {
            return value;
        }
        throw mismatch("A parameter cannot be a " + value.getClass().getSimpleName() + ".");
    }

    private static boolean isPlain(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof LocalDate
                || value instanceof UUID
                || value instanceof JsonObject
                || value instanceof JsonArray
                || value instanceof Buffer;
    }

    // The client takes arrays of the one type that their items have. An empty one fits every type.
    private static Object array(List<?> list) {
        var items = list.stream().map(StorageValues::parameter).toList();
        var types = items.stream()
                .filter(Objects::nonNull)
                .map(StorageValues::itemType)
                .distinct()
                .toList();
        if (types.size() > 1) {
            throw mismatch("The items of a list must be of one type.");
        }
        var type = types.isEmpty() ? String.class : types.get(0);
        var array = Array.newInstance(type, items.size());
        for (var index = 0; index < items.size(); index++) {
            Array.set(array, index, items.get(index));
        }
        return array;
    }

    private static Class<?> itemType(Object item) {
        if (item instanceof Buffer) {
            return Buffer.class;
        }
        if (item.getClass().isArray()) {
            throw mismatch("A list must not have lists in it.");
        }
        return item.getClass();
    }

    static JsonObject row(Row row) {
        var object = new JsonObject();
        for (var column = 0; column < row.size(); column++) {
            object.put(row.getColumnName(column), value(row.getValue(column)));
        }
        return object;
    }

    private static Object value(Object value) {
        if (value == null || value == Tuple.JSON_NULL) {
            return null;
        }
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof JsonObject
                || value instanceof JsonArray) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (value instanceof Buffer bytes) {
            return Base64.getEncoder().encodeToString(bytes.getBytes());
        }
        if (value.getClass().isArray()) {
            var items = new JsonArray();
            for (var index = 0; index < Array.getLength(value); index++) {
                items.add(value(Array.get(value, index)));
            }
            return items;
        }
        return value.toString();
    }

    // JSON has no NaN and no infinity.
    private static Object number(Number number) {
        if (number instanceof Numeric numeric) {
            return numeric.isNaN() ? numeric.toString() : numeric.bigDecimalValue();
        }
        return Double.isFinite(number.doubleValue()) ? number : number.toString();
    }

    static StorageException mismatch(String message) {
        return new StorageException(DATATYPE_MISMATCH, null, message);
    }
}
