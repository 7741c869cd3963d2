package dev.guildhall.core.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How an operation reads its body: into what it works on, or into a failure that names every field it cannot take. Of a
 * body that does not fit its contract it is asked about the part that does, so that a client is told of all faults at
 * once, whoever finds them. It must bear that any field is missing, and change nothing.
 *
 * @param <T> what the operation works on
 */
@FunctionalInterface
public interface BodyReader<T> {

    /** For operations about whose bodies the contract says it all. */
    BodyReader<JsonObject> AS_IT_IS = of(Function.identity());

    /** @param body decoded JSON; an absent one is an empty object */
    Future<T> read(ApiRequest request, Object body);

    /** One that needs nothing but an object; what is wrong with it is thrown as a {@code Problem}. */
    static <T> BodyReader<T> of(Function<JsonObject, T> reading) {
        return later(body -> Future.succeededFuture(reading.apply(body)));
    }

    /** The same for what cannot be said at once. */
    static <T> BodyReader<T> later(Function<JsonObject, Future<T>> reading) {
        return (request, body) -> reading.apply(ApiRequest.object(body));
    }

    /** The same, where what the body means depends on the rest of the request. */
    static <T> BodyReader<T> ofRequest(BiFunction<ApiRequest, JsonObject, T> reading) {
        return laterOfRequest((request, body) -> Future.succeededFuture(reading.apply(request, body)));
    }

    /** The same for what cannot be said at once. */
    static <T> BodyReader<T> laterOfRequest(BiFunction<ApiRequest, JsonObject, Future<T>> reading) {
        return (request, body) -> reading.apply(request, ApiRequest.object(body));
    }
}
