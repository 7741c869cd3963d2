package dev.guildhall.events;

import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.module.Peer;
import dev.guildhall.core.module.PeerHealth;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.usage.UsageSource;
import dev.guildhall.core.work.Heartbeat;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.events.internal.EventsArchive;
import dev.guildhall.events.internal.RecordedChanges;
import dev.guildhall.events.internal.bridge.BridgeContext;
import dev.guildhall.events.internal.bridge.EventBusApi;
import dev.guildhall.events.internal.bus.BusSink;
import dev.guildhall.events.internal.durable.BacklogMeters;
import dev.guildhall.events.internal.durable.BacklogTable;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.durable.HandlerMeters;
import dev.guildhall.events.internal.durable.NodeTable;
import dev.guildhall.events.internal.http.EventStreams;
import dev.guildhall.events.internal.http.EventsApi;
import dev.guildhall.events.internal.http.NodesApi;
import dev.guildhall.events.internal.kafka.KafkaClient;
import dev.guildhall.events.internal.kafka.KafkaConfig;
import dev.guildhall.events.internal.kafka.KafkaSettings;
import dev.guildhall.events.internal.kafka.KafkaSink;
import dev.guildhall.events.internal.kafka.KafkaSource;
import dev.guildhall.events.internal.kafka.KafkaWatch;
import dev.guildhall.events.internal.log.BusPublisher;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.Dispatcher;
import dev.guildhall.events.internal.log.EventLog;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.log.EventUsage;
import dev.guildhall.events.internal.log.LiveFeed;
import dev.guildhall.events.internal.log.NodeSignals;
import dev.guildhall.events.internal.purge.ClosedTenantTable;
import dev.guildhall.events.internal.purge.EventErasure;
import dev.guildhall.events.internal.purge.Purge;
import dev.guildhall.events.internal.retention.DeliveryRetention;
import dev.guildhall.events.internal.retention.Retention;
import dev.guildhall.events.internal.retention.RetentionApi;
import dev.guildhall.events.internal.retention.RetentionSettings;
import dev.guildhall.events.internal.retention.WorkspaceRetention;
import dev.guildhall.events.internal.sink.Sink;
import dev.guildhall.events.internal.source.SourcesApi;
import dev.guildhall.events.internal.subscription.SubscriptionsAssembly;
import dev.guildhall.events.internal.tail.Tails;
import dev.guildhall.events.internal.webhook.WebhookSink;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The outbox, its dispatcher, and those who are told: caches, streams, durable subscribers and webhooks. */
public final class EventsModule extends KernelModule {

    private static final Duration FIRST_RETENTION = Duration.ofMinutes(5);
    private static final Duration RETENTION_ROUND = Duration.ofHours(1);
    private static final Duration KAFKA_ROUND = Duration.ofSeconds(10);

    private Assembly assembly;
    private EventHistory history;
    private WorkspaceRetention kept;
    private EventLog log;
    private Heartbeat node;
    private Cursors cursors;
    private Optional<KafkaClient> kafka;
    private Optional<KafkaWatch> watch;
    private SubscriptionsAssembly subscriptions;
    private Dispatcher dispatcher;
    private NodeSignals signals;
    private Tails tails;
    private EventPublisher publisher;
    private List<Consumer<Event>> listeners;
    private List<Job> jobs;

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Set<String> needs() {
        return Set.of("audit");
    }

