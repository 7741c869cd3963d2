package dev.guildhall.extensions.internal.runtime;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.security.Cause;
import dev.guildhall.events.EventHistory;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.ExtensionPermissions;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.InstallationFence;
import dev.guildhall.extensions.internal.installation.InstallationStatusWriter;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.jobs.JobOrders;
import dev.guildhall.extensions.internal.service.StandIns;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.StorageQuotas;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.CircuitBreaker;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.InstallationServices;
import dev.guildhall.host.Quotas;
import dev.guildhall.host.VersionRange;
import dev.guildhall.membership.Members;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.Jobs;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.State;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.WorkspaceExtension;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the host does for the code of each installation of this node, within what its workspace granted. */
public final class HostWorkspaceContexts {

    private static final Logger LOG = LoggerFactory.getLogger(HostWorkspaceContexts.class);

    /** How many sessions of all extensions, of those of one workspace, and of one installation work at once. */
    private static final int SESSIONS = 12;

    private static final int SESSIONS_OF_WORKSPACE = 6;
    private static final int SESSIONS_OF_INSTALLATION = 4;

    private final Database database;
    private final Workspaces workspaces;
    private final Members members;
    private final EventHistory history;
    private final StateChanges states = new StateChanges();
    private final InstallationFence fence = new InstallationFence();
    private final Outbox outbox;
    private final OutboundGuard outbound;
    private final CapabilityInvoker capabilities;
    private final ExtensionSchemas schemas;
    private final Intents intents;
    private final JobOrders jobs;
    private final StandIns standIns;
    private final StorageQuotas quotas;
    private final InstallationStatusWriter statusWriter;
    private final InstallationLogs logs;
    private final InstallationRates rates;

    /** As long as somebody has a share of one, it is the same. */
    private final LoadingCache<WorkspaceId, SessionLimit> sessions;

    public HostWorkspaceContexts(
            Vertx vertx,
            Database database,
            Workspaces workspaces,
            Members members,
            EventHistory history,
            Outbox outbox,
            OutboundGuard outbound,
            CacheBudget caches,
            CapabilityInvoker capabilities,
            ExtensionSchemas schemas,
            Intents intents,
            JobOrders jobs,
            StandIns standIns,
            StorageQuotas quotas,
            InstallationRates rates,
            InstallationStatusWriter statusWriter) {
        this.database = database;
        this.workspaces = workspaces;
        this.members = members;
        this.history = history;
        this.outbox = outbox;
        this.outbound = outbound;
        this.capabilities = capabilities;
        this.schemas = schemas;
        this.intents = intents;
        this.jobs = jobs;
        this.standIns = standIns;
        this.quotas = quotas;
        this.rates = rates;
        this.statusWriter = statusWriter;
        this.logs = new InstallationLogs(caches);
        var all = new SessionLimit(vertx, SESSIONS);
        this.sessions = Caffeine.newBuilder().weakValues().build(workspace -> all.share(SESSIONS_OF_WORKSPACE));
    }

    /** What the installations log. */
    public InstallationLogs logs() {
        return logs;
    }

    /**
     * What one installation is given.
     *
     * @param trial what it works on, when it is not installed yet
     */
    InstallationServices of(
            StoredInstallation stored,
            String workspaceKey,
            ExtensionManifest manifest,
            ExtensionConfig config,
            Optional<Trial> trial) {
        return new Context(stored, workspaceKey, manifest, config, trial);
    }

    private final class Context implements InstallationServices {

        private final StoredInstallation stored;
        private final Installation installation;
        private final String workspaceKey;
        private final ExtensionManifest manifest;
        private final ExtensionConfig config;
        private final InstallationHttp http;
        private final Set<String> granted;
        private final Set<String> configuredHosts;
        private final InstallationStorage storage;
        private final InstallationEvents events;
        private final OwnTransactions transactions;

