package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentError;
import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.capabilities.Capability;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ExtensionPermissions;
import dev.guildhall.host.Cancellation;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.ChatTool;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The capabilities that an agent may call for somebody, as tools of a model. What a call needs is the agent's, which names
 * the capability; the user's, who must be allowed to call it; and the provider's, which does what it was granted.
 */
final class Toolbox {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_DESCRIPTION = 1_000;

    private final Capabilities capabilities;
    private final Authentication by;
    private final Access access;
    private final boolean readonly;
    private final Map<String, Capability> byName = new LinkedHashMap<>();

    private record Tool(String name, String description, JsonObject input) implements ChatTool {}

    private Toolbox(Capabilities capabilities, Authentication by, Access access, boolean readonly) {
        this.capabilities = capabilities;
        this.by = by;
        this.access = access;
        this.readonly = readonly;
    }

    /** Those of the keys that there are in the workspace. */
    static Future<Toolbox> of(
            Capabilities capabilities, Authentication by, Access access, boolean readonly, List<String> keys) {
        var toolbox = new Toolbox(capabilities, by, access, readonly);
        if (keys.isEmpty() || !access.allows(ExtensionPermissions.CAPABILITIES_INVOKE)) {
            return Future.succeededFuture(toolbox);
        }
        return capabilities.callable(access.workspace()).map(all -> {
            keys.forEach(key -> all.stream()
                    .filter(one -> one.key().equals(key))
                    .findFirst()
                    .filter(found -> !readonly || !found.traits().changes())
                    .ifPresent(toolbox::add));
            return toolbox;
        });
    }

    /** All that there are in the workspace. */
    static Future<Toolbox> all(Capabilities capabilities, Authentication by, Access access) {
        return capabilities
                .callable(access.workspace())
                .compose(all -> of(
                        capabilities,
                        by,
                        access,
                        false,
                        all.stream().map(Capability::key).sorted().toList()));
    }

    private void add(Capability capability) {
        var plain = capability.key().replace('.', '_');
        var name = plain.length() > LONGEST_NAME ? plain.substring(plain.length() - LONGEST_NAME) : plain;
        for (var number = 2; byName.containsKey(name); number++) {
            var end = "_" + number;
            name = plain.substring(0, Math.min(plain.length(), LONGEST_NAME - end.length())) + end;
        }
        byName.put(name, capability);
    }

    /** As the model gets them; its own copies. */
    List<ChatTool> tools() {
        return byName.entrySet().stream()
                .<ChatTool>map(tool -> new Tool(
                        tool.getKey(),
                        description(tool.getValue()),
                        tool.getValue().input().copy()))
                .toList();
    }

    private static String description(Capability capability) {
        var said = capability.input().getValue("description") instanceof String text ? text : "";
        var description = said.isBlank() ? capability.key() : capability.key() + ": " + said.strip();
        return description.length() > LONGEST_DESCRIPTION ? description.substring(0, LONGEST_DESCRIPTION) : description;
    }

    /** The capability that a model means, by the name of the tool or by the key itself. */
    Optional<String> keyOf(String tool) {
        return Optional.ofNullable(byName.get(tool))
                .map(Capability::key)
                .or(() -> byName.values().stream()
                        .map(Capability::key)
                        .filter(tool::equals)
                        .findFirst());
    }

    /** Calls it; fails as a call of the user's own does, and when the agent may not. */
    Future<JsonObject> call(String tool, JsonObject input, String requestId, Cancellation cancellation) {
        var key = keyOf(tool);
        if (key.isEmpty()) {
            return AgentError.NOT_AVAILABLE
                    .because("The agent has no tool " + tool + ".")
                    .asFuture();
        }
        if (!access.allows(ExtensionPermissions.CAPABILITIES_INVOKE)) {
            return CommonError.ACCESS_DENIED
                    .because("Whoever asked may not call capabilities here.")
                    .asFuture();
        }
        return requireHarmless(key.get())
                .compose(harmless -> capabilities.invoke(
                        by,
                        access,
                        CapabilityCall.of(key.get(), input),
                        VersionRange.ANY,
                        requestId,
                        cancellation,
                        (capability, output) -> output));
    }

    // Its provider may be another one by now than when the model was told of it.
    private Future<Void> requireHarmless(String key) {
        if (!readonly) {
            return Future.succeededFuture();
        }
        return capabilities
                .callable(access.workspace())
                .compose(all -> all.stream()
                                .anyMatch(one ->
                                        one.key().equals(key) && one.traits().changes())
                        ? AgentError.READ_ONLY
                                .because("The agent is granted to this workspace read-only, and " + key
                                        + " changes something.")
                                .asFuture()
                        : Future.succeededFuture());
    }
}
