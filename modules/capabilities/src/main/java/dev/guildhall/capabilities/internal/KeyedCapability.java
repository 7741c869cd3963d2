package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Capability;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * All that is provided under one key in a workspace.
 *
 * @param all every version of every provider, the newest first
 * @param answering those of whoever answers; none when nobody does
 */
public record KeyedCapability(List<Capability> all, List<Capability> answering) {

    public String key() {
        return all.get(0).key();
    }

    /** The newest version of whoever answers, or of all when nobody does. */
    public Capability newest() {
        return answering.isEmpty() ? all.get(0) : answering.get(0);
    }

    /** Whether somebody answers. */
    public boolean isBound() {
        return !answering.isEmpty();
    }

    public String provider() {
        return newest().provider();
    }

    /** Everybody who provides it. */
    public List<String> providers() {
        return all.stream().map(Capability::provider).distinct().sorted().toList();
    }

    /** Those that can be called. */
    List<String> versions() {
        return answering.stream().map(one -> one.version().getVersion()).toList();
    }

    public JsonObject toJson() {
        return newest().toJson().put("bound", isBound()).put("providers", new JsonArray(providers()));
    }

    /** The same with the versions that can be called. */
    public JsonObject withVersions() {
        return toJson().put("versions", new JsonArray(versions()));
    }
}
