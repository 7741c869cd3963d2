package dev.guildhall.core.http;

import io.vertx.core.Future;

/**
 * The handler of one operation of a contract. It runs on an event loop, after access was decided and the request was
 * validated, and must not block; a failed future becomes an error answer.
 */
@FunctionalInterface
public interface Operation {

    Future<ApiResponse> handle(ApiRequest request);
}
