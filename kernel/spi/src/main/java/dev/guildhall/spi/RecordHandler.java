package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Serves one capability in one workspace as a {@link CapabilityHandler} does, with records in the place of JSON objects.
 * The manifest may name the records in {@code input} and {@code output}; their schemas are derived when the artifact is
 * uploaded.
 */
@FunctionalInterface
public interface RecordHandler<I extends Record, R extends Record> {

    /** The result, of which no component is null unless an annotation named {@code Nullable} is on it. */
    Future<R> invoke(I input, Invocation invocation) throws Exception;

    /** The same on JSON. Input that the record cannot take is the caller's fault. */
    static <I extends Record, R extends Record> CapabilityHandler onJson(Class<I> type, RecordHandler<I, R> handler) {
        return invocation -> {
            I input;
            try {
                input = invocation.input().mapTo(type);
            } catch (IllegalArgumentException unfit) {
                throw new ExtensionException(
                        ExtensionException.Kind.INVALID,
                        "INPUT.INVALID",
                        "The input does not fit the record " + type.getSimpleName() + ".",
                        unfit);
            }
            return handler.invoke(input, invocation).map(JsonObject::mapFrom);
        };
    }
}
