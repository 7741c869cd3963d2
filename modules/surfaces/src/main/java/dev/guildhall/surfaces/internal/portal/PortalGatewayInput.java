package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Faults;
import dev.guildhall.surfaces.internal.portal.PortalGateway.SecureChannel;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What an administrator wants of a portal; what is left out stays, or is what it is without. */
record PortalGatewayInput(Optional<String> name, Optional<SecureChannel> secureChannel) {

    private static final int LONGEST = 200;

    /** Reads a body the contract has let through; names every field that is wrong. */
    static PortalGatewayInput of(JsonObject body) {
        var faults = new Faults();
        var name = Optional.ofNullable(body.getString("name")).map(String::strip);
        faults.require(
                name.map(PortalGatewayInput::isName).orElse(true),
                "name",
                "name must have 1 to " + LONGEST + " characters");
        var channel = Optional.ofNullable(body.getString("secureChannel"));
        faults.require(
                channel.isEmpty() || channel.flatMap(SecureChannel::named).isPresent(),
                "secureChannel",
                "secureChannel must be OPTIONAL or REQUIRED");
        faults.refuse();
        return new PortalGatewayInput(name, channel.flatMap(SecureChannel::named));
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= LONGEST && Storable.isStorable(text);
    }
}
