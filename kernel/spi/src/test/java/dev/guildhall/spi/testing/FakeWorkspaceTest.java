package dev.guildhall.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class FakeWorkspaceTest {

    private static final JsonObject NOTHING = new JsonObject();

    private static final FakeWorkspace BARE = new FakeWorkspace(new JsonObject("""
            {"manifest":1,"id":"demo","version":"1.0.0","name":"Demo","publishesEvents":["demo.done"],
             "requires":{"capabilities":[{"key":"search.index.put"}]}}"""));

    private static FakeWorkspace full() {
        return new FakeWorkspace(new JsonObject("""
            {"manifest":1,"id":"demo","version":"1.2.0","name":"Demo","publishesEvents":["demo.*"],"egress":["*.example.com"],
             "consumesEvents":["member.*"],
             "permissions":["events.publish","events.read","members.read","capabilities.invoke"],
             "provides":[{"key":"demo.thing.do","version":"1.0.0"},{"key":"demo.thing.do","version":"2.0.0"}],
             "routes":[{"id":"things","method":"GET","path":"/things","permission":"members.read"}],
             "requires":{"capabilities":[{"key":"search.index.put"}]},
             "configSchema":{"type":"object","properties":{"token":{"type":"string","writeOnly":true}}}}"""));
    }

    @Test
    void refusesWhatTheManifestDoesNotAskFor() {
        assertRefused("EXTENSION.NOT_GRANTED", BARE.emit("demo.done", null, NOTHING));
        assertRefused("EVENT.TYPE_NOT_DECLARED", BARE.emit("demo.begun", null, NOTHING));
        assertRefused("EXTENSION.NOT_GRANTED", BARE.events().read(0, 1));
        assertRefused("EXTENSION.NOT_GRANTED", BARE.members().list(1, null));
        assertRefused("EXTENSION.NOT_GRANTED", BARE.invoke("search.index.put", NOTHING));
        assertRefused("CAPABILITY.NOT_DECLARED", BARE.invoke("billing.invoice.send", NOTHING));
        assertRefused("URL.NOT_ALLOWED", BARE.http().send(OutboundRequest.get(URI.create("https://a.example.com"))));
        assertThat(BARE.emitted()).isEmpty();
        assertThat(BARE.sent()).isEmpty();
    }

    @Test
    void reachesTheHostsThatItsConfigurationNames() {
        var workspace = new FakeWorkspace(new JsonObject("""
                        {"id":"demo","version":"1.0.0","configSchema":{"type":"object","properties":{
                          "words":{"type":"string"},
                          "crm":{"type":"object","properties":{"url":{"type":"string","x-egress":true}}}}}}"""))
                .configured(new JsonObject()
                        .put("words", "https://other.example.com")
                        .put("crm", new JsonObject().put("url", "https://crm.example.com/in")))
                .answering(request -> Future.succeededFuture(FakeResponse.of(200, "as it comes")));
        var came = new ArrayList<String>();

        var answer = workspace.http().stream(OutboundRequest.get(URI.create("https://crm.example.com/out")), piece -> {
                    came.add(piece.toString());
                    return Future.succeededFuture();
                })
                .result();

        assertThat(came).containsExactly("as it c", "omes");
        assertThat(answer.body().length()).isZero();
        assertRefused(
                "URL.NOT_ALLOWED", workspace.http().send(OutboundRequest.get(URI.create("https://other.example.com"))));
    }

    private static void assertRefused(String code, Future<?> use) {
        assertThat(use.cause())
                .isInstanceOfSatisfying(
                        ExtensionException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void allowsWhatTheManifestAsksFor() {
        var workspace = full().configured(
                        new JsonObject().put("token", "secret").put("words", "Hi"))
                .withMember("ada", "ada@example.com", "Ada", "OWNER");
        var event = workspace.event("member.added", "ada", NOTHING);

        assertThat(workspace.emit("demo.done", null, NOTHING).succeeded()).isTrue();
        assertThat(workspace.events().read(0, 10).result()).containsExactly(event);
        assertThat(workspace.members().get("ada").result()).isPresent();
        assertThat(workspace.config()).isEqualTo(new JsonObject().put("words", "Hi"));
        assertThat(workspace.secrets().get("token")).contains("secret");
        assertThat(workspace.extensionVersion()).isEqualTo("1.2.0");
    }

    @Test
    void refusesHandlersThatTheManifestDoesNotDeclareAndMissesThoseItDoes() {
        assertStartFails((workspace, handlers) -> handlers.capability("demo.other.do", null), "demo.other.do");
        assertStartFails((workspace, handlers) -> handlers.route("others", null), "no route others");
        assertStartFails((workspace, handlers) -> handlers.on("role.created", null), "does not cover role.created");
        assertStartFails(
                (workspace, handlers) -> handlers.capability("demo.thing.do", "1.0.0", call -> null),
                "demo.thing.do 2.0.0");
        assertStartFails(
                (workspace, handlers) -> handlers.capability("demo.thing.do", call -> null), "the route things");
    }

    private static void assertStartFails(BiConsumer<WorkspaceContext, Handlers> start, String because) {
        assertThatThrownBy(() -> full().start(extension(start)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(because);
    }

    private static WorkspaceExtension extension(BiConsumer<WorkspaceContext, Handlers> start) {
        return (workspace, handlers) -> {
            start.accept(workspace, handlers);
            return Future.succeededFuture();
        };
    }

    @Test
    void callsTheHandlerOfTheNewestVersionAndTellsWhoCalls() {
        var started = full().start(extension((workspace, handlers) -> handlers.capability(
                        "demo.thing.do", call -> Future.succeededFuture(new JsonObject().put("v", "old")))
                .capability(
                        "demo.thing.do",
                        "2.0.0",
                        call -> Future.succeededFuture(new JsonObject()
                                .put("v", call.version())
                                .put("by", call.caller().email())))
                .route("things", request -> null)));

        assertThat(started.invoke("demo.thing.do", NOTHING))
                .isEqualTo(new JsonObject().put("v", "2.0.0").put("by", "ada@example.com"));
    }

    @Test
    void remembersAStateThatOneOfTwoChanges() {
        var state = full().state();
        var first = state.compareAndSet("a", 0, new JsonObject().put("n", 1)).result();

        assertThat(state.compareAndSet("a", 0, NOTHING).result()).isEmpty();
        assertThat(state.compareAndSet("a", first.orElseThrow(), new JsonObject().put("n", 2))
                        .result())
                .isPresent();
        assertThat(state.get("a").result().orElseThrow().value()).isEqualTo(new JsonObject().put("n", 2));
    }

    @Test
    void collectsTheItemsOfAStreamThatTheManifestDeclares() {
        var manifest = new JsonObject("""
            {"manifest":1,"id":"demo","version":"1.0.0","name":"Demo",
             "provides":[{"key":"demo.thing.list","version":"1.0.0","streams":true}]}""");
        WorkspaceExtension counting = (workspace, handlers) -> {
            handlers.stream(
                    "demo.thing.list",
                    (call, results) -> results.send(new JsonObject().put("n", 1))
                            .compose(sent -> results.send(new JsonObject().put("n", 2))));
            return Future.succeededFuture();
        };

        var items = new FakeWorkspace(manifest).start(counting).stream("demo.thing.list", NOTHING);

        assertThat(items).containsExactly(new JsonObject().put("n", 1), new JsonObject().put("n", 2));
        assertThatThrownBy(() -> BARE.start(counting)).hasMessageContaining("streams");
    }
}
