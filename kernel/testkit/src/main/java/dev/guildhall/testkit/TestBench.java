package dev.guildhall.testkit;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.http.Contract;
import dev.guildhall.core.http.HttpLimits;
import dev.guildhall.core.http.HttpServerVerticle;
import dev.guildhall.core.http.PublicOrigin;
import dev.guildhall.core.http.RootRouter;
import dev.guildhall.core.http.SecurityGate;
import dev.guildhall.core.http.Surface;
import dev.guildhall.core.http.TrustedProxies;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A Vert.x, a fresh migrated database and, when asked for, a real server: what a test class works with. Register it as
 * a static extension; everything is closed after the class, and made anew for the next one that inherits it.
 *
 * <pre>{@code @RegisterExtension static final TestBench BENCH = new TestBench();}</pre>
 */
public final class TestBench implements BeforeAllCallback, AfterAllCallback {

    /** An origin whose pages may call what is served here. */
    public static final String FRIENDLY_ORIGIN = "https://app.example.com";

    /** To hold one against the specification takes longer than to start everything else. */
    private static final Map<Documents, Contract> CONTRACTS = new ConcurrentHashMap<>();

    private static final Map<List<Documents>, AnswerCheck> ANSWERS = new ConcurrentHashMap<>();

    private static final String CANONICAL = "openapi/api.yaml";

    /** How many statements of the owner run at once; to connect takes longer than most of them. */
    private static final int OWNERS = 4;

    private final boolean shared;
    private Path folder;
    private Vertx vertx;
    private TestPostgres.Fresh fresh;
    private Pool owner;
    private DatabasePool pool;
    private Database database;
    private ForeignSessions foreignSessions;
    private final Deque<Product> products = new ConcurrentLinkedDeque<>();
    private MasterKey master;
    private SecretBox secrets;
    private OutboundGuard outbound;

    /** A bench for one class after the other. */
    public TestBench() {
        this(false);
    }

    private TestBench(boolean shared) {
        this.shared = shared;
    }

    /** A bench for all classes that inherit it, at once if need be; closed after the last test of the JVM. */
    public static TestBench shared() {
        return new TestBench(true);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (shared) {
            context.getRoot().getStore(Namespace.GLOBAL).getOrComputeIfAbsent(this, first -> {
                open();
                return (AutoCloseable) this::close;
            });
        } else {
            open();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!shared) {
            close();
        }
    }