        Context(
                StoredInstallation stored,
                String workspaceKey,
                ExtensionManifest manifest,
                ExtensionConfig config,
                Optional<Trial> trial) {
            this.stored = stored;
            this.installation = stored.installation();
            this.workspaceKey = workspaceKey;
            this.manifest = manifest;
            this.config = config;
            this.http = new InstallationHttp(outbound, rates, installation);
            this.granted = Set.copyOf(installation.grantedPermissions());
            this.configuredHosts = Set.copyOf(
                    new ConfigSchema(manifest.configSchema()).hosts(config).values());
            this.events = new InstallationEvents(history, outbox, rates, installation, manifest);
            this.transactions = trial.<OwnTransactions>map(Function.identity())
                    .orElseGet(() -> new InstalledTransactions(database, fence, installation));
            this.storage = new InstallationStorage(
                    schemas,
                    intents,
                    workspaces,
                    installation,
                    trial,
                    sessions.get(installation.workspace()).share(SESSIONS_OF_INSTALLATION),
                    quotas,
                    events,
                    Cause.NONE);
        }

        @Override
        public WorkspaceExtension standIn() {
            return standIns.of(stored, manifest);
        }

        @Override
        public void fuse(Optional<CircuitBreaker.Reason> blown) {
            statusWriter
                    .fuse(stored, blown)
                    .onFailure(failure -> LOG.warn(
                            "Cannot tell that the fuse of {} in workspace {} has changed",
                            manifest.id(),
                            workspace(),
                            failure));
        }

        @Override
        public Quotas quotas() {
            return quotas.quotas();
        }

        @Override
        public boolean isNew() {
            return !stored.isPrepared();
        }

        @Override
        public String workspaceId() {
            return workspace().toString();
        }

        @Override
        public String workspaceKey() {
            return workspaceKey;
        }

        @Override
        public Set<String> grantedPermissions() {
            return granted;
        }

        @Override
        public JsonObject config() {
            return config.clear();
        }

        @Override
        public void logged(LogEntry entry) {
            logs.add(workspace(), manifest.id(), entry);
        }

        @Override
        public String withoutSecrets(String text) {
            return config.redacted(text);
        }

        @Override
        public Set<String> configuredHosts() {
            return configuredHosts;
        }

        @Override
        public Storage storage(Cause cause) {
            return storage.because(cause);
        }

        @Override
        public Future<OutboundResponse> send(OutboundRequest request) {
            return http.send(request);
        }

        @Override
        public Future<OutboundResponse> stream(
                OutboundRequest request, Future<Void> givenUp, Function<Buffer, Future<Void>> pieces) {
            return http.stream(request, givenUp, pieces);
        }

        @Override
        public Future<String> emit(Cause cause, String type, String subject, JsonObject data) {
            // What the extension does by itself passes no gate.
            return workspaces
                    .requireChangeable(workspace())
                    .compose(changeable -> transactions.run(
                            tx -> Future.succeededFuture(events.emit(tx, cause, type, subject, data))));
        }

        @Override
        public JsonObject openConfig() {
            return config.open();
        }

        @Override
        public dev.guildhall.spi.Members members() {
            return new WorkspaceMembers(members, workspace());
        }

        @Override
        public Future<List<Event>> events(long after, int limit) {
            return events.after(after, limit);
        }

        @Override
        public State state() {
            return new InstallationState(transactions, states, InstallationKey.of(installation));
        }

        @Override
        public Jobs jobs() {
            return jobs.of(InstallationKey.of(installation), transactions);
        }

        @Override
        public Future<JsonObject> invoke(CallChain chain, CapabilityCall call, VersionRange versions) {
            return mayCall(chain)
                    .compose(allowed -> capabilities.invoke(
                            workspace(), manifest.id(), call, required(call).and(versions), chain));
        }

        @Override
        public Future<Void> stream(
                CallChain chain, CapabilityCall call, VersionRange versions, Function<JsonObject, Future<Void>> items) {
            return mayCall(chain)
                    .compose(allowed -> capabilities.stream(
                            workspace(), manifest.id(), call, required(call).and(versions), chain, items));
        }

        // Whom the extension serves does by it no more than they may do themselves.
        private Future<Void> mayCall(CallChain chain) {
            chain.behalf().ifPresent(behalf -> behalf.access().require(ExtensionPermissions.CAPABILITIES_INVOKE));
            return workspaces.requireChangeable(workspace());
        }

        private VersionRange required(CapabilityCall call) {
            return manifest.requires().stream()
                    .filter(other -> other.key().equals(call.key()))
                    .map(ExtensionManifest.RequiredCapability::version)
                    .findFirst()
                    .orElse(VersionRange.ANY);
        }

        private WorkspaceId workspace() {
            return installation.workspace();
        }
    }
}
