package dev.guildhall.core.http;

import dev.guildhall.core.digest.Sha256;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * The entity tag of an answer that has no revision, lists above all: made of what it says, so that whoever has it already
 * need not be sent it again. It is weak, for it says nothing of what may be changed with {@code If-Match}.
 */
final class ContentTag {

    /** Of more the client is sent all, rather than an event loop is held up. */
    private static final int LONGEST = 1024 * 1024;

    private static final int BYTES = 18;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder();

    private ContentTag() {}

    /** Adds the tag to an answer to a request that reads, unless it has one or must not be kept. */
    static ApiResponse on(ApiResponse response) {
        return response.status() == 200
                        && response.body() != null
                        && response.body().length() <= LONGEST
                        && !response.headers().containsKey("ETag")
                        && !response.headers().getOrDefault("Cache-Control", "").contains("no-store")
                ? response.withHeader("ETag", of(response.body()))
                : response;
    }

    static String of(Buffer content) {
        var digest = Sha256.of(content.getBytes());
        return "W/\"" + TEXT.encodeToString(Arrays.copyOf(digest, BYTES)) + "\"";
    }
}
