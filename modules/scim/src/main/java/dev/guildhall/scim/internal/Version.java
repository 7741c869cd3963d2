package dev.guildhall.scim.internal;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.error.CommonError;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The entity tag of a resource: made of what it says, for it is put together of what several modules keep. */
public final class Version {

    private static final int BYTES = 12;

    private Version() {}

    public static String of(JsonObject resource) {
        var digest = Sha256.of(resource.encode());
        return "W/\"" + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, BYTES)) + "\"";
    }

    /**
     * Fails with {@code REQUEST.PRECONDITION_FAILED} when a resource is another than the client has seen.
     *
     * @param condition the header {@code If-Match}
     */
    public static void verify(Optional<String> condition, String current) {
        if (condition.filter(header -> !names(header, current)).isPresent()) {
            throw CommonError.PRECONDITION_FAILED.because(
                    "It was changed since you read it: the current version is " + current + ". Read it again.");
        }
    }

    private static boolean names(String header, String current) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || opaque(tag).equals(opaque(current)));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
