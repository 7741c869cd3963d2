package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Somebody's browser at an address that a trusted proxy tells: keeps its cookies, and follows nothing by itself. For one thread. */
final class Browser {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI base;
    private final String address;
    private final Map<String, String> cookies = new TreeMap<>();

    Browser(HttpClient http, URI base, String address) {
        this.http = http;
        this.base = base;
        this.address = address;
    }

    /** Where this sends it. */
    URI redirected(String path) throws IOException, InterruptedException {
        var answer = send(request(path).GET());
        return URI.create(answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException(path + " answered " + answer.statusCode() + " and goes nowhere")));
    }

    JsonObject post(String path) throws IOException, InterruptedException {
        return data(send(request(path).POST(BodyPublishers.noBody())));
    }

    JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        return data(send(
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode()))));
    }

    /** What is left of somebody who is signed out: that they were here. */
    void forgetSession() {
        cookies.remove("guildhall_session");
    }

    private static JsonObject data(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("data");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT).header("X-Forwarded-For", address);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        for (var header : answer.headers().allValues("Set-Cookie")) {
            HttpCookie.parse(header).forEach(cookie -> cookies.put(cookie.getName(), cookie.getValue()));
        }
        if (answer.statusCode() >= 400) {
            throw new IOException(answer.request().method() + " " + answer.uri().getPath() + " answered "
                    + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }
}
