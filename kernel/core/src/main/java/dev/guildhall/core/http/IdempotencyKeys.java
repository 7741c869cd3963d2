package dev.guildhall.core.http;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Answers the repeat of a request with the first answer, by the client's {@code Idempotency-Key}. A key belongs to
 * whoever sent it and to one request for a day. What failed is forgotten and may be tried again under the same key. Of
 * several at once one is carried out, and the others are told to wait.
 */
public interface IdempotencyKeys {

    /** The header with the key. */
    String HEADER = "Idempotency-Key";

    /**
     * Carries out the operation, or gives the answer it had when it was carried out under this key before.
     *
     * @param requestHash tells the request from others that are sent under the same key
     */
    Future<ApiResponse> once(
            ApiRequest request, String key, byte[] requestHash, Supplier<Future<ApiResponse>> operation);
}