    private void open() {
        vertx = Vertx.vertx();
        fresh = TestPostgres.fresh(vertx);
        owner = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(OWNERS))
                .connectingTo(fresh.owner())
                .using(vertx)
                .build();
        pool = DatabasePool.create(vertx, fresh.application());
        database = new Database(vertx, pool);
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        master = MasterKey.of(new Secret(Base64.getEncoder().encodeToString(key)));
        secrets = new SecretBox(master);
        foreignSessions = new ForeignSessions(
                vertx, database, Future.succeededFuture(fresh.application()), master::databasePassword);
    }

    private void close() {
        while (!products.isEmpty()) {
            Await.result(products.pop().stop());
        }
        if (outbound != null) {
            Await.result(outbound.close());
            outbound = null;
        }
        Await.result(foreignSessions.close());
        Await.result(pool.close());
        Await.result(owner.close());
        Await.result(vertx.close());
        if (folder != null) {
            delete(folder);
            folder = null;
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    /** The database as the modules see it: as the application's role, under row-level security. */
    public Database database() {
        return database;
    }

    /** The sessions in which the SQL of extensions runs. */
    public ForeignSessions foreignSessions() {
        return foreignSessions;
    }

    /** Such sessions by another way to the database, with the same passwords. */
    public ForeignSessions foreignSessions(Database by, PgConnectOptions server) {
        return new ForeignSessions(vertx, by, Future.succeededFuture(server), master::databasePassword);
    }

    public PgConnectOptions applicationLogin() {
        return new PgConnectOptions(fresh.application());
    }

    public PgConnectOptions ownerLogin() {
        return new PgConnectOptions(fresh.owner());
    }

    /** Runs SQL as the owner of the database, past row-level security, to arrange or to look behind the scenes. */
    public RowSet<Row> sql(String sql, Object... values) {
        return Await.result(owner.preparedQuery(sql).execute(Tuple.from(values)));
    }

    /** Runs one statement on a new connection of the application's role, in the scope given or, when null, in none. */
    public RowSet<Row> sqlAsApplication(String scope, String sql, Object... values) {
        var connection = Await.result(PgConnection.connect(vertx, fresh.application()));
        try {
            if (scope != null) {
                Await.result(connection
                        .preparedQuery("select set_config('guildhall.scope', $1, false)")
                        .execute(Tuple.of(scope)));
            }
            return Await.result(connection.preparedQuery(sql).execute(Tuple.from(values)));
        } finally {
            Await.result(connection.close());
        }
    }

    /** An empty directory, deleted after the class with all that is in it. */
    public synchronized Path newDirectory() {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("guildhall-test");
            }
            return Files.createTempDirectory(folder, "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Encrypts secrets under a key of the class's own. */
    public SecretBox secrets() {
        return secrets;
    }

    /** Calls addresses of this machine too, where tests have their endpoints. */
    public synchronized OutboundGuard outbound() {
        if (outbound == null) {
            outbound = OutboundGuard.create(vertx, true);
        }
        return outbound;
    }

    /** What the modules of a node of this name stand on. */
    public TestNode node(String name) {
        return new TestNode(this, name);
    }

    /** Begins to put together the modules of the class path, as a node of this name. */
    public Product.Builder product(String node) {
        return Product.of(node(node).environment());
    }

    /** Starts a product; it is stopped after the class. */
    public Product start(Product product) {
        products.push(product);
        Await.result(product.start());
        return product;
    }

    /** Serves the operations over real HTTP on a free port, behind the real gate. */
    public HttpTester serve(Authenticator authenticator, Authorizer authorizer, Served served) {
        return serve(
                new SecurityGate(authenticator, authorizer, served.permissions()), HttpLimits.Times.DEFAULT, served);
    }

    /** Serves clients that know the server by another address. */
    public HttpTester serve(Authenticator authenticator, Authorizer authorizer, PublicOrigin origin, Served served) {
        return serve(
                new SecurityGate(authenticator, authorizer, served.permissions(), origin),
                HttpLimits.Times.DEFAULT,
                served);
    }

    /** Serves clients that may take other times than usual. */
    public HttpTester serve(Authenticator authenticator, Authorizer authorizer, HttpLimits.Times times, Served served) {
        return serve(new SecurityGate(authenticator, authorizer, served.permissions()), times, served);
    }

    private HttpTester serve(SecurityGate gate, HttpLimits.Times times, Served served) {
        var contract = contract(CANONICAL, served.contracts());
        var router = new RootRouter(
                vertx,
                Surface.canonical(contract, served.apis()),
                served.published().stream()
                        .map(api -> api.with(contract(api.contract(), List.of())))
                        .toList(),
                gate,
                new HttpLimits(1 << 20, 64 << 20, OptionalInt.empty(), times),
                served.idempotencyKeys(),
                HealthChecks.create(vertx),
                List.of(FRIENDLY_ORIGIN),
                TrustedProxies.NONE,
                Tracing.OFF,
                new SimpleMeterRegistry(),
                served.usage());
        var server = new HttpServerVerticle(
                HttpServerVerticle.options("127.0.0.1", 0), times, Duration.ZERO, router::create);
        Await.result(vertx.deployVerticle(server));
        return new HttpTester(
                "http://127.0.0.1:" + server.port(),
                contract.document(),
                served.isAsDeclared() ? answers(served) : AnswerCheck.none());
    }

    private AnswerCheck answers(Served served) {
        var documents = Stream.concat(
                        Stream.of(new Documents(CANONICAL, served.contracts())),
                        served.published().stream().map(api -> new Documents(api.contract(), List.of())))
                .toList();
        return ANSWERS.computeIfAbsent(
                documents,
                first -> AnswerCheck.of(documents.stream()
                        .map(each -> contract(each.frame(), each.parts()).document())
                        .toList()));
    }

    /** A contract from the class path. */
    public Contract contract(String frame, List<String> parts) {
        return CONTRACTS.computeIfAbsent(
                new Documents(frame, parts), unread -> Await.result(Contract.load(vertx, frame, parts)));
    }

    private record Documents(String frame, List<String> parts) {}
}
