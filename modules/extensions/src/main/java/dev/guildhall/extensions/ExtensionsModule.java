package dev.guildhall.extensions;

import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.usage.UsageSource;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.EventHistory;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import dev.guildhall.events.PublicationRule;
import dev.guildhall.extensions.internal.installation.Consequences;
import dev.guildhall.extensions.internal.installation.DeletedWorkspaces;
import dev.guildhall.extensions.internal.installation.EventTypesApi;
import dev.guildhall.extensions.internal.installation.ExtensionsArchive;
import dev.guildhall.extensions.internal.installation.HandlersApi;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.InstallationChanges;
import dev.guildhall.extensions.internal.installation.InstallationRules;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects;
import dev.guildhall.extensions.internal.installation.InstallationStatusWriter;
import dev.guildhall.extensions.internal.installation.InstallationsApi;
import dev.guildhall.extensions.internal.installation.Installer;
import dev.guildhall.extensions.internal.installation.KeyedQueue;
import dev.guildhall.extensions.internal.installation.OfflineSwitch;
import dev.guildhall.extensions.internal.installation.OrganizationInstallations;
import dev.guildhall.extensions.internal.installation.PgExtensionStores;
import dev.guildhall.extensions.internal.installation.Planner;
import dev.guildhall.extensions.internal.installation.PlansApi;
import dev.guildhall.extensions.internal.installation.Retention;
import dev.guildhall.extensions.internal.installation.Rollouts;
import dev.guildhall.extensions.internal.installation.UnfinishedInstallations;
import dev.guildhall.extensions.internal.installation.Uninstaller;
import dev.guildhall.extensions.internal.installation.UpgradeSteps;
import dev.guildhall.extensions.internal.installation.UpgradeTrial;
import dev.guildhall.extensions.internal.installation.Upgrader;
import dev.guildhall.extensions.internal.jobs.ExtensionJobs;
import dev.guildhall.extensions.internal.jobs.JobLifecycle;
import dev.guildhall.extensions.internal.jobs.JobOrders;
import dev.guildhall.extensions.internal.jobs.JobRunner;
import dev.guildhall.extensions.internal.jobs.JobsApi;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.marketplace.MarketplaceApi;
import dev.guildhall.extensions.internal.marketplace.PgMarketplace;
import dev.guildhall.extensions.internal.marketplace.PublisherKeys;
import dev.guildhall.extensions.internal.marketplace.PublisherKeysApi;
import dev.guildhall.extensions.internal.marketplace.Signatures;
import dev.guildhall.extensions.internal.runtime.CallMeters;
import dev.guildhall.extensions.internal.runtime.EventDelivery;
import dev.guildhall.extensions.internal.runtime.ExtensionRoutesApi;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.runtime.HostWorkspaceContexts;
import dev.guildhall.extensions.internal.runtime.InstallationRates;
import dev.guildhall.extensions.internal.runtime.InstanceFactory;
import dev.guildhall.extensions.internal.runtime.Intents;
import dev.guildhall.extensions.internal.runtime.NodeHolds;
import dev.guildhall.extensions.internal.runtime.StorageMaintenance;
import dev.guildhall.extensions.internal.service.Batches;
import dev.guildhall.extensions.internal.service.BatchesApi;
import dev.guildhall.extensions.internal.service.InstallationTokens;
import dev.guildhall.extensions.internal.service.StandIns;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.MigrationTrials;
import dev.guildhall.extensions.internal.storage.StorageQuotas;
import dev.guildhall.extensions.internal.storage.StorageUsage;
import dev.guildhall.extensions.internal.storage.StoreErasure;
import dev.guildhall.extensions.internal.ui.ExtensionPages;
import dev.guildhall.extensions.internal.ui.ExtensionPagesApi;
import dev.guildhall.extensions.internal.ui.PlatformFiles;
import dev.guildhall.extensions.internal.webhook.WebhooksApi;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.ExecutionLimits;
import dev.guildhall.host.ExtensionHost;
import dev.guildhall.host.VersionRange;
import dev.guildhall.membership.DeclaredPermissions;
import dev.guildhall.membership.Members;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.semver4j.Semver;

