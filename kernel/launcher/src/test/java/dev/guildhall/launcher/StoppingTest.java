package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a server that is asked to stop while they use it. */
class StoppingTest {

    private static final int CLIENTS = 24;
    private static final String BODY = "{\"type\":\"order.placed\",\"data\":{\"n\":1}}";

    @TempDir
    static Path directory;

    @Test
    void everyRequestOnAConnectionThatIsKeptIsAnsweredUntilTheConnectionIsSaidToClose() throws Exception {
        try (var product = RunningProduct.start(directory.resolve("data"))) {
            var admin = product.signInAsAdmin();
            var workspace = admin.post(
                            "/api/workspaces",
                            new JsonObject().put("key", "acme").put("name", "Acme"))
                    .expect(200)
                    .data()
                    .getString("id");
            var path = "/api/workspaces/" + workspace + "/events";
            var token = product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD);
            var begun = new CountDownLatch(CLIENTS);
            var clients = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> CompletableFuture.supplyAsync(
                            () -> publishUntilTold(product.http().base(), path, token, begun),
                            command -> new Thread(command).start()))
                    .toList();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(product.stop()).isEqualTo(143);

            assertThat(clients)
                    .allSatisfy(client ->
                            assertThat(client.get(20, TimeUnit.SECONDS)).isEqualTo("told"));
        }
    }

    @Test
    void itSaysThatItIsNotReadyBeforeItStopsServing() throws Exception {
        try (var product = RunningProduct.start(directory.resolve("slow"), "--shutdown-delay=3")) {
            var client = product.signInAsAdmin();
            client.get("/health/ready").expect(200);

            var stopping = CompletableFuture.supplyAsync(() -> stop(product));

            Await.until(() ->
                    assertThat(client.get("/health/ready").expect(503).body()).contains("about to stop"));
            for (var request = 0; request < 20; request++) {
                client.get("/api/auth/me").expect(200);
            }
            client.get("/health/live").expect(200);
            assertThat(stopping.get(20, TimeUnit.SECONDS)).isEqualTo(143);
        }
    }

    private static int stop(RunningProduct product) {
        try {
            return product.stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Publishes event after event; gives how it ended, which is well when an answer said that it was the last. */
    private static String publishUntilTold(String base, String path, String token, CountDownLatch begun) {
        var address = URI.create(base);
        var request = ("POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                .getBytes(StandardCharsets.ISO_8859_1);
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (var answers = 0; ; answers++) {
                socket.getOutputStream().write(request);
                var status = in.readLine();
                if (status == null || !status.contains(" 202 ")) {
                    return "after " + answers + " answers: " + status;
                }
                if (isLast(in)) {
                    return "told";
                }
                if (answers == 3) {
                    begun.countDown();
                }
            }
        } catch (IOException cut) {
            return cut.toString();
        }
    }

    private static boolean isLast(BufferedReader in) throws IOException {
        var last = false;
        var length = 0;
        for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            last |= line.equalsIgnoreCase("Connection: close");
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        for (var read = 0; read < length; read++) {
            in.read();
        }
        return last;
    }
}
