package dev.guildhall.extensions;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an installation is to be upgraded to; the contract has let its body through.
 *
 * @param version empty for the newest release that is on offer and fits this platform
 * @param config a JSON Merge Patch of the configuration there is
 * @param grantedPermissions what is consented to beyond what the extension has
 * @param grantedEgress the hosts that it may call beyond those it may
 * @param grantedNames the takeovers of the plan that are consented to
 * @param planHash the plan that was seen; empty when any will do
 * @param force whether to go on though others lose what they need
 */
public record UpgradeRequest(
        Optional<String> version,
        Optional<JsonObject> config,
        Set<String> grantedPermissions,
        Set<String> grantedEgress,
        Set<String> grantedNames,
        Optional<String> planHash,
        boolean force) {

    public static UpgradeRequest of(JsonObject body, boolean force) {
        return new UpgradeRequest(
                Optional.ofNullable(body.getString("version")),
                Optional.ofNullable(body.getJsonObject("config")),
                texts(body, "grantedPermissions"),
                texts(body, "grantedEgress"),
                texts(body, "grantedNames"),
                Optional.ofNullable(body.getString("planHash")),
                force);
    }

    private static Set<String> texts(JsonObject body, String field) {
        return body.getJsonArray(field, new JsonArray()).stream()
                .map(String.class::cast)
                .collect(Collectors.toSet());
    }
}
