package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** OAuth 2.0 by the clients {@code openid-client} and {@code oauth4webapi}, as their maker publishes them. */
class OauthClientsTest {

    private static final String REDIRECT_URI = "http://127.0.0.1/callback";

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    private static NodeProject clients;
    private static HttpTester admin;
    private static String organization;
    private static String workspace;

    @BeforeAll
    static void install() throws Exception {
        clients = NodeProject.install("oauth", folder);
        var product = PRODUCT.get();
        admin = product.signInAsAdmin();
        var person = RunningProduct.user(admin, "ada@oauth.example");
        var app = made("/api/apps", new JsonObject().put("name", "OAuth clients"), 201);
        organization = made(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app.getString("id"))
                                .put("name", "OAuth")
                                .put("slug", "oauth")
                                .put("domain", "oauth.example")
                                .put("ownerId", person),
                        201)
                .getString("id");
        workspace = made(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", "oauth")
                                .put("name", "OAuth")
                                .put("organizationId", organization),
                        200)
                .getString("id");
    }

    private static JsonObject made(String path, JsonObject wanted, int status) {
        return admin.post(path, wanted).expect(status).data();
    }

    private static JsonObject client(String grantType, boolean confidential, String... redirectUris) {
        return made(
                "/api/organizations/" + organization + "/oauth/clients",
                new JsonObject()
                        .put("name", "Stranger")
                        .put("grantTypes", new JsonArray().add(grantType))
                        .put("redirectUris", new JsonArray(List.of(redirectUris)))
                        .put("scopes", new JsonArray().add("workspace.read"))
                        .put("confidential", confidential),
                201);
    }

    @Test
    void strangersClientsRunAllFlowsUnchanged() throws Exception {
        var settings = new JsonObject()
                .put("url", PRODUCT.get().http().base())
                .put("person", PRODUCT.get().token("ada@oauth.example", RunningProduct.PASSWORD))
                .put("redirectUri", REDIRECT_URI)
                .put("web", client("AUTHORIZATION_CODE", true, REDIRECT_URI))
                .put("itself", client("CLIENT_CREDENTIALS", true))
                .put("device", client("DEVICE_CODE", false));

        var said = clients.run("flows.mjs", settings.encode()).ended();

        for (var library : List.of("openid", "oauth4webapi")) {
            for (var flow : List.of("code", "itself", "device")) {
                assertThat(of(said, library, flow).getString("scope")).as(flow).isEqualTo("workspace.read");
            }
            for (var flow : List.of("itself", "device")) {
                PRODUCT.get()
                        .http()
                        .withBearer(of(said, library, flow).getString("access"))
                        .get("/api/workspaces/" + workspace)
                        .expect(200);
            }
            assertThat(of(said, library, "introspection").getBoolean("active")).isTrue();
            assertThat(of(said, library, "revoked").getBoolean("active")).isFalse();
        }
    }

    private static JsonObject of(List<JsonObject> said, String library, String flow) {
        return said.stream()
                .filter(one -> flow.equals(one.getString(library)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing was said of " + flow + " by " + library + ": " + said));
    }
}
