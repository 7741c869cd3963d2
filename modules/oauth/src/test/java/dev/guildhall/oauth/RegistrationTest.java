package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.back;
import static dev.guildhall.oauth.OauthWorld.refused;
import static dev.guildhall.oauth.OauthWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications that register themselves, where they may. */
class RegistrationTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct open;
    private static TestProduct closed;

    @BeforeAll
    static void start() {
        var environment =
                BENCH.node("open").with(OauthModule.REGISTRATION, true).environment();
        open = TestProduct.start(BENCH, Product.of(environment).assemble());
        closed = TestProduct.start(BENCH, BENCH.product("closed").assemble());
    }

    private static JsonObject metadata() {
        return new JsonObject()
                .put("client_name", "Stranger")
                .put("redirect_uris", new JsonArray().add(OauthWorld.CALLBACK))
                .put("scope", "workspace.read")
                .put("token_endpoint_auth_method", "none");
    }

    @Test
    void isOffByDefault() {
        refused(closed.asNobody().post("/oauth/register", metadata()), 403, "access_denied");
        assertThat(closed.asNobody()
                        .get("/.well-known/oauth-authorization-server")
                        .body())
                .doesNotContain("registration_endpoint");
        assertThat(open.asNobody()
                        .get("/.well-known/oauth-authorization-server")
                        .body())
                .contains("registration_endpoint");
    }

    @Test
    void whoHasRegisteredItselfIsForNobodyUntilAnOrganizationLetsItIn() {
        var world = new OauthWorld(open);
        var made =
                open.asNobody().post("/oauth/register", metadata()).expect(201).json();
        assertThat(made.containsKey("client_secret")).isFalse();
        var client = new JsonObject().put("id", made.getString("client_id")).put("name", "Stranger");

        assertThat(back(world.authorize(world.browser, request(client)))).containsEntry("error", "access_denied");
        assertThat(back(world.decide(world.browser, request(client), "ALLOW"))).containsEntry("error", "access_denied");

        world.organization
                .asOwner()
                .put(
                        world.organization.path() + "/oauth/rules/" + client.getString("id"),
                        new JsonObject().put("allowed", true))
                .expect(200);
        world.read(world.tokens(client)).expect(200);
    }

    @Test
    void whoHasRegisteredItselfIsForNobodyInNoOrganization() {
        var world = new OauthWorld(open);
        var made =
                open.asNobody().post("/oauth/register", metadata()).expect(201).json();
        var client = new JsonObject().put("id", made.getString("client_id"));
        var browser = world.browserOf(open.user());

        assertThat(back(world.authorize(browser, request(client)))).containsEntry("error", "access_denied");
        assertThat(back(world.decide(browser, request(client), "ALLOW"))).containsEntry("error", "access_denied");
    }

    @Test
    void whoCanKeepASecretIsGivenOne() {
        var wanted = metadata();
        wanted.remove("token_endpoint_auth_method");

        var made = open.asNobody().post("/oauth/register", wanted).expect(201).json();

        assertThat(made.getString("client_secret")).startsWith("ghl_oas_");
        assertThat(made.getInteger("client_secret_expires_at")).isZero();
        assertThat(made.getString("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
    }

    @Test
    void whatIsWrongIsToldInTheWordsOfTheProtocol() {
        refused(with("redirect_uris", JsonArray.of("http://evil.example/")), 400, "invalid_redirect_uri");
        refused(with("redirect_uris", new JsonArray()), 400, "invalid_redirect_uri");
        refused(with("scope", "nothing.there"), 400, "invalid_client_metadata");
        refused(with("grant_types", JsonArray.of("client_credentials")), 400, "invalid_client_metadata");
        refused(with("response_types", JsonArray.of("token")), 400, "invalid_client_metadata");
        refused(with("token_endpoint_auth_method", "private_key_jwt"), 400, "invalid_client_metadata");
        refused(with("client_name", 7), 400, "invalid_request");
    }

    private static Response with(String name, Object value) {
        return open.asNobody().post("/oauth/register", metadata().put(name, value));
    }
}
