package dev.guildhall.extensions;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.plugin.ArchiveRules;
import dev.guildhall.core.plugin.CallFailureCounts;
import dev.guildhall.core.plugin.ExtensionHost;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.internal.installation.Consequences;
import dev.guildhall.extensions.internal.installation.HandlersApi;
import dev.guildhall.extensions.internal.installation.InstallationParts;
import dev.guildhall.extensions.internal.installation.InstallationRules;
import dev.guildhall.extensions.internal.installation.InstallationsApi;
import dev.guildhall.extensions.internal.installation.InstalledView;
import dev.guildhall.extensions.internal.installation.OffSwitch;
import dev.guildhall.extensions.internal.installation.Settlement;
import dev.guildhall.extensions.internal.installation.WorkspaceEnd;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.marketplace.MarketplaceApi;
import dev.guildhall.extensions.internal.marketplace.Signatures;
import dev.guildhall.extensions.internal.runtime.EventDelivery;
import dev.guildhall.extensions.internal.runtime.ExtensionRoutesApi;
import dev.guildhall.extensions.internal.runtime.Intents;
import dev.guildhall.extensions.internal.runtime.Means;
import dev.guildhall.extensions.internal.runtime.Opener;
import dev.guildhall.extensions.internal.runtime.Runner;
import dev.guildhall.extensions.internal.runtime.StorageCare;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Wires the module. What capabilities are there and how they are called is for another module to say, with
 * {@link #attach}, before anything is served.
 */
public final class ExtensionsModule {

    private final EventFeed feed;
    private final ExtensionHost host;
    private final Runner runner;
    private final Installations installations;
    private final OffSwitch offSwitch;
    private final Consequences consequences;
    private final StorageCare storageCare;
    private final List<Api> apis;
    private CapabilityCatalogue capabilities;
    private CapabilityInvoker invoker;

    /** What the module needs of others. */
    public record Collaborators(
            Vertx vertx,
            Database database,
            ForeignSessions foreignSessions,
            Workspaces workspaces,
            Outbox outbox,
            Journal journal,
            EventFeed feed,
            DurableSubscribers subscribers,
            OutboundGuard outbound,
            SecretBox secrets,
            Clock clock) {}

    public ExtensionsModule(Collaborators with, ExtensionsOptions options) {
        // No finer than the database keeps it, so that an answer and what is read later are the same.
        var clock = Clock.tick(with.clock(), Duration.ofNanos(1_000));
        this.feed = with.feed();
        this.host = new ExtensionHost(
                with.vertx(), options.artifacts(), options.execution().limits());
        this.consequences = new Consequences(with.journal(), with.subscribers());
        var signatures = new Signatures(options.trust());
        var catalogue = new Catalogue(with.vertx(), with.database(), signatures);
        var view = new InstalledView(with.database());
        var schemas = new ExtensionSchemas(with.database(), with.foreignSessions());
        var intents = new Intents(with.database(), with.outbox(), view, catalogue);
        this.storageCare = new StorageCare(with.vertx(), with.database(), schemas, intents);
        var means = new Means(
                with.vertx(), with.database(), with.outbox(), with.outbound(), () -> invoker, schemas, intents);
        var settlement = new Settlement(with.database(), catalogue, consequences, view, with.secrets(), clock);
        var opener = new Opener(host, catalogue, with.workspaces(), with.secrets(), means, settlement);
        this.runner = new Runner(view, settlement, opener, options.execution().without());
        this.installations = new Installations(view, runner);
        this.offSwitch = new OffSwitch(with.database(), catalogue, consequences, clock);
        with.workspaces().attach(new WorkspaceEnd(runner, schemas));
        with.subscribers().register(Consequences.SUBSCRIBER_KIND, new EventDelivery(view, catalogue, runner));
        var rules = new InstallationRules(options.platform());
        this.apis = List.of(
                new MarketplaceApi(
                        with.vertx(),
                        with.database(),
                        catalogue,
                        ArchiveRules.forPlatform(options.platform()).withMaxBytes(options.maxArtifactBytes()),
                        signatures,
                        clock),
                new InstallationsApi(new InstallationParts(
                        with.database(),
                        with.workspaces(),
                        catalogue,
                        () -> capabilities,
                        consequences,
                        with.subscribers(),
                        view,
                        runner,
                        schemas,
                        rules,
                        with.secrets(),
                        clock)),
                new HandlersApi(
                        with.database(),
                        view,
                        with.subscribers(),
                        (workspace, key) -> means.logs().of(workspace, key)),
                new ExtensionRoutesApi(runner));
    }

    public Installations installations() {
        return installations;
    }

    /** How often calls of extensions were not answered on this node. */
    public CallFailureCounts callFailures() {
        return host.failures();
    }

    /** How many installations of each extension this node leaves alone, because they did not answer in time. */
    public Map<String, Long> resting() {
        return runner.resting();
    }

    /** Adds what another module does when an installation changes; called while the product is wired. */
    public void attach(InstallationLifecycle lifecycle) {
        consequences.attach(lifecycle);
    }

    /** Says what capabilities there are and who calls them; called once, while the product is wired. */
    public void attach(CapabilityCatalogue catalogue, CapabilityInvoker calls) {
        this.capabilities = catalogue;
        this.invoker = calls;
    }

    /** Disables an extension without anything being started; fails with {@code EXTENSION.NOT_INSTALLED}. */
    public Future<Void> disable(WorkspaceId workspace, String extensionKey) {
        return offSwitch.disable(workspace, extensionKey);
    }

    public KernelModule kernelModule() {
        return new KernelModule("extensions", new Running(), apis);
    }

    private final class Running extends VerticleBase {

        private EventFeed.Registration registration;

        @Override
        public Future<?> start() {
            registration = feed.listen(runner::follow);
            storageCare.start();
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            registration.cancel();
            storageCare.stop();
            return runner.stopAll().onComplete(stopped -> host.close());
        }
    }
}
