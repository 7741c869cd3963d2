package dev.guildhall.host;

import dev.guildhall.core.id.Ids;
import dev.guildhall.host.DefensiveCopy.TooLargeException;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.OutboundHttp;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.WorkspaceContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/** The workspace as an extension's code sees it: the installation's services, within what the manifest declares. */
final class GuardedWorkspace implements WorkspaceContext {

    static final int MAX_EVENT = 256 * 1024;
    private static final int MAX_INPUT = 1024 * 1024;

    private final InstallationServices services;
    private final ExtensionManifest manifest;
    private final HostBridge bridge;
    private final Duration backgroundTimeout;
    private final GuardedStorage storage;
    private final Logger logger;

    GuardedWorkspace(
            InstallationServices services,
            ExtensionManifest manifest,
            HostBridge bridge,
            Duration backgroundTimeout,
            Logger logger) {
        this.services = services;
        this.manifest = manifest;
        this.bridge = bridge;
        this.backgroundTimeout = backgroundTimeout;
        this.storage = new GuardedStorage(services, manifest, bridge);
        this.logger = logger;
    }

    @Override
    public String workspaceId() {
        return services.workspaceId();
    }

    @Override
    public String workspaceKey() {
        return services.workspaceKey();
    }

    @Override
    public String extensionVersion() {
        return manifest.version().getVersion();
    }

    @Override
    public JsonObject config() {
        return services.config().copy();
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public OutboundHttp http() {
        return this::send;
    }

    private Future<OutboundResponse> send(OutboundRequest request) {
        var host = request.url().getHost();
        if (host == null || !manifest.mayCallHost(host)) {
            return HostBridge.forbidden(
                    "URL.NOT_ALLOWED", "The manifest's egress does not list the host " + host + ".");
        }
        var copy = DefensiveCopy.of(request);
        return bridge.toHost(() -> services.http().send(copy));
    }

    @Override
    public Future<String> emit(String type, String subject, JsonObject data) {
        return detached(data, MAX_EVENT, "EVENT.TOO_LARGE", copy -> {
            if (!manifest.publishes(type)) {
                return undeclaredEvent(type);
            }
            return bridge.toHost(() -> services.emit(type, subject, copy));
        });
    }

    static Future<String> undeclaredEvent(String type) {
        return HostBridge.forbidden("EVENT.TYPE_NOT_DECLARED", "The manifest's publishesEvents does not list " + type);
    }

    @Override
    public Future<JsonObject> invoke(String capabilityKey, JsonObject input) {
        return detached(input, MAX_INPUT, "CAPABILITY.INPUT_TOO_LARGE", copy -> {
            if (!manifest.mayCall(capabilityKey)) {
                return HostBridge.forbidden(
                        "CAPABILITY.NOT_DECLARED",
                        "The manifest's requires.capabilities does not list " + capabilityKey);
            }
            var chain = chain().through(manifest.id());
            return bridge.toHost(() -> services.invoke(chain, capabilityKey, copy));
        });
    }

    private CallChain chain() {
        var call = Execution.currentCall();
        return call == null
                ? CallChain.from(Ids.next().toString(), Instant.now().plus(backgroundTimeout))
                : call.chain();
    }

    interface Use<T> {
        Future<T> of(JsonObject copy);
    }

    static <T> Future<T> detached(JsonObject json, int limit, String tooLarge, Use<T> use) {
        JsonObject copy;
        try {
            copy = json == null ? new JsonObject() : DefensiveCopy.of(json, limit);
        } catch (TooLargeException refused) {
            return Future.failedFuture(ExtensionException.invalid(tooLarge, "It is " + refused.getMessage() + "."));
        } catch (IllegalArgumentException notJson) {
            return Future.failedFuture(notJson);
        }
        return use.of(copy);
    }

    @Override
    public Logger logger() {
        return logger;
    }
}
