package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.encoded;
import static dev.guildhall.oauth.OauthWorld.exchanging;
import static dev.guildhall.oauth.OauthWorld.refused;
import static dev.guildhall.oauth.OauthWorld.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who asks too often, and that nobody else has to wait for that. */
class LimitsTest {

    private static final String ELSEWHERE = "127.0.0.2";
    private static final int WRONG = 30;

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static OauthWorld world;

    @BeforeAll
    static void start() {
        var environment =
                BENCH.node("limits").with(OauthModule.REGISTRATION, true).environment();
        product = TestProduct.start(BENCH, Product.of(environment).assemble());
        world = new OauthWorld(product);
    }

    @Test
    void whoKnowsTheIdOfAnApplicationKeepsNobodyElseFromItsTokens() {
        var client = world.register(OauthWorld.confidential());
        var forged = client.copy().put("clientSecret", "ghl_oas_guess");
        for (var guess = 0; guess < WRONG; guess++) {
            refused(world.token(forged, exchanging("x")), 401, "invalid_client");
        }

        for (var endpoint : List.of("token", "introspect", "revoke", "device_authorization")) {
            tooMany(world.ask(forged, endpoint, with(exchanging("x"), "token", "x")), 300);
        }

        assertThat(statusFrom(ELSEWHERE, client)).isEqualTo(400);
        refused(world.token(world.client, exchanging("x")), 400, "invalid_grant");
        world.read(world.tokens(world.client)).expect(200);
    }

    private static void tooMany(Response answer, int atMost) {
        refused(answer, 429, "temporarily_unavailable");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, atMost);
    }

    /** What the application is answered with its secret, when it comes from another network. */
    private static int statusFrom(String address, JsonObject client) {
        var http = BENCH.vertx().createHttpClient(new HttpClientOptions().setLocalAddress(address));
        var options = new RequestOptions()
                .setAbsoluteURI(product.asNobody().base() + "/oauth/token")
                .setMethod(HttpMethod.POST)
                .putHeader("Content-Type", "application/x-www-form-urlencoded");
        var fields = with(exchanging("x"), "client_id", client.getString("id"));
        var body = encoded(with(fields, "client_secret", client.getString("clientSecret")));
        return Await.result(http.request(options)
                .compose(request -> request.send(body))
                .map(response -> response.statusCode())
                .eventually(http::close));
    }

    @Test
    void whoRegistersManyOrHasManyDevicesWaitHasToWait() {
        var metadata = new JsonObject()
                .put("scope", "workspace.read")
                .put("redirect_uris", new JsonArray().add(OauthWorld.CALLBACK))
                .put("token_endpoint_auth_method", "none");
        for (var one = 0; one < 20; one++) {
            product.asNobody().post("/oauth/register", metadata).expect(201);
        }
        var devices = world.register(OauthWorld.anyClient()
                .put("grantTypes", new JsonArray().add("DEVICE_CODE"))
                .put("redirectUris", new JsonArray()));
        for (var one = 0; one < 100; one++) {
            world.ask(devices, "device_authorization", Map.of()).expect(200);
        }

        tooMany(product.asNobody().post("/oauth/register", metadata), 600);
        tooMany(world.ask(devices, "device_authorization", Map.of()), 600);

        refused(world.token(devices, with(exchanging("x"), "grant_type", "refresh_token")), 400, "invalid_request");
    }
}
