package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;

/**
 * Reads a body as its operation does, and throws a {@code Problem} that names every field it cannot take. When a body
 * does not fit its contract, it is asked about the fields that do, so that the client is told of all faults at once. It
 * must bear that any field is missing.
 */
@FunctionalInterface
public interface BodyReader {

    /** For operations about whose bodies the contract says it all. */
    BodyReader NONE = fields -> null;

    /** @return whatever the operation makes of the body; nobody asks for it here */
    Object read(JsonObject fields);
}
