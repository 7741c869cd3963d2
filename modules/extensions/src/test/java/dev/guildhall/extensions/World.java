package dev.guildhall.extensions;

import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.CapabilityRequest;
import dev.guildhall.host.ExecutionLimits;
import dev.guildhall.host.ExecutionLimits.Breaker;
import dev.guildhall.host.ExecutionLimits.Times;
import dev.guildhall.host.KnownCaller;
import dev.guildhall.spi.Caller;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.tenancy.Workspaces;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Everything up to the extensions module at work on one bench: workspaces, uploads and calls to be had for a word. */
final class World {

    static final ExecutionLimits QUICK = new ExecutionLimits(
            ExecutionLimits.DEFAULT.places(),
            new Breaker(5, 50, Duration.ofSeconds(5), Duration.ofSeconds(1)),
            new Times(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofMillis(300)),
            3);

    static final int MAX_ARTIFACT_BYTES = 1024 * 1024;

    private static final EventsConfig EVENTS = new EventsConfig(
            Duration.ofSeconds(5),
            List.of(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100)),
            EventsConfig.DEFAULT.shutdownGrace(),
            EventsConfig.DEFAULT.webhookTimeout(),
            EventsConfig.DEFAULT.webhookRetries());

    private static final AtomicInteger NAMES = new AtomicInteger();
    final TestBench bench;
    private final Product product;
    final HttpTester http;
    final Installations installations;
    final Workspaces workspaces;
    final UserId administrator;
    final List<Event> heard = new CopyOnWriteArrayList<>();

    World(TestBench bench) {
        this(bench, SignaturePolicy.OPTIONAL, List.of());
    }

    World(TestBench bench, SignaturePolicy signatures, List<PublicKey> trustedKeys) {
        this(bench, signatures, trustedKeys, UnaryOperator.identity());
    }

    World(TestBench bench, SignaturePolicy signatures, List<PublicKey> trustedKeys, UnaryOperator<Environment> change) {
        this(
                bench,
                bench.node("node-" + NAMES.incrementAndGet())
                        .with(ExtensionSettings.SIGNATURES, signatures)
                        .with(ExtensionSettings.TRUSTED_KEYS, trustedKeys),
                change);
    }

    /** Operated as the settings say. */
    static World operated(TestBench bench, UnaryOperator<TestNode> settings) {
        return new World(
                bench, settings.apply(bench.node("node-" + NAMES.incrementAndGet())), UnaryOperator.identity());
    }

    private World(TestBench bench, TestNode settings, UnaryOperator<Environment> change) {
        this.bench = bench;
        var node = settings.with(CommonSettings.MAX_UPLOAD, (long) MAX_ARTIFACT_BYTES);
        this.product = Product.of(change.apply(node.environment()))
                .offering(EventsConfig.class, EVENTS)
                .offering(ExecutionLimits.class, QUICK)
                .assembling(assembly -> {
                    var capabilities = new InstalledCapabilities(assembly.get(Installations.class));
                    assembly.offer(CapabilityCatalogue.class, capabilities);
                    assembly.offer(CapabilityInvoker.class, capabilities);
                })
                .assemble();
        this.workspaces = product.get(Workspaces.class);
        this.installations = product.get(Installations.class);
        product.get(EventFeed.class).listen(heard::add);
        bench.start(product);
        this.http = bench.serve(new TestAuthenticator(), product.get(Authorizer.class), Served.of(product));
        this.administrator = user();
    }

    /** Ends the node; its HTTP server stays, and is of no use any more. */
    void stop() {
        Await.result(product.stop());
    }

    UserId user() {
        var id = Ids.next();
        bench.sql(
                "insert into guildhall.user_account (id, email, full_name, password_hash, roles, created_at,"
                        + " updated_at) values ($1, $2, $3, 'none', array['USER'], now(), now())",
                id,
                id + "@example.org",
                "User " + NAMES.incrementAndGet());
        return new UserId(id);
    }

    HttpTester as(UserId user) {
        return http.withBearer(TestAuthenticator.user(user));
    }

    HttpTester asAdministrator() {
        return http.withBearer(TestAuthenticator.admin(administrator));
    }

    /** A name that no other extension has. */
    static String extensionKey() {
        return "demo-" + Integer.toString(NAMES.incrementAndGet(), 36);
    }

    /** The manifest is the author's business and the class says nothing but hello. */
    static ExtensionJar quiet(String key, String version) {
        return ExtensionJar.of(key, version).extension("""
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                return Future.succeededFuture();
            }
            """);
    }

    Response upload(byte[] artifact) {
        return asAdministrator()
                .upload("/api/admin/marketplace/extensions", Part.file("artifact", "extension.jar", artifact));
    }

    /** Puts an extension into the catalogue. */
    void publish(ExtensionJar jar) {
        upload(jar.bytes()).expect(201);
    }

    Made workspace() {
        var owner = user();
        var key = "ws-" + NAMES.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
        var created = http.withBearer(TestAuthenticator.admin(owner))
                .post("/api/workspaces", new JsonObject().put("key", key).put("name", "Made"))
                .expect(200)
                .data();
        return new Made(new WorkspaceId(UUID.fromString(created.getString("id"))), key, owner);
    }

    /** A workspace of another node as this one serves it. */
    Made same(Made other) {
        return new Made(other.id, other.key, other.owner);
    }

    /** A workspace, its owner, and what they do with extensions. */
    final class Made {

        final WorkspaceId id;
        final String key;
        final UserId owner;

        private Made(WorkspaceId id, String key, UserId owner) {
            this.id = id;
            this.key = key;
            this.owner = owner;
        }

        String path() {
            return "/api/workspaces/" + id;
        }

        String extensions() {
            return path() + "/extensions";
        }

        HttpTester asOwner() {
            return as(owner);
        }

        /** A client of a new user with this role. */
        HttpTester member(String role) {
            var user = user();
            asOwner()
                    .post(
                            path() + "/members",
                            new JsonObject().put("userId", user.toString()).put("role", role))
                    .expect(200);
            return as(user);
        }

        Response install(String extensionKey, String... granted) {
            return install(new JsonObject()
                    .put("extensionKey", extensionKey)
                    .put("grantedPermissions", new JsonArray(List.of(granted))));
        }

        /** Consents to the names that the extensions of these tests share, unless the body says otherwise. */
        Response install(JsonObject body) {
            if (!body.containsKey("grantedNames")) {
                body.put("grantedNames", new JsonArray().add("lab.*").add("*"));
            }
            return asOwner().post(extensions(), body);
        }

        Response get(String extensionKey) {
            return asOwner().get(extensions() + "/" + extensionKey);
        }

        Response patch(String extensionKey, JsonObject body) {
            return asOwner().patch(extensions() + "/" + extensionKey, body);
        }

        Response uninstall(String extensionKey, String query) {
            return asOwner().delete(extensions() + "/" + extensionKey + query);
        }

        String state(String extensionKey) {
            return get(extensionKey).expect(200).data().getString("state");
        }

        /** Calls a capability as the owner would. */
        JsonObject invoke(String extensionKey, String capability, JsonObject input) {
            return Await.result(invoking(extensionKey, capability, input));
        }

        Future<JsonObject> invoking(String extensionKey, String capability, JsonObject input) {
            return invoking(extensionKey, capability, input, Duration.ofSeconds(10));
        }

        Future<JsonObject> invoking(String extensionKey, String capability, JsonObject input, Duration timeout) {
            return installations.use(
                    id,
                    extensionKey,
                    running -> running.invoke(request(
                            capability,
                            input,
                            KnownCaller.user(owner.toString(), "owner@example.org", "OWNER"),
                            timeout)));
        }

        List<Event> events(String type) {
            return heard.stream()
                    .filter(event -> event.tenant().equals(id) && event.type().equals(type))
                    .toList();
        }
    }

    static CapabilityRequest request(String capability, JsonObject input, Caller caller, Duration timeout) {
        return new CapabilityRequest(
                capability,
                "1.0.0",
                input,
                caller,
                CallChain.from("test", Instant.now().plus(timeout)));
    }
}
