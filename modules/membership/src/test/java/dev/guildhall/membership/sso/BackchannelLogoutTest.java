package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Providers that say when somebody has signed out there. */
class BackchannelLogoutTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;
    private UserId ada;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("logout").assemble());
        provider = new FakeProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void anOrganizationHasAMember() {
        world = new SsoWorld(BENCH, product, provider);
        ada = world.member();
    }

    private HttpTester signedIn(String sid) {
        Map<String, Object> claims = new HashMap<>(about("ada", world.addressOf(ada)));
        claims.put("sid", sid);
        return world.signedIn(world.signIn(claims));
    }

    private static JWTClaimsSet.Builder logout() {
        return new JWTClaimsSet.Builder()
                .issuer(provider.issuer())
                .audience(FakeProvider.CLIENT)
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                .jwtID(UUID.randomUUID().toString())
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    private Response tell(String token) {
        return tell("logout_token=" + URLEncoder.encode(token, UTF_8), "application/x-www-form-urlencoded");
    }

    private Response tell(String body, String type) {
        return product.asNobody()
                .sendBytes(
                        "POST",
                        "/api/auth/sso/" + world.organization.id() + "/backchannel-logout",
                        type,
                        body.getBytes(UTF_8));
    }

    @Test
    void theSessionThatIsOverThereEndsHere() {
        var one = signedIn("s1");
        var other = signedIn("s2");

        tell(provider.sign(logout().claim("sid", "s1").build())).expect(200);

        one.get("/api/auth/me").expect(401);
        other.get("/api/auth/me").expect(200);
        var logged = product.asAdministrator()
                .get("/api/admin/audit?pageSize=1")
                .expect(200)
                .list()
                .getJsonObject(0);
        assertThat(logged.getString("action")).isEqualTo("user.session_ended");
        assertThat(logged.getJsonObject("after").getString("reason")).isEqualTo("PROVIDER_SIGNED_OUT");
    }

    @Test
    void allSessionsOfTheSubjectThatThisProviderOpenedEnd() {
        var one = signedIn("s1");
        var other = signedIn("s2");
        var byPassword = product.asNobody()
                .post(
                        "/api/auth/login",
                        new JsonObject().put("email", world.addressOf(ada)).put("password", TestProduct.PASSWORD))
                .expect(200)
                .data()
                .getString("accessToken");

        var told = tell(provider.sign(logout().subject("ada").build())).expect(200);

        assertThat(told.header("Cache-Control")).isEqualTo("no-store");
        one.get("/api/auth/me").expect(401);
        other.get("/api/auth/me").expect(401);
        product.asNobody().withBearer(byPassword).get("/api/auth/me").expect(200);
    }

    @Test
    void aSuspendedOrganizationsSessionsEndAsWell() {
        var session = signedIn("s1");
        product.asAdministrator()
                .patch(world.organization.path(), new JsonObject().put("status", "SUSPENDED"))
                .expect(200);

        tell(provider.sign(logout().subject("ada").build())).expect(200);

        session.get("/api/auth/me").expect(401);
    }

    @Test
    void theSameMessageLaterEndsNothingMore() {
        var message = provider.sign(logout().subject("ada")
                .issueTime(Date.from(Instant.now().minusSeconds(50)))
                .build());
        var later = signedIn("s1");

        tell(message).expect(200);

        later.get("/api/auth/me").expect(200);
    }

    @Test
    void anotherOrganizationsProviderEndsNothing() throws IOException {
        var session = signedIn("s1");
        var other = new SsoWorld(BENCH, product, provider);

        product.asNobody()
                .sendBytes(
                        "POST",
                        "/api/auth/sso/" + other.organization.id() + "/backchannel-logout",
                        "application/x-www-form-urlencoded",
                        ("logout_token=" + provider.sign(logout().subject("ada").build())).getBytes(UTF_8))
                .expect(200);

        session.get("/api/auth/me").expect(200);
    }

    @Test
    void whatIsForgedEndsNothing() {
        var session = signedIn("s1");

        refused(FakeProvider.sign(
                FakeProvider.STRANGE_KEY,
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(provider.key.getKeyID()),
                logout().subject("ada").build()));
        refused(new PlainJWT(logout().subject("ada").build()).serialize());
        refused("no token");
        refused(provider.sign(
                logout().subject("ada").issuer("https://login.evil.example").build()));
        refused(provider.sign(logout().subject("ada").audience("someone-else").build()));
        refused(provider.sign(logout().subject("ada").claim("events", null).build()));
        refused(provider.sign(logout().subject("ada").claim("nonce", "n").build()));
        refused(provider.sign(logout().subject("ada").jwtID(null).build()));
        refused(provider.sign(logout().subject("ada")
                .expirationTime(Date.from(Instant.now().minusSeconds(200)))
                .build()));
        refused(provider.sign(logout().build()));

        session.get("/api/auth/me").expect(200);
    }

    private void refused(String token) {
        tell(token).expect(401, "AUTH.SSO_TOKEN_INVALID");
    }

    @Test
    void aFormIsReadAsStrictlyAsJson() {
        tell("logout_token=a&logout_token=b", "application/x-www-form-urlencoded")
                .expect(400, "REQUEST.INVALID");
        tell("other=a", "application/x-www-form-urlencoded").expect(400, "REQUEST.INVALID");
        tell("{\"logout_token\":\"a\"}", "application/json").expect(401, "AUTH.SSO_TOKEN_INVALID");
        tell("logout_token=a", "text/plain").expect(415);
    }
}
