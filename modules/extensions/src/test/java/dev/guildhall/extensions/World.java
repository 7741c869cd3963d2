package dev.guildhall.extensions;

import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Product;
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
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestNode;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A test product of everything up to the extensions module, with short times: uploads and installations for a word. */
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
            EventsConfig.DEFAULT.webhookRetries(),
            Duration.ofDays(5));

    private static final AtomicInteger NODES = new AtomicInteger();

    final TestBench bench;
    final TestProduct product;
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
                node(bench)
                        .with(ExtensionSettings.SIGNATURES, signatures)
                        .with(ExtensionSettings.TRUSTED_KEYS, trustedKeys),
                change,
                QUICK);
    }

    private static TestNode node(TestBench bench) {
        return bench.node("node-" + NODES.incrementAndGet());
    }

    /** One that gives calls this long to come to an end when their extension is to stop. */
    static World stoppingWithin(TestBench bench, Duration patience) {
        var times = QUICK.times();
        var limits = new ExecutionLimits(
                QUICK.places(),
                QUICK.breaker(),
                new Times(times.start(), patience, times.background(), times.grace()),
                QUICK.lostThreads());
        return new World(bench, node(bench), UnaryOperator.identity(), limits);
    }

    /** Operated as the settings say. */
    static World operated(TestBench bench, UnaryOperator<TestNode> settings) {
        return new World(bench, settings.apply(node(bench)), UnaryOperator.identity(), QUICK);
    }

    /** Quick, and left alone when so many percent of the calls have failed. */
    private static ExecutionLimits failing(ExecutionLimits limits, int percent) {
        var usual = limits.breaker();
        return new ExecutionLimits(
                limits.places(),
                new Breaker(usual.timeouts(), percent, usual.slow(), usual.pause()),
                limits.times(),
                limits.lostThreads());
    }

    private World(TestBench bench, TestNode settings, UnaryOperator<Environment> change, ExecutionLimits limits) {
        this.bench = bench;
        var node = settings.with(CommonSettings.MAX_UPLOAD, (long) MAX_ARTIFACT_BYTES);
        var environment = change.apply(node.environment());
        var assembled = Product.of(environment)
                .offering(EventsConfig.class, EVENTS)
                .offering(
                        ExecutionLimits.class,
                        failing(limits, environment.settings().get(ExtensionSettings.FAILURES)))
                .assembling(assembly -> {
                    var capabilities = new InstalledCapabilities(assembly.get(Installations.class));
                    assembly.offer(CapabilityCatalogue.class, capabilities);
                    assembly.offer(CapabilityInvoker.class, capabilities);
                })
                .assemble();
        assembled.get(EventFeed.class).listen(heard::add);
        this.installations = assembled.get(Installations.class);
        this.workspaces = assembled.get(Workspaces.class);
        this.product = TestProduct.start(bench, assembled);
        this.http = product.asNobody();
        this.administrator = product.administrator();
    }

    /** Ends the node; its HTTP server stays, and is of no use any more. */
    void stop() {
        Await.result(product.product().stop());
    }

    UserId user() {
        return product.user();
    }

    HttpTester as(UserId user) {
        return product.as(user);
    }

    HttpTester asAdministrator() {
        return product.asAdministrator();
    }

    /** A name that no other extension has. */
    static String extensionKey() {
        return TestProduct.name("demo");
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
        product.publish(jar.bytes());
    }

    Made workspace() {
        return new Made(product.workspace());
    }

    /** A workspace of another node as this one serves it. */
    Made same(Made other) {
        return new Made(new TestWorkspace(product, other.id, other.key, other.owner));
    }

    /** A workspace, its owner, and what they do with extensions. */
    final class Made {

        final WorkspaceId id;
        final String key;
        final UserId owner;
        private final TestWorkspace made;

        private Made(TestWorkspace made) {
            this.made = made;
            this.id = made.id();
            this.key = made.key();
            this.owner = made.owner();
        }

        String path() {
            return made.path();
        }

        String extensions() {
            return path() + "/extensions";
        }

        HttpTester asOwner() {
            return made.asOwner();
        }

        /** A client of a new user with this role. */
        HttpTester member(String role) {
            return as(made.member(role));
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

        /** What a change would do. */
        JsonObject plan(String extensionKey, String action, JsonObject change) {
            return asOwner()
                    .post(
                            extensions() + "/" + extensionKey + "/plan",
                            change.copy().put("action", action))
                    .expect(200)
                    .data();
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
