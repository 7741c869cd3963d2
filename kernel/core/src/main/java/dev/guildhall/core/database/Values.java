package dev.guildhall.core.database;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.JSONB;

/** Converts between what jOOQ and the modules hold and what the PostgreSQL client's codecs take. */
final class Values {

    private Values() {}

    static Object toDriver(Object value) {
        if (value instanceof JSONB json) {
            var decoded = Json.decodeValue(json.data());
            return decoded == null ? Tuple.JSON_NULL : decoded;
        }
        if (value instanceof Tenant tenant) {
            return tenant.value();
        }
        if (value instanceof UserId id) {
            return id.value();
        }
        if (value instanceof AppId id) {
            return id.value();
        }
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof byte[] bytes) {
            return Buffer.buffer(bytes);
        }
        if (value instanceof Optional<?> optional) {
            return toDriver(optional.orElse(null));
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value;
    }

    static <T> T fromDriver(Field<T> field, Object value) {
        if (value == null || field.getType().isInstance(value)) {
            return field.getType().cast(value);
        }
        if (field.getType() == JSONB.class) {
            return field.getType().cast(JSONB.valueOf(Json.encode(value == Tuple.JSON_NULL ? null : value)));
        }
        if (value instanceof Buffer buffer) {
            return field.getType().cast(buffer.getBytes());
        }
        return field.getDataType().convert(value);
    }
}
