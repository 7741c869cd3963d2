package dev.guildhall.scim.internal;

import dev.guildhall.core.error.CommonError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Operations that are sent at once (RFC 7644, section 3.7).
 *
 * @param failOnErrors after how many that fail the rest is left undone; 0 for all of them to be tried
 */
record Bulk(List<Operation> operations, int failOnErrors) {

    /**
     * One of them, as it was sent.
     *
     * @param bulkId what others of the request call what it makes
     */
    record Operation(
            String method, String path, Optional<String> bulkId, Optional<String> version, Optional<JsonObject> data) {}

    /** Throws {@code SCIM.INVALID_SYNTAX}, and {@code REQUEST.TOO_LARGE} for too many. */
    static Bulk of(JsonObject body) {
        if (!(Scim.value(body, "Operations").orElse(null) instanceof JsonArray sent)) {
            throw ScimError.INVALID_SYNTAX.onField("Operations", "Operations must be a list.");
        }
        if (sent.size() > BulkApi.MOST_OPERATIONS) {
            throw CommonError.REQUEST_TOO_LARGE.because(
                    "There are " + BulkApi.MOST_OPERATIONS + " operations at once at most.");
        }
        var operations = new ArrayList<Operation>();
        for (var one : sent) {
            operations.add(operation(Scim.object(one)
                    .orElseThrow(() -> ScimError.INVALID_SYNTAX.onField("Operations", "An operation is an object."))));
        }
        return new Bulk(operations, failOnErrors(body));
    }

    private static int failOnErrors(JsonObject body) {
        var sent = Scim.value(body, "failOnErrors").orElse(0);
        if (sent instanceof Integer count && count >= 0) {
            return count;
        }
        throw ScimError.INVALID_SYNTAX.onField("failOnErrors", "failOnErrors must be a whole number.");
    }

    private static Operation operation(JsonObject sent) {
        return new Operation(
                Reading.text(sent, "method", 20).orElse("").toUpperCase(Locale.ROOT),
                Reading.text(sent, "path", 500).orElse(""),
                Reading.text(sent, "bulkId", 200),
                Reading.text(sent, "version", 200),
                Reading.object(sent, "data"));
    }
}
