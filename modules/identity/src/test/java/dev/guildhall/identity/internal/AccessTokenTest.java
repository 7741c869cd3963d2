package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static RSAKey key;
    private static UserProfile ada;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        node = new IdentityNode(BENCH);
        ada = node.user();
        token = node.login(ada).getString("accessToken");
        var row = BENCH.sql("select kid, sealed_private_jwk from guildhall.signing_key")
                .iterator()
                .next();
        var purpose = "signing_key/" + row.getString("kid") + "/private_jwk";
        key = RSAKey.parse(IdentityNode.SECRETS.open(purpose, row.getString("sealed_private_jwk")));
    }

    @Test
    void isAnRs256JwtThatAnybodyCanVerifyByThePublishedKeys() throws Exception {
        var published =
                JWKSet.parse(node.http.get("/.well-known/jwks.json").expect(200).body());

        var jwt = SignedJWT.parse(token);

        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        var verifying = published.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
        assertThat(jwt.verify(new RSASSAVerifier(verifying))).isTrue();
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(ada.id().toString());
        assertThat(claims.getIssuer()).isEqualTo("http://guildhall.test");
        assertThat(claims.getAudience()).containsExactly("guildhall");
        assertThat(claims.getClaims().keySet())
                .containsExactlyInAnyOrder("sub", "sid", "iss", "aud", "iat", "exp", "jti", "auth_time", "amr", "acr");
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(900_000);
    }

    @Test
    void publishesPublicKeysOnly() {
        var answer = node.http.get("/.well-known/jwks.json").expect(200);

        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).contains("max-age=300");
        for (var published : answer.json().getJsonArray("keys")) {
            assertThat(((JsonObject) published).fieldNames())
                    .containsExactlyInAnyOrder("kty", "e", "use", "kid", "alg", "n");
        }
    }

    @Test
    void tellsVerifiersWhereTheKeysAre() {
        var configuration =
                node.http.get("/.well-known/openid-configuration").expect(200).json();

        assertThat(configuration.getString("issuer")).isEqualTo("http://guildhall.test");
        assertThat(configuration.getString("jwks_uri")).isEqualTo("http://guildhall.test/.well-known/jwks.json");
        assertThat(configuration.getJsonArray("id_token_signing_alg_values_supported"))
                .isEqualTo(new JsonArray().add("RS256"));
    }

    @Test
    void givesTheActorBehindIt() {
        var actor = Await.result(node.identity.authenticator().bearer(token));

        assertThat(actor.user()).isEqualTo(ada.id());
        assertThat(actor.email()).isEqualTo(ada.email());
        assertThat(actor.roles()).containsExactly(PlatformRole.USER);
        assertThat(actor.credential().kind()).isEqualTo(Credential.Kind.ACCESS_TOKEN);
        assertThat(actor.credential().scopes()).isEmpty();
        assertThat(actor.credential().expiresAt())
                .isBetween(Instant.now(), Instant.now().plusSeconds(900));
    }

    @Test
    void worksWhenSignedByUsWithTheRightClaims() throws Exception {
        accepted(signed(claims().build(), header(key.getKeyID()), new RSASSASigner(key)));
    }

    @Test
    void isRefusedWithoutASignature() throws Exception {
        var none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        var noneWithKey = base64("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + key.getKeyID() + "\"}");
        var payload = token.split("\\.", -1)[1];

        refused(none + "." + payload + ".");
        refused(none + "." + payload);
        refused(noneWithKey + "." + payload + ".");
        refused(noneWithKey + "." + payload + "." + token.split("\\.", -1)[2]);
        refused(token.substring(0, token.lastIndexOf('.') + 1));
        refused(token.substring(0, token.lastIndexOf('.')));
    }

    @Test
    void isRefusedWhenThePublicKeyWasTakenForASharedSecret() throws Exception {
        var publicKey = key.toPublicJWK().toJSONString();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        for (var secret : List.of(publicKey, pem, key.getModulus().toString())) {
            var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .keyID(key.getKeyID())
                    .build();

            refused(signed(claims().build(), header, new MACSigner(secret.getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void isRefusedWithAnotherAlgorithmOfTheSameKey() throws Exception {
        for (var algorithm : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();

            refused(signed(claims().build(), header, new RSASSASigner(key.toPrivateKey())));
        }
    }

    @Test
    void isRefusedWithAKeyThatIsNotOurs() throws Exception {
        var stranger = new RSAKeyGenerator(2048).keyID("stranger").generate();

        refused(signed(claims().build(), header("stranger"), new RSASSASigner(stranger)));
        refused(signed(claims().build(), header(key.getKeyID()), new RSASSASigner(stranger)));
        refused(signed(claims().build(), header(null), new RSASSASigner(stranger)));
        refused(signed(claims().build(), header(null), new RSASSASigner(key)));
        var bringsItsOwn = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .jwk(stranger.toPublicJWK())
                .build();
        refused(signed(claims().build(), bringsItsOwn, new RSASSASigner(stranger)));
    }

    @Test
    void isRefusedFromAnotherIssuerOrForAnotherAudience() throws Exception {
        var signer = new RSASSASigner(key);
        var header = header(key.getKeyID());

        refused(signed(claims().issuer("http://evil.test").build(), header, signer));
        refused(signed(claims().issuer(null).build(), header, signer));
        refused(signed(claims().audience("other").build(), header, signer));
        refused(signed(claims().audience((String) null).build(), header, signer));
    }

    @Test
    void isRefusedOnceItHasExpired() throws Exception {
        var past = Date.from(Instant.now().minusSeconds(1));

        refused(signed(claims().expirationTime(past).build(), header(key.getKeyID()), new RSASSASigner(key)));
        refused(signed(claims().expirationTime(null).build(), header(key.getKeyID()), new RSASSASigner(key)));
    }

    @Test
    void isRefusedWithClaimsThatAreMissingOrOfTheWrongType() throws Exception {
        var signer = new RSASSASigner(key);
        var header = header(key.getKeyID());

        refused(signed(claims().subject(null).build(), header, signer));
        refused(signed(claims().subject("not a uuid").build(), header, signer));
        refused(signed(claims().claim("sid", null).build(), header, signer));
        refused(signed(claims().claim("sid", 42).build(), header, signer));
        refused(signed(claims().claim("sid", Map.of()).build(), header, signer));
        refused(signed(claims().claim("aud", 42).build(), header, signer));
        refused(signed(claims().claim("sid", Ids.next().toString()).build(), header, signer));
    }

    @Test
    void isRefusedWhenAnyPartWasChanged() {
        var parts = token.split("\\.", -1);
        var claims = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        var forged = base64(claims.put("sub", node.user().id().toString()).encode());
        refused(parts[0] + "." + forged + "." + parts[2]);

        for (var at = 0; at < token.length() - 1; at += 7) {
            var changed = new StringBuilder(token);
            changed.setCharAt(at, changed.charAt(at) == 'A' ? 'B' : 'A');
            refused(changed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                ".",
                "..",
                "...",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "e30.e30.e30",
                "bnVsbA.e30.AA",
                "W10.e30.AA",
                "IjEi.e30.AA",
                "ghl_pat_x",
                "%%%.%%%.%%%",
                "eyJhbGciOlsiUlMyNTYiXSwia2lkIjp7fX0.e30.AA"
            })
    void isRefusedWhenItIsNoJwt(String garbage) {
        refused(garbage);
    }

    @Test
    void isRefusedWhenItIsTooLong() {
        refused("a".repeat(8_000));
        node.http.withBearer("a".repeat(30_000)).get("/api/auth/me").expect(431);
    }

    @Test
    void isRefusedInAnyOtherScheme() {
        node.http
                .withHeader("Authorization", "Basic " + token)
                .get("/api/auth/me")
                .expect(401, "AUTH.TOKEN_INVALID");
        node.http.withHeader("Authorization", token).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http
                .withHeader("Authorization", "bearer " + token)
                .get("/api/auth/me")
                .expect(200);
    }

    @Test
    void isNotHeardWhereACookieIsForgedBesideIt() {
        node.http
                .withBearer(token)
                .withHeader("Cookie", "guildhall_session=forged")
                .get("/api/auth/me")
                .expect(200);
    }

    private static JWTClaimsSet.Builder claims() throws Exception {
        return new JWTClaimsSet.Builder(SignedJWT.parse(token).getJWTClaimsSet());
    }

    private static JWSHeader header(String kid) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build();
    }

    private static String signed(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) throws Exception {
        var jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void accepted(String presented) {
        node.http.withBearer(presented).get("/api/auth/me").expect(200);
    }

    private static void refused(String presented) {
        node.http.withBearer(presented).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
    }
}
