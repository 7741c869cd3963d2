package dev.guildhall.launcher;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.http.Contract;
import dev.guildhall.core.http.HttpLimits;
import dev.guildhall.core.http.HttpServerVerticle;
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.http.ManagementRouter;
import dev.guildhall.core.http.PublicOrigin;
import dev.guildhall.core.http.RootRouter;
import dev.guildhall.core.http.SecurityGate;
import dev.guildhall.core.http.Surface;
import dev.guildhall.core.http.TrustedProxies;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.identity.Administrators;
import dev.guildhall.identity.GeneratedAdmin;
import dev.guildhall.identity.IdentityModule;
import dev.guildhall.launcher.ClusterSettings.Membership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole product, wired and running. Starting and stopping block and belong to the main thread. */
final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final int START_SECONDS = 60;
    /** What a form may have around the artifact in it. */
    private static final int FORM_BYTES = 64 * 1024;

    private final Metrics metrics;
    private final Vertx vertx;
    private final WorkDirectory work;
    private final CompletableFuture<DatabaseServer> databaseServer;
    private final Future<PgConnectOptions> login;
    private final DatabasePool pool;
    private volatile boolean leaving;
    private Product product;
    private final List<HttpServerVerticle> listeners = new ArrayList<>();
    private final List<String> listenerIds = new ArrayList<>();
    private Optional<ForeignSessions> foreignSessions = Optional.empty();
    private Traces traces = Traces.NONE;
    private Optional<GeneratedAdmin> generatedAdmin = Optional.empty();

    private Server(Metrics metrics, Vertx vertx, WorkDirectory work, CompletableFuture<DatabaseServer> databaseServer) {
        this.metrics = metrics;
        this.vertx = vertx;
        this.work = work;
        this.databaseServer = databaseServer;
        this.login = Future.fromCompletionStage(databaseServer.thenApply(DatabaseServer::applicationLogin));
        this.pool = DatabasePool.create(vertx, login);
        pool.countOutages(metrics.registry());
    }

    /** Starts everything and returns when requests are served. */
    static Server start(Configuration configuration) throws Exception {
        FreePorts.require(configuration.http());
        var cluster = ClusterSettings.read(configuration.settings());
        if (cluster.isPresent()) {
            FreePorts.require(cluster.get());
        }
        var data = dataDirectory(configuration.storage().dataDirectory());
        try (var key = NodeKey.of(configuration)) {
            return start(configuration, cluster, data, key);
        }
    }

    private static Server start(Configuration configuration, Optional<Membership> cluster, Path data, NodeKey nodeKey)
            throws Exception {
        var key = nodeKey.key();
        // The database starts while everything that will use it is made.
        var databaseServer = CompletableFuture.supplyAsync(() -> DatabaseServer.open(configuration.storage(), key));
        var metrics = new Metrics();
        var vertx = vertx(metrics, cluster);
        var server = new Server(metrics, vertx, WorkDirectory.open(data), databaseServer);
        try {
            server.run(configuration, nodeKey);
            return server;
        } catch (Exception failure) {
            server.closeAfter(failure);
            throw failure;
        }
    }

    private static Vertx vertx(Metrics metrics, Optional<Membership> cluster) throws Exception {
        var options = new VertxOptions().setMetricsOptions(Metrics.options()).setPreferNativeTransport(true);
        var builder = Vertx.builder().withMetrics(metrics.factory());
        if (cluster.isEmpty()) {
            return builder.with(options).build();
        }
        var manager = EventBusCluster.manager(cluster.get());
        var vertx = await(builder.with(options.setEventBusOptions(EventBusCluster.bus(cluster.get())))
                .withClusterManager(manager)
                .buildClustered());
        metrics.clusterMembers(() -> manager.getNodes().size());
        return vertx;
    }

    private static Path dataDirectory(Path wanted) throws StartException {
        try {
            return Files.createDirectories(wanted);
        } catch (IOException failure) {
            throw StartException.dataDirectory(wanted, failure);
        }
    }

    private void run(Configuration configuration, NodeKey nodeKey) throws Exception {
        var key = nodeKey.key();
        var contract = ServedContracts.canonical(vertx);
        var others = ServedContracts.published(vertx);
        var database = new Database(vertx, pool);
        var sessions = new ForeignSessions(vertx, database, login, key::databasePassword);
        foreignSessions = Optional.of(sessions);
        var node = NodeName.in(configuration.storage().dataDirectory());
        traces = Traces.of(
                configuration.settings().find(ServerSettings.OTLP_ENDPOINT),
                configuration.settings().get(ServerSettings.TRACE_PERCENT),
                node);
        var environment = new Environment(
                vertx,
                database,
                sessions,
                new SecretBox(key),
                OutboundGuard.create(vertx, configuration.allowPrivate()),
                CacheBudget.ofHeap(),
                metrics.registry(),
                traces.tracing(),
                configuration.settings(),
                Clock.systemUTC(),
                node,
                publicUrl(configuration),
                configuration.storage().dataDirectory(),
                work.directory());
        product = Product.of(environment).assemble();
        var gate = new SecurityGate(
                product.get(Authenticator.class),
                product.get(Authorizer.class),
                Product.permissions(),
                PublicOrigin.of(configuration.http().publicUrl()));
        awaitDatabase();
        nodeKey.keep();
        await(product.start());
        var settings = configuration.settings();
        generatedAdmin = await(product.get(Administrators.class)
                .ensureOne(
                        settings.find(IdentityModule.ADMIN_EMAIL),
                        settings.find(IdentityModule.ADMIN_PASSWORD).map(Secret::reveal)));
        var canonical = Surface.canonical(await(contract), product.apis());
        var contracts = await(others);
        var published = product.published().stream()
                .map(api -> api.with(contracts.get(api.contract())))
                .toList();
        var health = ServerHealth.checks(vertx, database, () -> leaving, product.peerHealth());
        listen(configuration.http(), gate, canonical, published, health);
        UnusedPassword.tell(product.get(Administrators.class), settings);
        Stream.concat(Stream.of(canonical), published.stream()).forEach(surface -> compileSoon(surface.contract()));
    }

    // Not while it starts, which takes all processors; the first requests of that moment bring what they need.
    private void compileSoon(Contract contract) {
        vertx.timer(1, TimeUnit.SECONDS)
                .compose(elapsed -> contract.compileSchemas(vertx))
                .onFailure(failure -> LOG.warn("A schema of the contract could not be compiled", failure));
    }

    // It may recover from a crash first, or bring a schema up to date: however long that takes, it is waited for.
    private void awaitDatabase() throws Exception {
        try {
            databaseServer.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    static URI publicUrl(Configuration configuration) {
        return configuration
                .http()
                .publicUrl()
                .orElseGet(() ->
                        URI.create("http://localhost:" + configuration.http().port()));
    }

    private void listen(
            Configuration.Http http, SecurityGate gate, Surface canonical, List<Surface> surfaces, HealthChecks health)
            throws Exception {
        var limits = new HttpLimits(
                http.maxBodyBytes(),
                http.maxUploadBytes() + FORM_BYTES,
                http.requestsPerSecond(),
                HttpLimits.Times.DEFAULT);
        var root = new RootRouter(
                vertx,
                canonical,
                surfaces,
                gate,
                limits,
                product.get(IdempotencyKeys.class),
                health,
                http.corsOrigins(),
                TrustedProxies.in(http.trustedProxies()),
                traces.tracing(),
                metrics.registry(),
                product.get(UsageCounter.class));
        var options = HttpServerVerticle.options(http.host(), http.port());
        deploy(listener(options, root::create), options, "");
        // The others share the first one's port, which is only known now when it was 0.
        var shared = HttpServerVerticle.options(http.host(), port());
        var loops = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
        var others = new ArrayList<Future<?>>();
        for (var loop = 1; loop < loops; loop++) {
            others.add(deployAsync(listener(shared, root::create)));
        }
        await(Future.all(others));
        var management = HttpServerVerticle.options(http.managementHost(), http.managementPort());
        deploy(
                listener(management, () -> ManagementRouter.create(vertx, health, metrics::scrape)),
                management,
                "management-");
    }

    private static HttpServerVerticle listener(HttpServerOptions options, Supplier<Router> routes) {
        return new HttpServerVerticle(options, HttpLimits.Times.DEFAULT, HttpServerVerticle.NOTICE, routes);
    }

    /** The first listener of an address, which finds out whether it can be listened on. */
    private void deploy(HttpServerVerticle listener, HttpServerOptions address, String setting) throws Exception {
        try {
            await(deployAsync(listener));
        } catch (SocketException | UnknownHostException failure) {
            throw StartException.listening(address.getHost(), address.getPort(), setting, failure);
        }
    }

    private Future<String> deployAsync(HttpServerVerticle listener) {
        listeners.add(listener);
        return vertx.deployVerticle(listener).onSuccess(listenerIds::add);
    }

    /** The port of the API. */
    int port() {
        return listeners.get(0).port();
    }

    int managementPort() {
        return listeners.get(listeners.size() - 1).port();
    }

    /** The administrator made up by this very start, to be shown once. */
    Optional<GeneratedAdmin> generatedAdmin() {
        return generatedAdmin;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A database that does not start has failed the start of the server.
    void onDatabaseCrash(Runnable action) {
        databaseServer.thenAccept(database -> database.onCrash(action));
    }

    /** Says from now on that it is not ready, and serves all the same. */
    void leave() {
        leaving = true;
    }

    /** Finishes requests in flight, stops taking events, and ends everything in the reverse order of its start. */
    @Override
    public void close() throws Exception {
        var undeployed = listenerIds.stream().map(vertx::undeploy).toList();
        await(Future.join(undeployed).otherwiseEmpty());
        if (product != null) {
            await(product.stop());
        }
        if (foreignSessions.isPresent()) {
            await(foreignSessions.get().close());
        }
        await(pool.close());
        await(vertx.close());
        databaseServer
                .handle((database, failure) -> Optional.ofNullable(database))
                .get()
                .ifPresent(DatabaseServer::close);
        work.close();
        traces.close();
        metrics.close();
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (Exception second) {
            failure.addSuppressed(second);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } catch (TimeoutException late) {
            throw new IOException("It took longer than " + START_SECONDS + " seconds", late);
        }
    }
}
