package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.http.PublicOrigin;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people expect of any API over HTTP. */
class HttpConventionsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final UserId ADA = new UserId(Ids.next());

    private static HttpTester http;
    private static HttpTester behindProxy;

    @BeforeAll
    static void serve() {
        http = served(PublicOrigin.UNKNOWN).withBearer(TestAuthenticator.user(ADA));
        behindProxy = served(PublicOrigin.of(Optional.of(URI.create("https://Guildhall.example:443/app"))));
    }

    private static HttpTester served(PublicOrigin origin) {
        return BENCH.serve(
                new TestAuthenticator(),
                new HttpContractTest.ReaderOfAcme(),
                origin,
                HttpContractTest.module(new HttpContractTest.Notes()));
    }

    @Test
    void headIsGetWithoutItsBody() throws IOException {
        var get = http.get("/api/notes").expect(200);
        var head = http.send("HEAD", "/api/notes", null).expect(200);

        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        http.send("HEAD", "/api/notes/nowhere", null).expect(404);
        http.send("HEAD", "/api/notes/failing", null).expect(500);
        http.send("HEAD", "/api/notes/jam/x/whatever", null).expect(200);
        try (var raw = new RawHttp(http)) {
            raw.send("HEAD /api/notes HTTP/1.1\r\nHost: a\r\n\r\nGET /api/notes/x HTTP/1.1\r\nHost: a\r\n"
                    + "Connection: close\r\n\r\n");
            assertThat(raw.readToEnd().split("\r\n\r\n")[1]).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void optionsNamesTheMethods() {
        var answer = http.send("OPTIONS", "/api/notes", null).expect(204);

        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
        http.send("OPTIONS", "/api/notes/jam/x/whatever", null).expect(204);
        http.send("OPTIONS", "/api/nothing", null).expect(404, "RESOURCE.NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"7\" | 304", "W/\"7\" | 304", "* | 304", "\"6\", \"7\" | 304", "\"6\" | 200", "7 | 200"})
    void whoHasItAlreadyGetsNoMore(String tags, int status) {
        var answer =
                http.withHeader("If-None-Match", tags).get("/api/notes/tagged").expect(status);

        assertThat(answer.header("ETag")).isEqualTo("\"7\"");
        assertThat(answer.body().isEmpty()).isEqualTo(status == 304);
    }

    @Test
    void anUnknownQueryParameterIsRefusedAndTheKnownOnesNamed() {
        var error = http.get("/api/notes?pagesize=3&pageSize=3").expect(400, "REQUEST.INVALID");

        assertThat(error.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("pagesize");
        assertThat(error.json().getString("message")).contains("known are everything, pageSize");
        http.get("/api/notes/tagged?x=1").expect(400, "REQUEST.INVALID");
        http.get("/api/notes/jam/x/whatever?anything=goes").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "NaN", "0x10", "1.5"})
    void aNumberInTheQueryIsOneThatCanBeKept(String number) {
        http.get("/api/notes?pageSize=" + number).expect(400, "REQUEST.INVALID");
    }

    @Test
    void everyFaultOfABodyIsTold() {
        var body = new JsonObject()
                .put("title", "")
                .put("author", new JsonObject().put("name", "a\u0000"))
                .put("tags", new JsonArray().add(1))
                .put("colour", 1);

        var error = http.post("/api/notes", body).expect(400, "REQUEST.INVALID");

        assertThat(error.json().getJsonArray("details").stream()
                        .map(detail -> ((JsonObject) detail).getString("field")))
                .containsExactlyInAnyOrder("title", "author.name", "tags.0", "colour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/notes", "/api/nothing", "/docs", "/api/notes/failing", "/health/live", "/api/openapi.json"
            })
    void everyAnswerTellsBrowsersToBeCareful(String path) {
        var answer = http.get(path);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isNotBlank();
        assertThat(answer.header("Strict-Transport-Security")).isNull();
        assertThat(behindProxy.get("/api/notes").header("Strict-Transport-Security"))
                .startsWith("max-age=");
    }

    @Test
    void behindTlsTheCookieIsOneThatNoOtherHostCanSet() {
        var prefixed = behindProxy.withHeader("Cookie", "__Host-guildhall_session=" + ADA);
        var plain = behindProxy.withHeader("Cookie", "guildhall_session=" + ADA);

        prefixed.get("/api/notes/failing").expect(500);
        plain.get("/api/notes/failing").expect(401);
    }

    @ParameterizedTest
    @CsvSource({
        "https://guildhall.example,201",
        "https://GUILDHALL.example,201",
        "http://guildhall.example,403",
        "https://guildhall.example:8443,403",
        "https://other.example,403",
        "null,403"
    })
    void behindAProxyThePublicUrlIsTheOrigin(String origin, int status) {
        behindProxy
                .withHeader("Cookie", "__Host-guildhall_session=" + ADA)
                .withHeader("Origin", origin)
                .post(
                        "/api/notes",
                        new JsonObject().put("title", "a").put("author", new JsonObject().put("name", "Ada")))
                .expect(status);
    }

    @Test
    void theOriginIsComparedWithItsScheme() {
        var browser = BENCH.serve(
                        new TestAuthenticator(),
                        new HttpContractTest.ReaderOfAcme(),
                        PublicOrigin.UNKNOWN,
                        HttpContractTest.module(new HttpContractTest.Notes()))
                .withHeader("Cookie", "guildhall_session=" + ADA);
        var note = new JsonObject().put("title", "a").put("author", new JsonObject().put("name", "Ada"));

        browser.withHeader("Origin", browser.base()).post("/api/notes", note).expect(201);
        browser.withHeader("Origin", browser.base().replace("http:", "https:"))
                .post("/api/notes", note)
                .expect(403, "AUTH.CROSS_SITE");
    }
}
