package dev.guildhall.extensions;

import dev.guildhall.core.error.CommonError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to change of an installation.
 *
 * @param enabled empty to leave it on or off
 * @param config a JSON Merge Patch, or empty inside to clear the configuration; empty to leave it
 * @param grantedEgress the hosts of the configuration that are consented to beyond those that are granted
 * @param upgradePolicy which newer versions come by themselves from now on; empty to leave it
 * @param planHash of the plan for disabling it that was seen; empty when any will do
 */
public record InstallationPatch(
        Optional<Boolean> enabled,
        Optional<Optional<JsonObject>> config,
        Set<String> grantedEgress,
        Optional<UpgradePolicy> upgradePolicy,
        Optional<String> planHash) {

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
                body.getJsonArray("grantedEgress", new JsonArray()).stream()
                        .map(String.class::cast)
                        .collect(Collectors.toSet()),
                Optional.ofNullable(body.getString("upgradePolicy")).map(InstallationPatch::policy),
                Optional.ofNullable(body.getString("planHash")));
    }

    private static UpgradePolicy policy(String text) {
        return Arrays.stream(UpgradePolicy.values())
                .filter(policy -> policy.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "upgradePolicy", "upgradePolicy must be OFF, PATCH or MINOR"));
    }
}
