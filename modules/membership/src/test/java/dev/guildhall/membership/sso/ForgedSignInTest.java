package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.membership.sso.FakeProvider.Grant;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-ins that somebody has forged, stolen or steered; nobody is signed in by any. */
class ForgedSignInTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;
    private String email;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("forged").assemble());
        provider = new FakeProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void aMemberCanSignIn() {
        world = new SsoWorld(BENCH, product, provider);
        email = world.addressOf(world.member());
    }

    @AfterEach
    void theProviderIsHonestAgain() {
        provider.idToken = grant -> provider.sign(grant.claims().build());
    }

    /** What is wrong with an ID token, and how the provider makes it. */
    private static Arguments token(String what, Forgery forgery) {
        return Arguments.of(what, forgery);
    }

    private static Arguments claims(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return token(what, grant -> provider.sign(change.apply(grant.claims()).build()));
    }

    interface Forgery {
        String make(Grant grant) throws JOSEException;
    }

    static Stream<Arguments> forgeries() {
        var now = Instant.now();
        return Stream.of(
                token("signed by another key under the name of the right one", grant -> {
                    var other = FakeProvider.STRANGE_KEY;
                    return FakeProvider.sign(
                            other,
                            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(provider.key.getKeyID()),
                            grant.claims().build());
                }),
                token("signed by a key that it brings along", grant -> {
                    var other = FakeProvider.STRANGE_KEY;
                    return FakeProvider.sign(
                            other,
                            new JWSHeader.Builder(JWSAlgorithm.RS256)
                                    .keyID(other.getKeyID())
                                    .jwk(other.toPublicJWK()),
                            grant.claims().build());
                }),
                token(
                        "signed by a key that it names nothing of",
                        grant -> FakeProvider.sign(
                                FakeProvider.STRANGE_KEY,
                                new JWSHeader.Builder(JWSAlgorithm.RS256),
                                grant.claims().build())),
                token("not signed", grant -> new PlainJWT(grant.claims().build()).serialize()),
                token("signed with the public key as a secret", grant -> {
                    var token = new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256)
                                    .keyID(provider.key.getKeyID())
                                    .build(),
                            grant.claims().build());
                    token.sign(new MACSigner(provider.key.toPublicKey().getEncoded()));
                    return token.serialize();
                }),
                token("signed with the client's secret", grant -> {
                    var token = new SignedJWT(
                            new JWSHeader(JWSAlgorithm.HS256), grant.claims().build());
                    token.sign(new MACSigner((FakeProvider.SECRET + "0123456789abcdef0123456789").getBytes()));
                    return token.serialize();
                }),
                token(
                        "signed by an algorithm that is not taken",
                        grant -> FakeProvider.sign(
                                provider.key,
                                new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(provider.key.getKeyID()),
                                grant.claims().build())),
                token(
                        "an access token",
                        grant -> FakeProvider.sign(
                                provider.key,
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .type(new JOSEObjectType("at+jwt"))
                                        .keyID(provider.key.getKeyID()),
                                grant.claims().build())),
                token("changed after it was signed", grant -> {
                    var good = provider.sign(grant.claims().build()).split("\\.");
                    var other = provider.sign(
                                    grant.claims().claim("sub", "root").build())
                            .split("\\.");
                    return good[0] + "." + other[1] + "." + good[2];
                }),
                claims("of another issuer", claims -> claims.issuer("https://login.evil.example")),
                claims("of the issuer with a slash more", claims -> claims.issuer(provider.issuer() + "/")),
                claims("of no issuer", claims -> claims.issuer(null)),
                claims("for another audience", claims -> claims.audience("someone-else")),
                claims("for no audience", claims -> claims.audience((String) null)),
                claims(
                        "given to another client",
                        claims -> claims.audience(List.of(FakeProvider.CLIENT, "someone-else"))
                                .claim("azp", "someone-else")),
                claims(
                        "for several audiences, given to nobody",
                        claims -> claims.audience(List.of(FakeProvider.CLIENT, "someone-else"))),
                claims("given to another client though it is for us", claims -> claims.claim("azp", "someone-else")),
                claims("expired", claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))),
                claims("not yet issued", claims -> claims.issueTime(Date.from(now.plusSeconds(120)))),
                claims("without an end", claims -> claims.expirationTime(null)),
                claims("without a beginning", claims -> claims.issueTime(null)),
                claims("with another nonce", claims -> claims.claim("nonce", "another")),
                claims("without a nonce", claims -> claims.claim("nonce", null)),
                claims("of nobody", claims -> claims.subject(null)),
                claims("of a subject that is too long", claims -> claims.subject("x".repeat(256))),
                claims("of a subject that cannot be kept", claims -> claims.subject("a\u0000b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void anIdTokenIsRefused(String what, Forgery forgery) {
        provider.idToken = grant -> {
            try {
                return forgery.make(grant);
            } catch (JOSEException failed) {
                throw new AssertionError(failed);
            }
        };

        var refused = world.signIn(about("ada", email)).expect(401, "AUTH.SSO_TOKEN_INVALID");

        assertThat(refused.header("Set-Cookie")).isNull();
        assertThat(refused.body()).doesNotContain(email);
    }

    @Test
    void anIdTokenIsTakenWithinTheSkewOfClocks() {
        provider.idToken = grant -> provider.sign(grant.claims()
                .issueTime(Date.from(Instant.now().plusSeconds(20)))
                .claim("azp", FakeProvider.CLIENT)
                .build());

        world.signIn(about("ada", email)).expect(303);
    }

    @Test
    void aStateIsOfTheBrowserThatBegan() {
        var attacker = world.begin();
        var victim = world.begin();
        var stolen = provider.signIn(attacker.location(), about("ada", email));

        victim.comeBack(stolen).expect(400, "AUTH.SSO_STATE_INVALID");
        product.asNobody().get(stolen.callback()).expect(400, "AUTH.SSO_STATE_INVALID");

        attacker.comeBack(stolen).expect(303);
    }

    @Test
    void aPageOfAnotherSiteBeginsNothing() {
        var path = "/api/auth/sso/start?organizationId=" + world.organization.id();

        product.asNobody().withHeader("Sec-Fetch-Site", "cross-site").get(path).expect(403, "AUTH.CROSS_SITE");

        product.asNobody().withHeader("Sec-Fetch-Site", "same-origin").get(path).expect(303);
        product.asNobody().withHeader("Sec-Fetch-Site", "none").get(path).expect(303);
    }

    @Test
    void aStateIsGoodOnce() {
        var browser = world.begin();
        var grant = provider.signIn(browser.location(), about("ada", email));
        browser.comeBack(grant).expect(303);

        browser.comeBack(grant).expect(400, "AUTH.SSO_STATE_INVALID");
    }

    @Test
    void aStateIsOfTheOrganizationItWasBegunFor() {
        var other = new SsoWorld(BENCH, product, provider);
        var browser = world.begin();
        var grant = provider.signIn(browser.location(), about("ada", email));
        var steered = grant.callback()
                .replace(
                        world.organization.id().toString(),
                        other.organization.id().toString());

        browser.http().get(steered).expect(400, "AUTH.SSO_STATE_INVALID");
    }

    @Test
    void aStateIsOverWhenItTookTooLongOrTheConfigurationIsAnother() {
        var slow = world.begin();
        BENCH.sql(
                "update guildhall.sso_attempt set expires_at = now() where organization_id = $1",
                world.organization.id().value());
        var changed = world.begin();
        world.configure(new JsonObject().put("jitProvisioning", true));

        slow.comeBack(provider.signIn(slow.location(), about("ada", email))).expect(400, "AUTH.SSO_STATE_INVALID");
        changed.comeBack(provider.signIn(changed.location(), about("ada", email)))
                .expect(400, "AUTH.SSO_STATE_INVALID");
    }

    @Test
    void aCodeIsGoodOnceAndForTheBrowserItWasGivenTo() {
        var first = world.begin();
        var grant = provider.signIn(first.location(), about("ada", email));
        first.comeBack(grant).expect(303);
        var second = world.begin();
        var other = provider.signIn(second.location(), about("eve", email));
        var third = world.begin();
        var fresh = provider.signIn(third.location(), about("ada", email));

        // A code that was used, in a sign-in of one's own.
        second.http().get(other.callback().replace(other.code(), grant.code())).expect(401, "AUTH.SSO_TOKEN_INVALID");
        // A code that was not used, but belongs to the challenge of another browser.
        var fourth = world.begin();
        var mine = provider.signIn(fourth.location(), about("eve", email));
        fourth.http().get(mine.callback().replace(mine.code(), fresh.code())).expect(401, "AUTH.SSO_TOKEN_INVALID");
    }

    @Test
    void anotherProviderCannotAnswerForThisOne() {
        var browser = world.begin();
        var grant = provider.signIn(browser.location(), about("ada", email));

        browser.http().get(grant.callback() + "&iss=https://login.evil.example").expect(401, "AUTH.SSO_TOKEN_INVALID");
    }

    @Test
    void whatTheProviderRefusesIsRefused() {
        var browser = world.begin();
        var grant = provider.signIn(browser.location(), about("ada", email));
        var path = grant.callback().substring(0, grant.callback().indexOf('?'));

        var denied = browser.http().get(path + "?state=" + grant.state() + "&error=access_denied&error_description=no");

        denied.expect(403, "AUTH.SSO_DENIED");
        assertThat(denied.body()).contains("access_denied");
        var other = world.begin();
        var state = provider.signIn(other.location(), about("ada", email)).state();
        var injected = other.http().get(path + "?state=" + state + "&error=%3Cscript%3E");
        assertThat(injected.expect(403, "AUTH.SSO_DENIED").body()).doesNotContain("script");
        browser.http().get(path + "?code=1").expect(400, "REQUEST.INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/%5Cevil.example",
                "/%09/evil.example",
                "%2F%2Fevil.example",
                "javascript:alert(1)",
                "evil.example",
                "/a%0D%0ASet-Cookie:x=1",
                "%20/x"
            })
    void nobodyIsSentToAnotherPlace(String redirect) {
        var refused = product.asNobody()
                .get("/api/auth/sso/start?organizationId=" + world.organization.id() + "&redirect=" + redirect)
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("redirect");
    }
}