/** The catalogue of extensions, what is installed in the workspaces, and the extensions at work. */
public final class ExtensionsModule extends KernelModule {

    /** The version that extensions name in the platform range of their manifest. */
    public static final Semver PLATFORM = new Semver("1.0.0");

    private ExtensionHost host;
    private ExtensionRuntime runtime;
    private NodeHolds holds;
    private StorageMaintenance storageMaintenance;
    private StorageQuotas storageQuotas;
    private Duration idle;
    private Retention retention;
    private MigrationTrials trials;
    private Rollouts rollouts;
    private PublisherKeys publisherKeys;
    private JobRunner jobRunner;
    private WebhooksApi webhooks;
    private CallMeters meters;
    private List<Api> apis;

    @Override
    public String name() {
        return "extensions";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "membership", "tenancy");
    }

    @Override
    public List<Setting<?>> settings() {
        return ExtensionSettings.ALL;
    }

    @Override
    public void check(Settings settings) {
        ExtensionSettings.check(settings);
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var settings = environment.settings();
        var limits = assembly.find(ExecutionLimits.class).orElseGet(() -> ExtensionSettings.limits(settings));
        var vertx = environment.vertx();
        var database = environment.database();
        var secrets = environment.secrets();
        // No finer than the database keeps it, so that an answer and what is read later are the same.
        var clock = Clock.tick(environment.clock(), Duration.ofNanos(1_000));
        var workspaces = assembly.get(Workspaces.class);
        var subscribers = assembly.get(DurableSubscribers.class);
        var outbox = assembly.get(Outbox.class);
        // What capabilities there are and who calls them is for a module to say that needs this one: asked when called.
        CapabilityCatalogue capabilities =
                (tx, workspace) -> assembly.get(CapabilityCatalogue.class).offers(tx, workspace);
        var invoker = new LaterInvoker(assembly);

        idle = settings.get(ExtensionSettings.IDLE);
        host = new ExtensionHost(vertx, environment.workDirectory().resolve("extensions"), limits);
        var jobOrders = new JobOrders();
        var jobLifecycle = new JobLifecycle(jobOrders);
        assembly.contribute(InstallationLifecycle.class, jobLifecycle);
        var permissions = assembly.get(DeclaredPermissions.class);
        var sideEffects = new InstallationSideEffects(
                assembly.get(Journal.class),
                subscribers,
                permissions,
                assembly.contributions(InstallationLifecycle.class));
        publisherKeys = new PublisherKeys(
                database, settings.find(ExtensionSettings.TRUSTED_KEYS).orElse(List.of()), clock);
        var signatures = new Signatures(settings.get(ExtensionSettings.SIGNATURES), publisherKeys);
        var catalogue = new Catalogue(vertx, database, environment.caches(), signatures);
        var cache = new InstallationCache(database, environment.caches());
        var quotas = new StorageQuotas(database, ExtensionSettings.quotas(settings));
        storageQuotas = quotas;
        var rates = new InstallationRates(quotas.quotas());
        var batches = new Batches(database, cache, catalogue, outbox, jobOrders, rates);
        var schemas = new ExtensionSchemas(database, environment.foreignSessions(), environment.caches());
        var intents = new Intents(database, outbox, cache, catalogue);
        storageMaintenance = new StorageMaintenance(
                database, schemas, intents, new UnfinishedInstallations(database, workspaces, schemas));
        var services = new ServiceClient(vertx, environment.outbound(), environment.clock());
        var tokens = new InstallationTokens(cache, catalogue, secrets, environment.clock());
        var statusWriter = new InstallationStatusWriter(database, catalogue, sideEffects, cache, secrets, clock);
        var contexts = new HostWorkspaceContexts(
                vertx,
                database,
                workspaces,
                assembly.get(Members.class),
                assembly.get(EventHistory.class),
                outbox,
                environment.outbound(),
                environment.caches(),
                invoker,
                schemas,
                intents,
                jobOrders,
                new StandIns(services, tokens, environment.publicUrl()),
                quotas,
                rates,
                statusWriter);
        var factory = new InstanceFactory(host, catalogue, workspaces, secrets, contexts, statusWriter);
        runtime = new ExtensionRuntime(
                cache,
                statusWriter,
                factory,
                settings.find(ExtensionSettings.WITHOUT).orElse(WithoutExtensions.NONE));
        var node = assembly.get(NodeLease.class);
        holds = new NodeHolds(vertx, database, node, runtime, limits.times().stop());
        jobRunner = new JobRunner(
                database, node, workspaces, cache, catalogue, runtime, statusWriter, jobOrders, environment.tracing());
        publisherKeys.onRevoked(concern -> runtime.changed(concern.workspace(), concern.extensionKey()));
        meters = new CallMeters(environment.meters(), host.failures());
        subscribers.register(
                InstallationSideEffects.SUBSCRIBER_KIND,
                new EventDelivery(cache, catalogue, runtime, environment.tracing()));

        var rules = ArchiveRules.forPlatform(PLATFORM)
                .withMaxBytes(settings.get(CommonSettings.MAX_UPLOAD).intValue());
        trials = new MigrationTrials(database, environment.foreignSessions());
        var marketplace =
                new PgMarketplace(vertx, database, catalogue, rules, trials, signatures, environment.outbound(), clock);
        var queue = new KeyedQueue<WorkspaceId>();
        var copies = new ExtensionCopies(database, schemas);
        var consequences = new Consequences(vertx, catalogue);
        var planner = new Planner(catalogue, capabilities, new InstallationRules(PLATFORM), consequences, permissions);
        var installer =
                new Installer(database, workspaces, queue, planner, sideEffects, runtime, schemas, secrets, clock);
        var changes = new InstallationChanges(
                database, workspaces, queue, catalogue, planner, sideEffects, runtime, secrets, clock);
        var uninstaller =
                new Uninstaller(database, workspaces, queue, catalogue, planner, sideEffects, runtime, schemas, copies);
        var trial = new UpgradeTrial(database, sideEffects, runtime, secrets, clock);
        var steps = new UpgradeSteps(
                database,
                catalogue,
                sideEffects,
                runtime,
                trial,
                schemas,
                copies,
                secrets,
                jobLifecycle,
                clock,
                settings.get(ExtensionSettings.KEPT));
        var upgrader = new Upgrader(
                database, workspaces, queue, planner, catalogue, runtime, holds, copies, steps, trial, clock);
        rollouts = new Rollouts(database, upgrader, sideEffects, runtime, clock);
        retention = new Retention(database, copies, permissions, clock);
        var installations = new Installations(
                cache,
                catalogue,
                subscribers,
                runtime,
                contexts.logs(),
                installer,
                changes,
                uninstaller,
                upgrader,
                consequences,
                quotas,
                new InstallationLimits(limits.places().outstanding(), quotas.quotas()));
        var handlers = new ExtensionHandlers(database, installations, subscribers);
        var routes = new ExtensionRoutes(runtime);
        webhooks =
                new WebhooksApi(vertx, database, workspaces, cache, catalogue, secrets, runtime, environment.clock());
        var pages = new ExtensionPages(vertx, cache, catalogue, environment.caches(), secrets, environment.clock());
        apis = List.of(
                new MarketplaceApi(marketplace),
                new PublisherKeysApi(publisherKeys),
                new InstallationsApi(installations),
                new PlansApi(installations),
                new HandlersApi(handlers, installations),
                new EventTypesApi(cache, catalogue),
                new JobsApi(new ExtensionJobs(database, installations, catalogue, jobOrders)),
                new BatchesApi(batches),
                new ExtensionRoutesApi(routes),
                new ExtensionPagesApi(pages, PlatformFiles.read()),
                webhooks);

        assembly.offer(Installations.class, installations);
        assembly.offer(ChatModels.class, new ChatModels(vertx, cache, catalogue, runtime, marketplace, installer));
        assembly.offer(ServiceClient.class, services);
        assembly.contribute(TokenAuthenticator.class, tokens);
        assembly.contribute(DeclaredScopes.class, catalogue::declaredBy);
        assembly.contribute(PublicationRule.class, batches);
        assembly.offer(ExtensionHandlers.class, handlers);
        assembly.offer(ExtensionRoutes.class, routes);
        assembly.offer(Marketplace.class, marketplace);
        var disabling = new OfflineSwitch(database, catalogue, sideEffects, clock);
        assembly.offer(ExtensionSwitch.class, disabling);
        assembly.offer(ExtensionStores.class, new PgExtensionStores(database, catalogue, schemas, copies, clock));
        assembly.contribute(ArchivedTables.class, ExtensionsArchive.TABLES);
        assembly.contribute(UsageSource.class, new StorageUsage(database));
        assembly.contribute(Erasing.class, new StoreErasure(database, schemas));
        assembly.contribute(ArchiveLifecycle.class, new ExtensionsArchive(catalogue, disabling, runtime));
        assembly.contribute(WorkspaceLifecycle.class, new DeletedWorkspaces(runtime, schemas));
        assembly.contribute(OrganizationLifecycle.class, new OrganizationInstallations());
    }

    private record LaterInvoker(Assembly assembly) implements CapabilityInvoker {

        @Override
        public Future<JsonObject> invoke(
                WorkspaceId workspace, String extension, CapabilityCall call, VersionRange versions, CallChain chain) {
            return assembly.get(CapabilityInvoker.class).invoke(workspace, extension, call, versions, chain);
        }

        @Override
        public Future<Void> stream(
                WorkspaceId workspace,
                String extension,
                CapabilityCall call,
                VersionRange versions,
                CallChain chain,
                Function<JsonObject, Future<Void>> items) {
            return assembly.get(CapabilityInvoker.class).stream(workspace, extension, call, versions, chain, items);
        }
    }

    @Override
    public List<Permission> permissions() {
        return ExtensionPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of(
                "openapi/marketplace.yaml",
                "openapi/installations.yaml",
                "openapi/handlers.yaml",
                "openapi/event-types.yaml",
                "openapi/jobs.yaml",
                "openapi/batches.yaml",
                "openapi/extension-routes.yaml",
                "openapi/extension-pages.yaml",
                "openapi/webhooks.yaml");
    }

    @Override
    public List<Api> apis() {
        return apis;
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(runtime::follow);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                storageMaintenance.job(),
                new Job("look which publishers are trusted", Duration.ofSeconds(2), publisherKeys::refresh),
                new Job("count what extensions keep", Duration.ofSeconds(5), storageQuotas::look),
                new Job("put idle extensions to sleep", idle.dividedBy(10), () -> runtime.sleep(idle)),
                new Job("drop what trials of migrations left", Duration.ofMinutes(1), trials::dropAbandoned),
                new Job("roll out new versions", Duration.ofSeconds(2), rollouts::look),
                new Job("drop what rollbacks need no more", Duration.ofMinutes(1), retention::look),
                new Job("forget webhooks that are too old to come again", Duration.ofMinutes(1), webhooks::forget),
                new Job("count calls that fail", Duration.ofSeconds(5), () -> meters.show(runtime.resting())));
    }

    @Override
    public Future<?> start() {
        storageMaintenance.adopt();
        holds.start();
        // It ends with the module, which deploys it.
        return publisherKeys.refresh().compose(known -> vertx.deployVerticle(jobRunner));
    }

    @Override
    public Future<?> stop() {
        return Future.join(holds.stop(), runtime.stopAll()).onComplete(stopped -> host.close());
    }
}
