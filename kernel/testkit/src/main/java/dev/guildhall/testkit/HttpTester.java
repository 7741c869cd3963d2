package dev.guildhall.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A client of the running server that speaks plain HTTP, as any client would. Immutable; safe for many threads. */
public final class HttpTester {

    private static final int MOST_RETURNS = 100;
    private static final Executor AFTER_A_WHILE = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final String base;
    private final JsonObject contract;
    private final AnswerCheck answers;
    private final Map<String, String> headers;

    HttpTester(String base, JsonObject contract, AnswerCheck answers) {
        this(base, contract, answers, Map.of());
    }

    private HttpTester(String base, JsonObject contract, AnswerCheck answers, Map<String, String> headers) {
        this.base = base;
        this.contract = contract;
        this.answers = answers;
        this.headers = headers;
    }

    /** A client of a server that was started elsewhere. */
    public static HttpTester of(String base) {
        return of(base, AnswerCheck.none());
    }

    /** The same, of which all answers must be as a contract declares them. */
    public static HttpTester of(String base, AnswerCheck answers) {
        return new HttpTester(base, new JsonObject(), answers);
    }

    public HttpTester withBearer(String token) {
        return withHeader("Authorization", "Bearer " + token);
    }

    public HttpTester withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new HttpTester(base, contract, answers, all);
    }

    public String base() {
        return base;
    }

    /** The OpenAPI document that is served. */
    public JsonObject contract() {
        return contract;
    }

    public Response get(String path) {
        return send("GET", path, null);
    }

    public Response delete(String path) {
        return send("DELETE", path, null);
    }

    public Response post(String path, Object json) {
        return send("POST", path, text(json));
    }

    public Response put(String path, Object json) {
        return send("PUT", path, text(json));
    }

    public Response patch(String path, Object json) {
        return send("PATCH", path, text(json));
    }

    /** Sends a body as it is, with {@code Content-Type: application/json} unless a header says otherwise. */
    public Response send(String method, String path, String body) {
        return exchange(request(method, path, body));
    }

    private Response exchange(HttpRequest request) {
        try {
            return new Response(answers.check(CLIENT.send(request, BodyHandlers.ofString())));
        } catch (IOException failure) {
            throw new AssertionError(request.method() + " " + request.uri() + " failed", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Posts a form of parts (RFC 7578), files and fields. */
    public Response upload(String path, Part... parts) {
        var boundary = "----guildhall-" + UUID.randomUUID();
        var body = new ByteArrayOutputStream();
        for (var part : parts) {
            body.writeBytes(("--" + boundary + "\r\n" + part.head() + "\r\n\r\n").getBytes(UTF_8));
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(UTF_8));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
        return sendBytes("POST", path, "multipart/form-data; boundary=" + boundary, body.toByteArray());
    }

    /** A part of a form. */
    public record Part(String head, byte[] content) {

        public static Part file(String name, String filename, byte[] content) {
            var head = "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename
                    + "\"\r\nContent-Type: application/octet-stream";
            return new Part(head, content);
        }

        public static Part field(String name, String value) {
            return new Part("Content-Disposition: form-data; name=\"" + name + "\"", value.getBytes(UTF_8));
        }
    }

    /** Sends bytes as they are. */
    public Response sendBytes(String method, String path, String contentType, byte[] body) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", contentType);
        headers.forEach(request::header);
        return exchange(request.method(method, BodyPublishers.ofByteArray(body)).build());
    }

    /** Like {@link #send}, without waiting, for many at once. */
    public CompletableFuture<Response> sendAsync(String method, String path, Object json) {
        return CLIENT.sendAsync(request(method, path, text(json)), BodyHandlers.ofString())
                .thenApply(answer -> new Response(answers.check(answer)));
    }

    /**
     * The same, sent again while the answer is that the service has too much to do and to come back, as one that hashes
     * passwords says on a machine that is busy with other things.
     */
    public CompletableFuture<Response> sendPatiently(String method, String path, Object json) {
        return sendPatiently(method, path, json, MOST_RETURNS);
    }

    private CompletableFuture<Response> sendPatiently(String method, String path, Object json, int returns) {
        return sendAsync(method, path, json)
                .thenCompose(answer -> answer.status() == 503 && returns > 0
                        ? CompletableFuture.runAsync(() -> {}, AFTER_A_WHILE)
                                .thenCompose(waited -> sendPatiently(method, path, json, returns - 1))
                        : CompletableFuture.completedFuture(answer));
    }

    /** Opens a stream; completes with all that came when the server ends it, and fails when it breaks off. */
    public CompletableFuture<String> stream(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path));
        headers.forEach(request::header);
        var status = new CompletableFuture<Integer>();
        var ended = CLIENT.sendAsync(request.build(), answer -> {
                    status.complete(answer.statusCode());
                    return BodySubscribers.ofString(UTF_8);
                })
                .whenComplete((answer, failure) -> status.complete(0));
        assertThat(status.join()).as(path).isEqualTo(200);
        return ended.thenApply(HttpResponse::body);
    }

    private HttpRequest request(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    private static String text(Object json) {
        return json == null ? null : json.toString();
    }

    /** An answer, with the questions tests ask of one. */
    public record Response(HttpResponse<String> raw) {

        public int status() {
            return raw.statusCode();
        }

        public String body() {
            return raw.body();
        }

        public String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }

        /** All of a name, as of cookies. */
        public List<String> headers(String name) {
            return raw.headers().allValues(name);
        }

        public JsonObject json() {
            return new JsonObject(raw.body());
        }

        /** The {@code data} of a success. */
        public JsonObject data() {
            assertThat(json().getString("code")).as(raw.body()).isEqualTo("SUCCESS");
            return json().getJsonObject("data");
        }

        public JsonArray list() {
            assertThat(json().getString("code")).as(raw.body()).isEqualTo("SUCCESS");
            return json().getJsonArray("data");
        }

        /** Demands the status, and gives the response back for more questions. */
        public Response expect(int status) {
            assertThat(raw.statusCode())
                    .as(raw.request().method() + " " + raw.uri() + ": " + raw.body())
                    .isEqualTo(status);
            return this;
        }

        /** Demands an error in the product's envelope. */
        public Response expect(int status, String code) {
            expect(status);
            assertThat(json().getString("code")).as(raw.body()).isEqualTo(code);
            assertThat(json().getString("message")).isNotBlank();
            assertThat(json().getString("requestId")).isEqualTo(header("X-Request-Id"));
            return this;
        }
    }
}
