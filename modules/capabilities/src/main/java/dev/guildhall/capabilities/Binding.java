package dev.guildhall.capabilities;

import dev.guildhall.capabilities.internal.KeyedCapability;
import dev.guildhall.core.digest.Sha256;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;

/**
 * Who answers a capability in a workspace.
 *
 * @param isChosen whether somebody was chosen, as is needed of several
 */
public record Binding(KeyedCapability provided, boolean isChosen) {

    /** As clients see it. */
    public JsonObject toJson() {
        var versions = new LinkedHashMap<String, JsonArray>();
        provided.all()
                .forEach(one -> versions.computeIfAbsent(one.provider(), first -> new JsonArray())
                        .add(one.version().getVersion()));
        var candidates = new JsonArray();
        versions.forEach((provider, theirs) ->
                candidates.add(new JsonObject().put("provider", provider).put("versions", theirs)));
        return new JsonObject()
                .put("key", provided.key())
                .put("provider", provided.isBound() ? provided.newest().provider() : null)
                .put("chosen", isChosen)
                .put("candidates", candidates);
    }

    /** Changes with everything that {@link #toJson} tells. */
    public long revision() {
        return ByteBuffer.wrap(Sha256.of(toJson().toBuffer().getBytes())).getLong();
    }
}
