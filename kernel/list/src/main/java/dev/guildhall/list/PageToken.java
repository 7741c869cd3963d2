package dev.guildhall.list;

import dev.guildhall.core.digest.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The opaque text a client hands back for the next page: the sort keys of the last row it got, and a checksum of them
 * and of the query they belong to. It is no secret and grants nothing: all it can do is begin elsewhere in a list the
 * client may read anyway.
 */
final class PageToken {

    private static final int CHECKSUM_BYTES = 12;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private PageToken() {}

    /**
     * @param query what the keys mean something to: list, filter and order
     * @param keys null for a value the row does not have
     */
    static String encode(List<String> query, List<String> keys) {
        var values = new JsonArray(keys);
        var content = new JsonArray().add(checksum(query, values)).addAll(values);
        return ENCODER.encodeToString(content.toBuffer().getBytes());
    }

    /** The keys of a token made for the same query; empty for anything else. */
    static Optional<List<String>> decode(List<String> query, String token) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            return ENCODER.encodeToString(bytes).equals(token)
                    ? keys(query, new JsonArray(Buffer.buffer(bytes)))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> keys(List<String> query, JsonArray content) {
        if (content.isEmpty() || !content.stream().allMatch(value -> value == null || value instanceof String)) {
            return Optional.empty();
        }
        var checksum = content.getString(0);
        var keys = new ArrayList<String>();
        for (var i = 1; i < content.size(); i++) {
            keys.add(content.getString(i));
        }
        return checksum(query, new JsonArray(keys)).equals(checksum) ? Optional.of(keys) : Optional.empty();
    }

    private static String checksum(List<String> query, JsonArray keys) {
        var content =
                new JsonArray().addAll(new JsonArray(query)).add(keys).encode().getBytes(StandardCharsets.UTF_8);
        return ENCODER.encodeToString(Arrays.copyOf(Sha256.of(content), CHECKSUM_BYTES));
    }
}
