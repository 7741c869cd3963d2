package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.sun.net.httpserver.HttpExchange;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that do not answer as they must: nobody is signed in, and nothing of ours waits or is full. */
class BrokenProviderTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;

    private FakeProvider provider;
    private SsoWorld world;
    private String email;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("broken").assemble());
    }

    // One of its own, for what is known of a provider is remembered.
    @BeforeEach
    void aMemberCanSignIn() throws IOException {
        provider = new FakeProvider();
        world = new SsoWorld(BENCH, product, provider);
        email = world.addressOf(world.member());
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private Response begun() {
        return product.asNobody().get("/api/auth/sso/start?organizationId=" + world.organization.id());
    }

    /** Answers one path otherwise. */
    private void at(String path, FakeProvider.Answering answering) {
        provider.answering = (honest, exchange) -> {
            if (exchange.getRequestURI().getPath().equals(path)) {
                answering.answer(honest, exchange);
            } else {
                honest.answer(exchange);
            }
        };
    }

    private static Arguments described(String what, Consumer<JsonObject> change) {
        return Arguments.of(what, change);
    }

    static Stream<Arguments> descriptions() {
        return Stream.of(
                described("another issuer", it -> it.put("issuer", "https://login.evil.example")),
                described("the issuer with a slash more", it -> it.put("issuer", it.getString("issuer") + "/")),
                described("no issuer", it -> it.remove("issuer")),
                described("no keys", it -> it.remove("jwks_uri")),
                described("no tokens", it -> it.remove("token_endpoint")),
                described("nowhere to sign in", it -> it.remove("authorization_endpoint")),
                described("a script to sign in at", it -> it.put("authorization_endpoint", "javascript:alert(1)")),
                described(
                        "the machine's own addresses to sign in at",
                        it -> it.put("authorization_endpoint", "http://169.254.169.254/authorize")),
                described("keys at the cloud's own address", it -> it.put("jwks_uri", "http://169.254.169.254/keys")),
                described("keys in a file", it -> it.put("jwks_uri", "file:///etc/passwd")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("descriptions")
    void aDescriptionIsNotTaken(String what, Consumer<JsonObject> change) {
        change.accept(provider.described);

        var refused = begun().expect(502, "AUTH.SSO_PROVIDER_FAILED");

        assertThat(refused.body()).doesNotContain(provider.issuer()).doesNotContain("169.254");
        assertThat(refused.header("Set-Cookie")).isNull();
    }

    @Test
    void tokensAtTheCloudsOwnAddressAreNotFetched() {
        provider.described.put("token_endpoint", "http://169.254.169.254/token");

        world.signIn(about("ada", email)).expect(502, "AUTH.SSO_PROVIDER_FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/jwks", "/token"})
    void aRedirectIsNotFollowed(String path) {
        at(path, (honest, exchange) -> {
            exchange.getResponseHeaders().set("Location", honest.issuer() + "/private");
            FakeProvider.send(exchange, 302, "{}");
        });

        refused();

        assertThat(provider.asked).contains(path).doesNotContain("/private");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/jwks", "/token"})
    void anAnswerThatIsTooLargeIsNotRead(String path) {
        at(path, (honest, exchange) -> FakeProvider.send(exchange, 200, "{\"a\":\"" + "x".repeat(300_000) + "\"}"));

        refused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/jwks", "/token"})
    void anAnswerThatIsNoneIsRefused(String path) {
        at(path, (honest, exchange) -> FakeProvider.send(exchange, 200, "<html>"));

        refused();
    }

    @Test
    void aProviderThatKeepsOneWaitingIsNotWaitedFor() {
        var over = new CountDownLatch(1);
        at("/token", (honest, exchange) -> waitFor(over, exchange));

        world.signIn(about("ada", email)).expect(502, "AUTH.SSO_PROVIDER_FAILED");

        over.countDown();
    }

    private static void waitFor(CountDownLatch over, HttpExchange exchange) throws IOException {
        try {
            over.await();
            FakeProvider.send(exchange, 200, "{}");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aClientThatTheProviderDoesNotKnowIsTold() {
        world.configure(new JsonObject().put("clientSecret", "another"));

        world.signIn(about("ada", email)).expect(502, "AUTH.SSO_PROVIDER_FAILED");
    }

    @Test
    void keysThatItDoesNotHaveAreAskedForOnceAndNoMoreForAWhile() {
        world.signIn(about("ada", email)).expect(303);
        provider.idToken = grant -> FakeProvider.sign(
                FakeProvider.STRANGE_KEY,
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("unknown"),
                grant.claims().build());
        provider.asked.clear();

        for (var i = 0; i < 5; i++) {
            world.signIn(about("ada", email)).expect(401, "AUTH.SSO_TOKEN_INVALID");
        }

        assertThat(provider.asked).filteredOn("/jwks"::equals).hasSize(1);
    }

    private void refused() {
        var answer = begun();
        if (answer.status() == 303) {
            var browser = world.browser(answer);
            answer = browser.comeBack(provider.signIn(browser.location(), about("ada", email)));
        }
        answer.expect(502, "AUTH.SSO_PROVIDER_FAILED");
    }
}
