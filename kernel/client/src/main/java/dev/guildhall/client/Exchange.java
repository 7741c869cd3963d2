package dev.guildhall.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Requests and their answers, as JSON over HTTP. */
final class Exchange {

    private static final String PREFIX = "/api/v2/protected/developer";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new Instants()))
            .build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final String base;
    private final String credential;

    Exchange(URI server, String credential) {
        this.base = server.toString().replaceFirst("/+$", "") + PREFIX;
        this.credential = credential;
    }

    <T> T get(String path, Class<T> type) {
        return read(send(request(path).GET(), true), type(type));
    }

    <T> Listing<T> list(String path, ListQuery query, Class<T> type) {
        var page = JSON.getTypeFactory().constructParametricType(Listing.Page.class, type);
        return new Listing<>(token ->
                read(send(request(path + Path.query(query.parameters(token))).GET(), true), page));
    }

    /** Repeated or not, it is done once: by its {@code Idempotency-Key}. */
    <T> T post(String path, Map<String, Object> body, Class<T> type) {
        var request = request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(write(body)));
        return read(send(request, true), type(type));
    }

    <T> T put(String path, Map<String, Object> body, Class<T> type) {
        return read(send(request(path).PUT(BodyPublishers.ofString(write(body))), true), type(type));
    }

    /** What was changed in between would be changed back by a second attempt, so there is none. */
    <T> T patch(String path, Map<String, Object> body, Class<T> type) {
        var request = request(path).method("PATCH", BodyPublishers.ofString(write(body)));
        return read(send(request, false), type(type));
    }

    void delete(String path) {
        send(request(path).DELETE(), true);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + credential)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder builder, boolean repeatable) {
        var request = builder.build();
        for (var attempt = 1; ; attempt++) {
            var last = attempt == ATTEMPTS;
            try {
                var answer = http.send(request, BodyHandlers.ofString());
                if (last || !repeatable || !PASSING.contains(answer.statusCode())) {
                    return accepted(answer, attempt);
                }
                pause(attempt, answer.headers().firstValue("Retry-After").orElse(""));
            } catch (IOException failure) {
                // What could not connect did not arrive, so that it is not done twice.
                if (last || !repeatable && !(failure instanceof ConnectException)) {
                    throw unreachable("The server cannot be reached: " + failure, failure);
                }
                pause(attempt, "");
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
        }
    }

    private static HttpResponse<String> accepted(HttpResponse<String> answer, int attempt) {
        var status = answer.statusCode();
        // An attempt before this one may have deleted it, and its answer been lost.
        var isGone = status == 404 && attempt > 1 && answer.request().method().equals("DELETE");
        if (status / 100 == 2 || isGone) {
            return answer;
        }
        throw refusal(status, answer.body());
    }

    private record Refusal(Error error) {

        private record Error(String code, String message, List<GuildhallException.Detail> details) {}
    }

    private static GuildhallException refusal(int status, String body) {
        return error(body)
                .map(error -> GuildhallException.of(status, error.code(), error.message(), error.details()))
                .orElseGet(() -> GuildhallException.of(
                        status, "HTTP." + status, "The answer has the status " + status + ".", List.of()));
    }

    // Who answers may be a proxy, which knows nothing of the API.
    private static Optional<Refusal.Error> error(String body) {
        try {
            return Optional.ofNullable(JSON.readValue(body, Refusal.class)).map(Refusal::error);
        } catch (JsonProcessingException notOurs) {
            return Optional.empty();
        }
    }

    private static void pause(int attempt, String retryAfter) {
        var longest = FIRST_PAUSE.multipliedBy(1L << attempt).toMillis();
        var millis = retryAfter.matches("\\d{1,9}")
                ? Long.parseLong(retryAfter) * 1_000
                : ThreadLocalRandom.current().nextLong(longest / 2, longest);
        try {
            Thread.sleep(Math.min(millis, LONGEST_PAUSE.toMillis()));
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static GuildhallException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return unreachable("The call was interrupted", interrupted);
    }

    private static GuildhallException unreachable(String message, Exception cause) {
        return new GuildhallException.Unavailable(0, "CLIENT.UNREACHABLE", message, cause);
    }

    private static JavaType type(Class<?> type) {
        return JSON.constructType(type);
    }

    private static <T> T read(HttpResponse<String> answer, JavaType type) {
        try {
            return JSON.readValue(answer.body(), type);
        } catch (JsonProcessingException notOurs) {
            throw new GuildhallException(
                    answer.statusCode(),
                    "CLIENT.ANSWER_UNREADABLE",
                    "The answer is not what is expected",
                    null,
                    notOurs);
        }
    }

    private static String write(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException neverForPlainValues) {
            throw new IllegalArgumentException(neverForPlainValues);
        }
    }

    /** As the API writes them: RFC 3339. */
    private static final class Instants extends StdDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        Instants() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.parse(parser.getText());
        }
    }
}
