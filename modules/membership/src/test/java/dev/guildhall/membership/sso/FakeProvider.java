package dev.guildhall.membership.sso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An OpenID provider that takes nothing but what it must, and tells what the test wants it to tell. */
final class FakeProvider implements AutoCloseable {

    static final String CLIENT = "guildhall";
    static final String SECRET = "s3cret:+/ &";

    /** A key that no provider has; to make one takes a while. */
    static final RSAKey STRANGE_KEY = newKey();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile RSAKey key = newKey();
    volatile Function<Grant, String> idToken = grant -> sign(grant.claims().build());
    volatile JsonObject described;
    volatile Answering answering = FakeProvider::answer;

    FakeProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            answering.answer(this, exchange);
        });
        server.start();
        described = description();
    }

    /** How a request is answered. */
    interface Answering {
        void answer(FakeProvider provider, HttpExchange exchange) throws IOException;
    }

    /** What somebody agreed to who signed in here. */
    record Grant(
            String code, String state, String nonce, String challenge, String redirect, Map<String, Object> about) {

        JWTClaimsSet.Builder claims() {
            var now = Instant.now();
            var claims = new JWTClaimsSet.Builder()
                    .audience(CLIENT)
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plusSeconds(300)))
                    .claim("nonce", nonce);
            about.forEach(claims::claim);
            return claims;
        }

        /** Where the browser goes then, at the host it has come from. */
        String callback() {
            return URI.create(redirect).getRawPath() + "?state=" + state + "&code=" + code + "&session_state=other";
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    JsonObject description() {
        return new JsonObject()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer() + "/authorize")
                .put("token_endpoint", issuer() + "/token")
                .put("jwks_uri", issuer() + "/jwks")
                .put("response_types_supported", new JsonArray().add("code"))
                .put("subject_types_supported", new JsonArray().add("public"))
                .put("id_token_signing_alg_values_supported", new JsonArray().add("RS256"));
    }

    /** The configuration by which it is used. */
    JsonObject configuration() {
        return new JsonObject()
                .put("provider", "OIDC")
                .put("issuerUrl", issuer())
                .put("clientId", CLIENT)
                .put("clientSecret", SECRET);
    }

    /** What its user, of whom it says this, is sent back with from the place that their browser was sent to. */
    Grant signIn(String location, Map<String, Object> about) {
        assertThat(location).startsWith(issuer() + "/authorize?");
        var query = form(URI.create(location).getRawQuery());
        assertThat(query).containsEntry("response_type", "code").containsEntry("client_id", CLIENT);
        assertThat(query).containsEntry("code_challenge_method", "S256");
        assertThat(query.get("code_challenge")).hasSize(43);
        assertThat(query.get("state")).hasSizeGreaterThan(40);
        assertThat(query.get("nonce")).hasSizeGreaterThan(40);
        assertThat(query.get("scope").split(" ")).contains("openid", "email");
        assertThat(query.get("redirect_uri")).endsWith("/callback");
        var claims = new HashMap<String, Object>(Map.of("iss", issuer()));
        claims.putAll(about);
        var grant = new Grant(
                UUID.randomUUID().toString(),
                query.get("state"),
                query.get("nonce"),
                query.get("code_challenge"),
                query.get("redirect_uri"),
                claims);
        codes.put(grant.code(), grant);
        return grant;
    }

    String sign(JWTClaimsSet claims) {
        return sign(key, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()), claims);
    }

    static String sign(RSAKey key, JWSHeader.Builder header, JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(header.build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException failed) {
            throw new AssertionError(failed);
        }
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException failed) {
            throw new AssertionError(failed);
        }
    }

    void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/.well-known/openid-configuration" -> send(exchange, 200, described.encode());
            case "/jwks" -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
            case "/token" -> token(exchange);
            default -> send(exchange, 404, "{}");
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        var sent = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        var basic = Base64.getEncoder().encodeToString((CLIENT + ":s3cret%3A%2B%2F+%26").getBytes(UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        var grant = codes.remove(sent.getOrDefault("code", ""));
        if (grant == null
                || !"authorization_code".equals(sent.get("grant_type"))
                || !grant.redirect().equals(sent.get("redirect_uri"))
                || !grant.challenge().equals(challenge(sent.getOrDefault("code_verifier", "")))) {
            send(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        var tokens = new JsonObject()
                .put("access_token", "opaque")
                .put("token_type", "Bearer")
                .put("id_token", idToken.apply(grant));
        send(exchange, 200, tokens.encode());
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    static Map<String, String> form(String text) {
        var fields = new HashMap<String, String>();
        var twice = new ArrayList<String>();
        for (var pair : text.split("&")) {
            var at = pair.indexOf('=');
            var name = URLDecoder.decode(pair.substring(0, at), UTF_8);
            if (fields.put(name, URLDecoder.decode(pair.substring(at + 1), UTF_8)) != null) {
                twice.add(name);
            }
        }
        assertThat(twice).isEmpty();
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
