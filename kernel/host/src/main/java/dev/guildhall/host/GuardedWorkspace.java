package dev.guildhall.host;

import dev.guildhall.core.id.Ids;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.Events;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Jobs;
import dev.guildhall.spi.Limits;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.OutboundHttp;
import dev.guildhall.spi.ResultStream;
import dev.guildhall.spi.Secrets;
import dev.guildhall.spi.State;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.WorkspaceContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** The workspace as an extension's code sees it: the installation's services, within what the manifest declares. */
final class GuardedWorkspace implements WorkspaceContext {

    private static final int MAX_NAME = 200;

    private final InstallationServices services;
    private final ExtensionManifest manifest;
    private final HostBridge bridge;
    private final ExecutionLimits limits;
    private final Grants grants;
    private final GuardedStorage storage;
    private final Logger logger;

    GuardedWorkspace(
            InstallationServices services,
            ExtensionManifest manifest,
            HostBridge bridge,
            ExecutionLimits limits,
            Logger logger) {
        this.services = services;
        this.manifest = manifest;
        this.bridge = bridge;
        this.limits = limits;
        this.grants = new Grants(services.grantedPermissions());
        this.storage = new GuardedStorage(services, manifest, grants, bridge);
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
        return services.openConfig().copy();
    }

    @Override
    public Secrets secrets() {
        return new ConfiguredSecrets(services);
    }

    @Override
    public State state() {
        return new GuardedState(services, bridge);
    }

    @Override
    public Jobs jobs() {
        return new GuardedJobs(services, manifest, bridge);
    }

    @Override
    public Members members() {
        return new GuardedMembers(services, grants, bridge);
    }

    @Override
    public Events events() {
        return new GuardedEvents(services, manifest, grants, bridge);
    }

    @Override
    public Limits limits() {
        return new HostLimits(limits, services.quotas());
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public OutboundHttp http() {
        return new GuardedHttp(services, manifest, bridge);
    }

    @Override
    public Future<JsonObject> invoke(CapabilityCall call) {
        return calling(call, (chain, copy, versions) -> services.invoke(chain, copy, versions));
    }

    @Override
    public Future<Void> stream(CapabilityCall call, ResultStream items) {
        var serving = Execution.currentCall();
        return calling(
                call,
                (chain, copy, versions) -> services.stream(
                        chain, copy, versions, item -> bridge.toExtension(serving, () -> items.send(item))));
    }

    private interface Sending<T> {
        Future<T> send(CallChain chain, CapabilityCall copy, VersionRange versions);
    }

    private <T> Future<T> calling(CapabilityCall call, Sending<T> sending) {
        return DefensiveCopy.detached(call.input(), HostLimits.MAX_INPUT, "CAPABILITY.INPUT_TOO_LARGE", copy -> {
            if (!manifest.mayCall(call.key())) {
                return HostBridge.forbidden(
                        "CAPABILITY.NOT_DECLARED", "The manifest's requires.capabilities does not list " + call.key());
            }
            VersionRange versions;
            try {
                versions = call.versions().map(VersionRange::parse).orElse(VersionRange.ANY);
            } catch (IllegalArgumentException wrong) {
                return invalid("versions", wrong.getMessage());
            }
            if (call.idempotencyKey()
                    .filter(name -> name.isEmpty() || name.length() > MAX_NAME)
                    .isPresent()) {
                return invalid("idempotencyKey", "must have 1 to " + MAX_NAME + " characters");
            }
            var chain = chain(call);
            Supplier<Future<T>> sent = () -> bridge.toHost(() -> sending.send(chain, call.withInput(copy), versions));
            // Without a number of its format a manifest asks for this by listing the capability.
            return manifest.format() == 0 || manifest.provides(call.key())
                    ? sent.get()
                    : grants.opening(Grants.CAPABILITIES_INVOKE, sent);
        });
    }

    private static <T> Future<T> invalid(String field, String rule) {
        return Future.failedFuture(ExtensionException.invalid("REQUEST.INVALID", field + " " + rule)
                .withField(field, rule));
    }

    private CallChain chain(CapabilityCall call) {
        var chain = chain().through(manifest.id(), grants);
        if (call.timeout().isPresent()) {
            chain = chain.within(call.timeout().get());
        }
        if (call.cancellation().isPresent()) {
            var branch = chain.cancellable();
            call.cancellation().get().onComplete(given -> branch.cancellation().cancel());
            return branch;
        }
        return chain;
    }

    private CallChain chain() {
        var call = Execution.currentCall();
        return call == null
                ? CallChain.from(
                        Ids.next().toString(), Instant.now().plus(limits.times().background()))
                : call.chain();
    }

    @Override
    public Logger logger() {
        return logger;
    }
}
