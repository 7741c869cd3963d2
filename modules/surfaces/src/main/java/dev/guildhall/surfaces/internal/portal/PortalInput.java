package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.surfaces.internal.portal.Portal.SecureChannel;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Optional;

/** What an administrator wants of a portal; what is left out stays, or is what it is without. */
record PortalInput(Optional<String> name, Optional<SecureChannel> secureChannel) {

    private static final int LONGEST = 200;

    /** Reads a body the contract has let through; names every field that is wrong. */
    static PortalInput of(JsonObject body) {
        var wrong = new ArrayList<Problem.Detail>();
        var name = Optional.ofNullable(body.getString("name")).map(String::strip);
        if (name.filter(text -> text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST)
                .isPresent()) {
            wrong.add(new Problem.Detail("name", "name must have 1 to " + LONGEST + " characters"));
        }
        var channel = Optional.ofNullable(body.getString("secureChannel"));
        if (channel.isPresent() && channel.flatMap(SecureChannel::named).isEmpty()) {
            wrong.add(new Problem.Detail("secureChannel", "secureChannel must be OPTIONAL or REQUIRED"));
        }
        if (!wrong.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(wrong.get(0).message()).withDetails(wrong);
        }
        return new PortalInput(name, channel.flatMap(SecureChannel::named));
    }
}
