package dev.guildhall.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody's webhook endpoint on this machine, which checks the Standard Webhooks signature as a careful one does. */
final class DemoReceiver implements AutoCloseable {

    private static final String SECRET_PREFIX = "whsec_";

    private final HttpServer server;
    private final CompletableFuture<JsonObject> received = new CompletableFuture<>();
    private final CompletableFuture<String> secret = new CompletableFuture<>();

    DemoReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", this::receive);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** The secret that the subscription was answered with. */
    void expectSignedWith(String webhookSecret) {
        secret.complete(webhookSecret);
    }

    /** Completes with the first event whose signature is right. */
    CompletableFuture<JsonObject> received() {
        return received;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var isRight = isSigned(exchange, body);
            exchange.sendResponseHeaders(isRight ? 204 : 401, -1);
            if (isRight) {
                received.complete(new JsonObject(new String(body, StandardCharsets.UTF_8)));
            }
        }
    }

    private boolean isSigned(HttpExchange exchange, byte[] body) {
        var headers = exchange.getRequestHeaders();
        var signed = headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + "."
                + new String(body, StandardCharsets.UTF_8);
        var expected = ("v1," + hmac(signed)).getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(headers.getFirst("webhook-signature").split(" "))
                .anyMatch(one -> MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), expected));
    }

    private String hmac(String text) {
        try {
            var key = Base64.getDecoder().decode(secret.join().substring(SECRET_PREFIX.length()));
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
