package dev.guildhall.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A workspace by the Model Context Protocol, over real HTTP. */
class McpTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String parrot;
    private TestWorkspace acme;

    @BeforeAll
    static void publish() {
        product = TestProduct.start(BENCH, BENCH.product("mcp").assemble());
        parrot = Parrot.publish(product);
    }

    @BeforeEach
    void make() {
        acme = product.workspace();
        acme.install(parrot).expect(201);
    }

    private JsonObject ask(HttpTester as, String method, JsonObject parameters) {
        return as.post(
                        acme.path() + "/mcp",
                        new JsonObject()
                                .put("jsonrpc", "2.0")
                                .put("id", 7)
                                .put("method", method)
                                .put("params", parameters))
                .expect(200)
                .json();
    }

    private JsonObject call(HttpTester as, String tool, JsonObject arguments) {
        return ask(as, "tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
    }

    private static List<String> names(JsonObject answer) {
        return answer.getJsonObject("result").getJsonArray("tools").stream()
                .map(tool -> ((JsonObject) tool).getString("name"))
                .toList();
    }

    private static String name(String capability) {
        return capability.replace('.', '_');
    }

    @Test
    void aClientAgreesOnAVersionThatBothKnow() {
        var member = product.as(acme.member("MEMBER"));

        var newest = ask(member, "initialize", new JsonObject().put("protocolVersion", "2099-01-01"));
        var older = ask(member, "initialize", new JsonObject().put("protocolVersion", "2025-06-18"));

        assertThat(newest.getJsonObject("result").getString("protocolVersion")).isEqualTo("2025-11-25");
        assertThat(older.getJsonObject("result").getString("protocolVersion")).isEqualTo("2025-06-18");
        assertThat(newest.getInteger("id")).isEqualTo(7);
        member.withHeader("MCP-Protocol-Version", "1999-01-01")
                .post(
                        acme.path() + "/mcp",
                        new JsonObject().put("jsonrpc", "2.0").put("id", 1).put("method", "ping"))
                .expect(400);
        member.post(
                        acme.path() + "/mcp",
                        new JsonObject().put("jsonrpc", "2.0").put("method", "notifications/initialized"))
                .expect(202);
    }

    @Test
    void theToolsAreTheCapabilitiesThatWhoeverAsksMayInvoke() {
        var member = product.as(acme.member("MEMBER"));
        var viewer = product.as(acme.member("VIEWER"));

        var tools = ask(member, "tools/list", new JsonObject());

        assertThat(names(tools)).contains(name(parrot + ".note.add"), name(parrot + ".note.fail"));
        assertThat(tools.getJsonObject("result")
                        .getJsonArray("tools")
                        .getJsonObject(0)
                        .getJsonObject("inputSchema")
                        .getString("type"))
                .isEqualTo("object");
        assertThat(names(ask(viewer, "tools/list", new JsonObject()))).isEmpty();
        assertThat(call(viewer, name(parrot + ".note.add"), new JsonObject())
                        .getJsonObject("error")
                        .getInteger("code"))
                .isEqualTo(-32602);
    }

    @Test
    void aToolIsCalledAndItsFailureIsAResult() {
        var user = acme.member("MEMBER");
        var member = product.as(user);

        var added = call(member, name(parrot + ".note.add"), new JsonObject().put("text", "milk"))
                .getJsonObject("result");
        var failed = call(member, name(parrot + ".note.fail"), new JsonObject()).getJsonObject("result");
        var refused =
                call(member, name(parrot + ".note.secret"), new JsonObject()).getJsonObject("result");

        assertThat(added.getBoolean("isError")).isFalse();
        assertThat(added.getJsonObject("structuredContent"))
                .isEqualTo(new JsonObject().put("added", "milk").put("by", user.toString()));
        assertThat(failed.getBoolean("isError")).isTrue();
        assertThat(failed.encode()).contains("NOTE.FULL");
        assertThat(refused.encode()).contains("ACCESS.DENIED");
    }

    @Test
    void whatAgentsRememberIsReadAsResources() {
        var member = product.as(acme.member("MEMBER"));
        member.post(
                        acme.path() + "/memory",
                        new JsonObject().put("content", "In April").put("personal", true))
                .expect(201);

        var listed = ask(member, "resources/list", new JsonObject())
                .getJsonObject("result")
                .getJsonArray("resources");
        var uri = listed.getJsonObject(0).getString("uri");
        var read = ask(member, "resources/read", new JsonObject().put("uri", uri));

        assertThat(read.getJsonObject("result")
                        .getJsonArray("contents")
                        .getJsonObject(0)
                        .getString("text"))
                .isEqualTo("In April");
        assertThat(ask(acme.asOwner(), "resources/read", new JsonObject().put("uri", uri))
                        .getJsonObject("error")
                        .getInteger("code"))
                .isEqualTo(-32002);
    }

    @Test
    void aClientHearsThatToolsHaveChanged() {
        var stream = acme.asOwner().stream(acme.path() + "/mcp");

        acme.asOwner().delete(acme.path() + "/extensions/" + parrot).expect(204);
        acme.asOwner().delete(acme.path()).expect(204);

        Await.until(() -> assertThat(stream).isCompleted());
        assertThat(stream.join()).contains("notifications/tools/list_changed");
    }

    @Test
    void whoIsNotKnownIsToldWhereTheMetadataIsAndWhatMakesNoSenseIsRefused() {
        var refused = product.asNobody().post(acme.path() + "/mcp", new JsonObject().put("jsonrpc", "2.0"));

        var challenge = refused.expect(401).header("WWW-Authenticate");
        assertThat(challenge).startsWith("Bearer resource_metadata=\"");
        var metadata = challenge.substring(challenge.indexOf("/.well-known"), challenge.length() - 1);
        assertThat(product.asNobody().get(metadata).expect(200).json().getString("resource"))
                .endsWith(acme.path() + "/mcp");
        var owner = acme.asOwner();
        owner.post(acme.path() + "/mcp", JsonArray.of(1)).expect(400);
        owner.post(acme.path() + "/mcp", new JsonObject().put("id", 1)).expect(400);
        assertThat(ask(owner, "prompts/list", new JsonObject())
                        .getJsonObject("error")
                        .getInteger("code"))
                .isEqualTo(-32601);
        product.as(product.user())
                .post(
                        acme.path() + "/mcp",
                        new JsonObject().put("jsonrpc", "2.0").put("id", 1).put("method", "ping"))
                .expect(404, "WORKSPACE.NOT_FOUND");
    }
}
