package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.http.HttpLimits;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may cost before it is refused. */
class HttpBoundsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Duration SHORT = Duration.ofMillis(300);

    private static HttpTester http;

    @BeforeAll
    static void serve() {
        var times = new HttpLimits.Times(SHORT, SHORT, SHORT, SHORT, Duration.ofSeconds(10));
        var served = BENCH.serve(
                new TestAuthenticator(),
                new HttpContractTest.ReaderOfAcme(),
                times,
                HttpContractTest.module(new HttpContractTest.Notes()));
        http = served.withBearer(TestAuthenticator.user(new UserId(Ids.next())));
    }

    @Test
    void aFewOfManyFaultsAreTold() {
        var body = new JsonObject();
        for (var number = 0; number < 5_000; number++) {
            body.put("p" + number, 1);
        }

        var error = http.send("POST", "/api/notes", body.encode()).expect(400, "REQUEST.INVALID");

        assertThat(error.json().getJsonArray("details").size()).isLessThanOrEqualTo(50);
        assertThat(error.body()).hasSizeLessThan(8_000);
    }

    @Test
    void aLongNameIsNotEchoed() {
        var name = "n".repeat(30_000);
        var body = new JsonObject().put(name, 1).put("tags", new JsonArray().add(name));

        var error = http.post("/api/notes", body).expect(400, "REQUEST.INVALID");

        assertThat(error.body()).hasSizeLessThan(4_000);
        assertThat(http.get("/api/notes/" + "n".repeat(7_000))
                        .expect(404, "RESOURCE.NOT_FOUND")
                        .body())
                .hasSizeLessThan(2_000);
    }

    @Test
    void whatIsInsideOfTooManyItemsIsNotLookedAt() {
        var tags = new JsonArray();
        for (var number = 0; number < 15_000; number++) {
            tags.add(1);
        }

        var error = http.post("/api/notes", new JsonObject().put("tags", tags)).expect(400, "REQUEST.INVALID");

        assertThat(error.json().getJsonArray("details")).hasSize(1);
        assertThat(error.json().getString("message")).isEqualTo("tags has 15000 items; at most 3 are allowed");
    }

    @Test
    void aBodyIsAsLargeAsItsOperationNeeds() {
        http.post("/api/notes/large", new JsonObject().put("text", "x".repeat(200_000)))
                .expect(200);
        http.post("/api/notes", new JsonObject().put("title", "x".repeat(70_000)))
                .expect(413, "REQUEST.TOO_LARGE");
        http.post("/api/notes/open", new JsonObject().put("text", "x".repeat(9_000)))
                .expect(413, "REQUEST.TOO_LARGE");
        http.post("/api/notes/open", new JsonObject().put("text", "x".repeat(7_000)))
                .expect(200);
    }

    @Test
    void aBodyThatIsTooLargeIsNotReadToItsEnd() throws IOException {
        try (var raw = new RawHttp(http)) {
            raw.send("POST /api/notes/open HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            for (var sent = 0; sent < 3; sent++) {
                raw.send("1000\r\n" + " ".repeat(0x1000) + "\r\n");
            }

            assertThat(raw.readToEnd()).contains(" 413 ", "REQUEST.TOO_LARGE", "onnection: close");
        }
    }

    @Test
    void aHeadThatDoesNotComeClosesTheConnection() throws IOException {
        try (var silent = new RawHttp(http);
                var slow = new RawHttp(http).send("GET /api/notes HTTP/1.1\r\nHost: a\r\nX-Slow: ")) {
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(slow.readToEnd()).isEmpty();
        }
    }

    @Test
    void theHeadOfTheNextRequestMayNotTakeForEverEither() throws IOException {
        try (var raw = new RawHttp(http)) {
            assertThat(raw.send("GET /api/notes HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer())
                    .contains(" 200 ");

            assertThat(raw.send("GET /api/notes HTTP/1.1\r\nHo").readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100", "Transfer-Encoding: chunked"})
    void aBodyThatDoesNotComeIsRefused(String framing) throws IOException {
        try (var raw = new RawHttp(http)) {
            raw.send("POST /api/notes/open HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + framing
                    + "\r\n\r\n");

            assertThat(raw.readToEnd()).contains(" 408 ", "REQUEST.TIMEOUT", "onnection: close");
        }
    }

    @Test
    void anAnswerMayTakeItsTime() {
        http.get("/api/notes/slow").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
                "Host: a\r\nTransfer-Encoding: xchunked",
                "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Host: a\r\nContent-Length: 2\r\nContent-Length: 3",
                "Host: a\r\nContent-Length: +2",
                "Host: a\r\nHost: b",
                "Host: a\r\nX-Folded: one\r\n two",
                "Host: a\r\nX-Folded: one\r\n\ttwo",
                "Host: a\r\nContent-Length : 2",
                "X-No: host"
            })
    void aHeadThatCanBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String headers) throws IOException {
        try (var raw = new RawHttp(http)) {
            raw.send("POST /api/notes/open HTTP/1.1\r\n" + headers
                    + "\r\nContent-Type: application/json\r\n\r\n{}GET /api/notes HTTP/1.1\r\nHost: a\r\n\r\n");

            var answer = raw.readToEnd();

            assertThat(answer).contains(" 400 ", "REQUEST.INVALID").doesNotContain(" 200 ");
            assertThat(answer.split("HTTP/1.1 ")).hasSize(2);
        }
    }

    @Test
    void clearTextIsNeverHttp2() throws IOException {
        try (var upgrade = new RawHttp(http);
                var knowing = new RawHttp(http)) {
            upgrade.send("GET /api/notes HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
            knowing.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

            assertThat(upgrade.readAnswer()).contains("HTTP/1.1 200 ");
            assertThat(knowing.readToEnd()).contains(" 501 ");
        }
    }
}