    @Override
    public List<Setting<?>> settings() {
        return Stream.of(KafkaSettings.ALL, RetentionSettings.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void check(Settings settings) {
        KafkaSettings.check(settings);
    }

    @Override
    public List<Peer> peers(Settings settings) {
        return settings.find(KafkaSettings.BOOTSTRAP_SERVERS).orElse(List.of()).stream()
                .map(broker -> Peer.of("kafka", KafkaSettings.BOOTSTRAP_SERVERS, broker))
                .toList();
    }

    @Override
    public void assemble(Assembly assembly) {
        this.assembly = assembly;
        var environment = assembly.environment();
        var vertx = environment.vertx();
        var database = environment.database();
        var config = assembly.find(EventsConfig.class).orElse(EventsConfig.DEFAULT);
        var counters = new CounterTable(database);
        var feed = new LiveFeed();
        var events = new EventTable(database);
        dispatcher = new Dispatcher(vertx, events, feed);
        node = new Heartbeat(vertx, new NodeTable(database), environment.node());
        signals = new NodeSignals(vertx, database, node, dispatcher::wake, dispatcher::lookBack);
        database.onLoss(dispatcher::lookBack);
        log = new EventLog(events, counters, environment.clock(), this::recorded);
        var journal = new RecordedChanges(log, log, new AuditLog());
        cursors = new Cursors(vertx, database, events, node, config, new HandlerMeters(environment.meters()));
        var brokers = KafkaSettings.read(environment.settings());
        kafka = brokers.map(found -> new KafkaClient(vertx, found, config.webhookTimeout()));
        watch = kafka.map(
                client -> new KafkaWatch(client, environment.meters(), () -> subscriptions.hurry(Subscription.KAFKA)));
        subscriptions = new SubscriptionsAssembly(
                environment,
                node,
                cursors,
                journal,
                config,
                sinks(environment, config, brokers),
                brokers.map(found -> new KafkaSource(found, kafka.get())),
                log,
                assembly.contributions(SubscriptionNotice.class));
        tails = new Tails(vertx, events, counters, feed);
        publisher = new EventPublisher(database, log, assembly.contributions(PublicationRule.class));
        feed.listenLive(new BusPublisher(vertx.eventBus())::publish);
        listeners = List.of(event -> {
            cursors.workers().wake(event.tenant());
            if (event.type().startsWith("subscription.")) {
                subscriptions.sources().ifPresent(all -> all.changed(event.tenant()));
            }
        });
        var retention = new Retention(
                database,
                environment.settings().get(RetentionSettings.EVENTS),
                assembly.contributions(RetentionRule.class),
                journal,
                environment.clock());
        kept = new WorkspaceRetention(database, counters, retention);
        jobs = jobs(environment, retention);
        var archive = new EventsArchive(subscriptions::newSecret);
        assembly.contribute(ArchivedTables.class, archive.tables());
        assembly.contribute(UsageSource.class, new EventUsage(database));
        assembly.contribute(Erasing.class, new EventErasure(database, new ClosedTenantTable(database)));
        assembly.contribute(ArchiveLifecycle.class, archive);
        assembly.offer(NodeLease.class, node);
        assembly.offer(Outbox.class, log);
        assembly.offer(Journal.class, journal);
        assembly.offer(EventsLifecycle.class, log);
        assembly.offer(EventPublisher.class, publisher);
        history = new EventHistory(events, counters);
        assembly.offer(EventHistory.class, history);
        assembly.offer(Subscriptions.class, subscriptions.subscriptions());
        assembly.offer(DeadDeliveries.class, subscriptions.dead());
        assembly.offer(EventFeed.class, feed);
        assembly.offer(DurableSubscribers.class, cursors);
    }

    private List<Sink> sinks(Environment environment, EventsConfig config, Optional<KafkaConfig> brokers) {
        var origin = environment
                .settings()
                .find(CommonSettings.PUBLIC_URL)
                .map(URI::getHost)
                .orElse("localhost");
        var webhooks = new WebhookSink(
                environment.vertx(), environment.outbound(), origin, config.webhookTimeout(), environment.clock());
        var bus = new BusSink(environment.vertx().eventBus(), environment.clock());
        var topics = brokers.map(found -> new KafkaSink(found, kafka.get(), environment.clock()));
        return Stream.concat(Stream.of(webhooks, bus), topics.stream()).toList();
    }

    private static List<Job> jobs(Environment environment, Retention retention) {
        var database = environment.database();
        var kept = environment.settings().get(RetentionSettings.DELIVERIES);
        var deliveries = new DeliveryRetention(database, kept, environment.clock());
        var backlog = new BacklogTable(database);
        var meters = new BacklogMeters(environment.meters());
        return List.of(
                new Job(
                        "purge deleted workspaces and organizations",
                        Duration.ofSeconds(30),
                        new Purge(new ClosedTenantTable(database))::run),
                new Job(
                        "delete events that were kept for long enough",
                        FIRST_RETENTION,
                        RETENTION_ROUND,
                        retention::run),
                new Job("forget old deliveries", FIRST_RETENTION, RETENTION_ROUND, deliveries::run),
                new Job(
                        "count what waits to be delivered",
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        () -> backlog.all().onSuccess(meters::show)));
    }

    private void recorded() {
        dispatcher.wake();
        signals.send();
    }

    @Override
    public List<Permission> permissions() {
        return EventPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of(
                "openapi/events.yaml",
                "openapi/subscriptions.yaml",
                "openapi/organization-subscriptions.yaml",
                "openapi/platform-subscriptions.yaml",
                "openapi/eventbus.yaml",
                "openapi/nodes.yaml");
    }

    @Override
    public List<Api> apis() {
        var changes = assembly.get(AccessChanges.class);
        var database = assembly.environment().database();
        var bridge = new BridgeContext(
                assembly.environment().vertx(), tails, assembly.get(Authorizer.class), changes, subscriptions::onBus);
        var own = Stream.<Api>of(
                new EventsApi(publisher, history, new EventStreams(tails, changes)),
                new RetentionApi(kept),
                new EventBusApi(bridge),
                new NodesApi(new NodeTable(database), new BacklogTable(database)),
                new SourcesApi(subscriptions.subscriptions(), subscriptions.sources()));
        return Stream.concat(own, subscriptions.apis()).toList();
    }

    @Override
    public List<Consumer<Event>> listens() {
        return listeners;
    }

    @Override
    public List<Job> jobs() {
        var watching = watch.map(kafka -> new Job("reach Kafka", Duration.ZERO, KAFKA_ROUND, kafka::look));
        return Stream.concat(jobs.stream(), watching.stream()).toList();
    }

    @Override
    public List<PeerHealth> peerHealth() {
        return watch.map(kafka -> new PeerHealth("kafka", kafka::trouble)).stream()
                .toList();
    }

    @Override
    public Future<?> start() {
        // What the workers do not find when they start, the dispatcher tells them of.
        return node.start()
                .compose(known -> dispatcher.start())
                .onSuccess(dispatching -> signals.start())
                .compose(listening ->
                        Future.all(pools().stream().map(WorkerPool::start).toList()));
    }

    @Override
    public Future<?> stop() {
        tails.stop();
        var stopped = pools().stream().map(WorkerPool::stop).toList();
        return Future.join(Future.join(stopped), dispatcher.stop(), signals.stop())
                .transform(ended -> {
                    node.retire();
                    return Future.join(pools().stream().map(WorkerPool::release).toList());
                })
                .transform(released -> node.stop())
                .eventually(() -> kafka.map(KafkaClient::close).orElseGet(Future::succeededFuture));
    }

    private List<WorkerPool<?, ?>> pools() {
        return Stream.concat(Stream.of(cursors.workers()), subscriptions.workers().stream())
                .toList();
    }
}
