package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client of the product's API, signed in as one user for a quarter of an hour. Immutable; safe for many threads. */
final class ApiClient {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI base;
    private final String token;

    private ApiClient(URI base, String token) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
        this.base = base;
        this.token = token;
    }

    static ApiClient signIn(URI base, String email, String password) throws Exception {
        return new ApiClient(base, signedIn(base, email, password).getString("accessToken"));
    }

    /** Of a session of its own. */
    static String refreshToken(URI base, String email, String password) throws Exception {
        return signedIn(base, email, password).getString("refreshToken");
    }

    private static JsonObject signedIn(URI base, String email, String password) throws Exception {
        var credentials = new JsonObject().put("email", email).put("password", password);
        return new ApiClient(base, null)
                .call("POST", "/api/auth/login", credentials)
                .getJsonObject("data");
    }

    /** The same session, in no organization: it reaches all that is the user's, and outlives what they leave. */
    ApiClient outsideOrganizations() throws Exception {
        var answer = call("POST", "/api/auth/organization", new JsonObject().putNull("organizationId"));
        return new ApiClient(base, answer.getJsonObject("data").getString("accessToken"));
    }

    /** A client that acts by this token or key. */
    static ApiClient with(URI base, String credential) {
        return new ApiClient(base, credential);
    }

    static ApiClient anonymous(URI base) {
        return new ApiClient(base, null);
    }

    /** The server answered, and what it answered is an error. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;

        private Refused(String request, int status, String body) {
            super(request + " answered " + status + " " + body);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** The same user with connections of its own. */
    ApiClient reconnected() {
        return new ApiClient(base, token);
    }

    String token() {
        return token;
    }

    /** The whole body of the answer, empty when there was none; fails with an IOException when the connection does. */
    JsonObject call(String method, String path, JsonObject body) throws IOException, InterruptedException {
        if (body == null) {
            return send(request(path).method(method, BodyPublishers.noBody()).build());
        }
        return send(json(path)
                .method(method, BodyPublishers.ofString(body.encode()))
                .build());
    }

    /** Posts a text as it is. */
    JsonObject post(String path, String json) throws IOException, InterruptedException {
        return send(json(path).POST(BodyPublishers.ofString(json)).build());
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return call("GET", path, null);
    }

    /** All items of a list, page by page. */
    List<JsonObject> all(String path) throws IOException, InterruptedException {
        var items = new ArrayList<JsonObject>();
        var page = get(path + "?pageSize=1000");
        while (true) {
            page.getJsonArray("data").forEach(item -> items.add((JsonObject) item));
            var next = page.getString("nextPageToken");
            if (next == null) {
                return items;
            }
            page = get(path + "?pageSize=1000&pageToken=" + next);
        }
    }

    void upload(String path, Path artifact) throws IOException, InterruptedException {
        var boundary = "guildhall-benchmark-boundary";
        var head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\""
                + artifact.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofByteArray(Files.readAllBytes(artifact)),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body)
                .build());
    }

    /** Opens a stream of server-sent events; the answer's body goes on until the server or the reader ends it. */
    InputStream stream(String path, long lastEventId) throws IOException, InterruptedException {
        var request = request(path)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(lastEventId))
                .build();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new Refused("GET " + path, answer.statusCode(), "");
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private JsonObject send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new Refused(request.method() + " " + request.uri(), answer.statusCode(), answer.body());
        }
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    }
}
