package dev.guildhall.core.cache;

import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * About how many bytes of the heap a value takes with everything that is its own: texts, collections, JSON, and records
 * of the product with all they hold. Constants of an enum, and those that a record has of itself, are not counted, for all
 * share them. Of other objects only they themselves are, unless they are {@link Weighed}. As objects lie in a heap of
 * less than 32 GB.
 */
public final class Footprint {

    private static final int HEADER = 12;
    private static final int REFERENCE = 4;
    private static final int ARRAY = 16;
    private static final int SMALL_OBJECT = 24;
    private static final int MAP = 56;
    private static final int MAP_ENTRY = 48;

    /** A buffer of Netty's around its bytes. */
    private static final int BUFFER = 128;

    private static final ClassValue<Layout> LAYOUTS = new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
            return Layout.of(type);
        }
    };

    private Footprint() {}

    public static long of(Object value) {
        if (value == null || value instanceof Enum || value instanceof Boolean || value instanceof Class) {
            return 0;
        }
        if (value instanceof Weighed weighed) {
            return weighed.bytes();
        }
        if (value instanceof String text) {
            return SMALL_OBJECT + aligned(ARRAY + (long) text.length() * (isLatin(text) ? 1 : 2));
        }
        if (value instanceof UUID) {
            return 32;
        }
        if (value instanceof Number || value instanceof Temporal) {
            return SMALL_OBJECT;
        }
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? 0 : 16 + of(optional.get());
        }
        if (value instanceof JsonObject json) {
            return 16 + of(json.getMap());
        }
        if (value instanceof JsonArray json) {
            return 16 + of(json.getList());
        }
        if (value instanceof Map<?, ?> map) {
            return MAP
                    + map.entrySet().stream()
                            .mapToLong(entry -> MAP_ENTRY + of(entry.getKey()) + of(entry.getValue()))
                            .sum();
        }
        if (value instanceof Collection<?> items) {
            return SMALL_OBJECT
                    + ARRAY
                    + items.stream().mapToLong(item -> REFERENCE + of(item)).sum();
        }
        if (value instanceof BufferInternal buffer) {
            return BUFFER + aligned(buffer.getByteBuf().capacity());
        }
        if (value instanceof ByteBuffer bytes) {
            return 56 + aligned(ARRAY + bytes.capacity());
        }
        if (value instanceof byte[] bytes) {
            return aligned(ARRAY + bytes.length);
        }
        if (value instanceof long[] numbers) {
            return ARRAY + 8L * numbers.length;
        }
        return LAYOUTS.get(value.getClass()).of(value);
    }

    private static boolean isLatin(String text) {
        return text.chars().allMatch(character -> character < 256);
    }

    private static long aligned(long bytes) {
        return (bytes + 7) / 8 * 8;
    }

    /** What an object of a class takes by itself, and where it refers to more that is its own. */
    private record Layout(long bytes, List<Field> references, Set<Object> constants) {

        static Layout of(Class<?> type) {
            var bytes = HEADER;
            var references = new ArrayList<Field>();
            Set<Object> constants = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Class<?> of = type; of != null; of = of.getSuperclass()) {
                for (var field : of.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        bytes += size(field.getType());
                        if (!field.getType().isPrimitive() && isLookedInto(of)) {
                            field.setAccessible(true);
                            references.add(field);
                        }
                    } else if (field.getType() == type && isLookedInto(type)) {
                        field.setAccessible(true);
                        constants.add(read(field, null));
                    }
                }
            }
            return new Layout(aligned(bytes), references, constants);
        }

        private static Object read(Field field, Object of) {
            try {
                return field.get(of);
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static boolean isLookedInto(Class<?> type) {
            return type.isRecord() && type.getName().startsWith("dev.guildhall.");
        }

        private static int size(Class<?> field) {
            if (!field.isPrimitive()) {
                return REFERENCE;
            }
            return field == long.class || field == double.class
                    ? 8
                    : field == int.class || field == float.class
                            ? 4
                            : field == short.class || field == char.class ? 2 : 1;
        }

        long of(Object object) {
            if (constants.contains(object)) {
                return 0;
            }
            var sum = bytes;
            for (var reference : references) {
                sum += Footprint.of(read(reference, object));
            }
            return sum;
        }
    }
}
