package dev.guildhall.core.http;

import io.vertx.core.Future;

/**
 * The handler of an operation with a body; an {@link Operation} in everything else.
 *
 * @param <T> what its {@link BodyReader} makes of the body
 */
@FunctionalInterface
public interface BodyOperation<T> {

    Future<ApiResponse> handle(ApiRequest request, T body);
}
