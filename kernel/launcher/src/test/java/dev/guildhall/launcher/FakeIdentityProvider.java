package dev.guildhall.launcher;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An OpenID provider whose page is on another site than the product: there people sign in as who they said they are, or do
 * not.
 */
final class FakeIdentityProvider implements AutoCloseable {

    static final String CLIENT = "guildhall";

    private static final int KEY_BITS = 2048;
    private static final int LIFE_SECONDS = 300;

    private final HttpServer server;
    private final RSAKey key;
    private final String product;
    private final Map<String, Map<String, String>> requests = new ConcurrentHashMap<>();

    /** @param product where browsers have come from */
    FakeIdentityProvider(String product) throws Exception {
        this.product = product;
        this.key = new RSAKeyGenerator(KEY_BITS).keyID("first").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var description = new JsonObject()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer().replace("127.0.0.1", "localhost") + "/authorize")
                .put("token_endpoint", issuer() + "/token")
                .put("jwks_uri", issuer() + "/keys")
                .put("response_types_supported", JsonArray.of("code"))
                .put("subject_types_supported", JsonArray.of("public"))
                .put("id_token_signing_alg_values_supported", JsonArray.of("RS256"));
        server.createContext("/.well-known/openid-configuration", exchange -> send(exchange, description.encode()));
        server.createContext("/keys", exchange -> send(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var request = form(exchange.getRequestURI().getRawQuery());
        var code = UUID.randomUUID().toString();
        requests.put(code, request);
        var back = product + URI.create(request.get("redirect_uri")).getRawPath() + "?state=" + request.get("state");
        send(exchange, "text/html; charset=utf-8", """
                <!doctype html><html lang="en"><title>Acme login</title><h1>Acme login</h1>
                <p><a href="%s&amp;code=%s">Sign in as %s</a></p>
                <p><a href="%s&amp;error=access_denied">Do not sign in</a></p>
                """.formatted(back, code, request.get("login_hint"), back));
    }

    private void token(HttpExchange exchange) throws IOException {
        var sent = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var request = requests.remove(sent.get("code"));
        var challenge = CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(sent.get("code_verifier")));
        if (!challenge.getValue().equals(request.get("code_challenge"))) {
            throw new IOException("The code was asked for by somebody else.");
        }
        send(
                exchange,
                new JsonObject()
                        .put("access_token", "opaque")
                        .put("token_type", "Bearer")
                        .put("id_token", idToken(request))
                        .encode());
    }

    private String idToken(Map<String, String> request) throws IOException {
        var now = Instant.now();
        var email = request.get("login_hint");
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .audience(CLIENT)
                        .subject("subject of " + email)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(LIFE_SECONDS)))
                        .claim("nonce", request.get("nonce"))
                        .claim("email", email)
                        .claim("email_verified", true)
                        .claim("name", "Person " + email)
                        .build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (Exception failed) {
            throw new IOException(failed);
        }
        return token.serialize();
    }

    private static Map<String, String> form(String text) {
        var fields = new HashMap<String, String>();
        for (var pair : text.split("&")) {
            var parts = pair.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        send(exchange, "application/json", json);
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
