package dev.guildhall.benchmark;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of an OpenID provider as a sign-in needs: its users agree at once, and its ID tokens are signed by RS256. It takes
 * a code for the verifier of its challenge, once.
 */
final class OpenIdProvider implements AutoCloseable {

    private static final String CLIENT = "guildhall";
    private static final String SECRET = "benchmark-secret";

    private final RSAKey key;
    private final HttpServer server;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();

    private OpenIdProvider(Vertx vertx) throws JOSEException {
        this.key = new RSAKeyGenerator(2048).keyID("benchmark").generate();
        this.server = vertx.createHttpServer().requestHandler(this::answer);
    }

    static OpenIdProvider start(Vertx vertx) throws Exception {
        var provider = new OpenIdProvider(vertx);
        Hall.await(provider.server.listen(0, "127.0.0.1"));
        return provider;
    }

    private record Grant(String email, String nonce, String challenge, String redirect) {}

    /** How an organization is told to use it. */
    JsonObject configuration() {
        return new JsonObject()
                .put("provider", "OIDC")
                .put("issuerUrl", issuer())
                .put("clientId", CLIENT)
                .put("clientSecret", SECRET);
    }

    /** Where the browser of its user is sent that was sent here. */
    URI agree(URI sentTo, String email) {
        var asked = new QueryStringDecoder(sentTo.toString()).parameters();
        var code = UUID.randomUUID().toString();
        var redirect = asked.get("redirect_uri").get(0);
        codes.put(
                code,
                new Grant(
                        email,
                        asked.get("nonce").get(0),
                        asked.get("code_challenge").get(0),
                        redirect));
        var state = URLEncoder.encode(asked.get("state").get(0), StandardCharsets.UTF_8);
        return URI.create(redirect + "?state=" + state + "&code=" + code);
    }

    private String issuer() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/.well-known/openid-configuration" -> send(request, 200, description());
            case "/jwks" -> send(request, 200, new JsonObject(new JWKSet(key.toPublicJWK()).toString()));
            case "/token" -> {
                request.setExpectMultipart(true);
                request.endHandler(read -> give(request));
            }
            default -> send(request, 404, new JsonObject());
        }
    }

    private JsonObject description() {
        return new JsonObject()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer() + "/authorize")
                .put("token_endpoint", issuer() + "/token")
                .put("jwks_uri", issuer() + "/jwks")
                .put("response_types_supported", JsonArray.of("code"))
                .put("subject_types_supported", JsonArray.of("public"))
                .put("id_token_signing_alg_values_supported", JsonArray.of("RS256"));
    }

    private void give(HttpServerRequest request) {
        var grant = codes.remove(request.getFormAttribute("code"));
        if (grant == null
                || !grant.redirect().equals(request.getFormAttribute("redirect_uri"))
                || !grant.challenge().equals(challenge(request.getFormAttribute("code_verifier")))) {
            send(request, 400, new JsonObject().put("error", "invalid_grant"));
            return;
        }
        var tokens = new JsonObject()
                .put("access_token", "opaque")
                .put("token_type", "Bearer")
                .put("id_token", idToken(grant));
        send(request, 200, tokens);
    }

    private String idToken(Grant grant) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .subject(grant.email())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", grant.nonce())
                .claim("email", grant.email())
                .claim("email_verified", true)
                .claim("name", "Somebody")
                .build();
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static void send(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode())
                .onFailure(failure -> System.err.println("The provider's answer was not sent: " + failure));
    }

    @Override
    public void close() throws Exception {
        Hall.await(server.close());
    }
}
