package dev.guildhall.extensions;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What is to change of an installation.
 *
 * @param enabled empty to leave it on or off
 * @param config a JSON Merge Patch, or empty inside to clear the configuration; empty to leave it
 * @param planHash of the plan for disabling it that was seen; empty when any will do
 */
public record InstallationPatch(
        Optional<Boolean> enabled, Optional<Optional<JsonObject>> config, Optional<String> planHash) {

    public boolean isDisabling() {
        return enabled.filter(on -> !on).isPresent();
    }

    /** From the JSON of the API, which its contract has let through. */
    public static InstallationPatch of(JsonObject body) {
        var config = body.containsKey("config")
                ? Optional.of(Optional.ofNullable(body.getJsonObject("config")))
                : Optional.<Optional<JsonObject>>empty();
        return new InstallationPatch(
                Optional.ofNullable(body.getBoolean("enabled")),
                config,
                Optional.ofNullable(body.getString("planHash")));
    }
}
