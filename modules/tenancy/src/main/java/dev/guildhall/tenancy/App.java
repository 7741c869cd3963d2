package dev.guildhall.tenancy;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.AppId;
import dev.guildhall.tenancy.internal.Names;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A product that is run on the platform, with organizations of its own, as it is at one revision.
 *
 * @param revision counts changes; the ETag clients see
 */
public record App(AppId id, String name, long revision, Instant createdAt, Instant updatedAt) {

    /** Reads {@code {name}} from a body the contract has let through. */
    public static String nameOf(JsonObject body) {
        var faults = new Faults();
        var name = Names.read(body, "name", faults);
        faults.refuse();
        return name;
    }
}
