package dev.guildhall.extensions;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What somebody wants to have installed; the contract has let its body through.
 *
 * @param version empty for the newest release that is on offer and fits this platform
 * @param requiredConfigs those of the extensions that come along since it needs them, by their keys
 * @param grantedPermissions what they consent to
 * @param grantedEgress the hosts of the configuration that they consent to
 * @param grantedNames the takeovers of the plan that they consent to
 * @param planHash the plan they have seen; empty when they take whatever it is
 */
public record InstallRequest(
        String extensionKey,
        Optional<String> version,
        Optional<JsonObject> config,
        Map<String, JsonObject> requiredConfigs,
        Set<String> grantedPermissions,
        Set<String> grantedEgress,
        Set<String> grantedNames,
        Optional<String> planHash) {

    public static InstallRequest of(JsonObject body) {
        return new InstallRequest(
                body.getString("extensionKey"),
                Optional.ofNullable(body.getString("version")),
                Optional.ofNullable(body.getJsonObject("config")),
                configs(body.getJsonObject("requiredConfigs", new JsonObject())),
                texts(body, "grantedPermissions"),
                texts(body, "grantedEgress"),
                texts(body, "grantedNames"),
                Optional.ofNullable(body.getString("planHash")));
    }

    private static Map<String, JsonObject> configs(JsonObject sent) {
        return sent.fieldNames().stream().collect(Collectors.toMap(Function.identity(), sent::getJsonObject));
    }

    private static Set<String> texts(JsonObject body, String field) {
        return body.getJsonArray(field, new JsonArray()).stream()
                .map(String.class::cast)
                .collect(Collectors.toSet());
    }
}
