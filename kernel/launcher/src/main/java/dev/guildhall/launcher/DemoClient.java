package dev.guildhall.launcher;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A client of the API as anyone could write it, signed in as one user. */
final class DemoClient {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String token;

    private DemoClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    static DemoClient signIn(URI base, String email, String password) throws Exception {
        var credentials = new JsonObject().put("email", email).put("password", password);
        var answer = new DemoClient(base, null).post("/api/auth/login", credentials);
        if (answer.status() != 200) {
            throw StartException.unknownLogin(email);
        }
        return new DemoClient(base, answer.data().getString("accessToken"));
    }

    /** An answer; {@code body} is the whole envelope, empty when there was none. */
    record Answer(int status, JsonObject body) {

        JsonObject data() {
            return body.getJsonObject("data");
        }

        String code() {
            return body.getString("code", "");
        }

        /** Demands a success, or failing that this code, which says that an earlier run did it already. */
        Answer orAlready(String code) throws IOException {
            if (status >= 300 && !code().equals(code)) {
                throw new IOException("The server answered " + status + " " + body);
            }
            return this;
        }

        Answer orFail() throws IOException {
            return orAlready("SUCCESS");
        }
    }

    String token() {
        return token;
    }

    Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    Answer delete(String path) throws Exception {
        return send(request(path).DELETE());
    }

    Answer post(String path, JsonObject body) throws Exception {
        return send(
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode())));
    }

    Answer upload(String path, String fileName, byte[] artifact) throws Exception {
        var boundary = "guildhall-demo-boundary";
        var head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofByteArray(artifact),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body));
    }

    /** Opens an event stream; the future completes with the first event that fits, and the stream is closed then. */
    CompletableFuture<JsonObject> firstEvent(String path, Predicate<JsonObject> wanted) throws Exception {
        var request = request(path).header("Accept", "text/event-stream").GET().build();
        HttpResponse<Stream<String>> opened = http.send(request, BodyHandlers.ofLines());
        return CompletableFuture.supplyAsync(() -> {
            try (var lines = opened.body()) {
                return lines.filter(line -> line.startsWith("data:"))
                        .map(line ->
                                new JsonObject(line.substring("data:".length()).strip()))
                        .filter(wanted)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("The event stream ended too early"));
            }
        });
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        var response = http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(), response.body().isBlank() ? new JsonObject() : new JsonObject(response.body()));
    }
}
