package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.HttpLimits;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String FILE = "Content-Disposition: form-data; name=\"artifact\"; filename=\"a\"\r\n\r\n";

    private static HttpTester http;

    @BeforeAll
    static void serve() {
        var soon = Duration.ofMillis(500);
        var late = Duration.ofSeconds(10);
        http = BENCH.serve(
                        new TestAuthenticator(),
                        new HttpContractTest.ReaderOfAcme(),
                        new HttpLimits.Times(late, late, soon, late, late),
                        Served.of("openapi/crates.yaml", new Crates()))
                .withBearer(TestAuthenticator.user(new UserId(Ids.next())));
    }

    @Test
    void aFormIsReadPartByPart() {
        var answer = http.upload(
                "/api/crates",
                Part.file("artifact", "a.jar", new byte[300_000]),
                Part.file("empty", "", new byte[0]),
                Part.field("signature", "abc"));

        assertThat(answer.expect(200).data())
                .isEqualTo(new JsonObject()
                        .put("artifact", 300_000)
                        .put("empty", 0)
                        .put("signature", "abc"));
    }

    /** Without its end, with another boundary, and with nothing of a form in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--B\r\n" + FILE + "abc",
                "--B\r\n" + FILE + "abc\r\n",
                "--B\r\n" + FILE + "abc\r\n--B",
                "--B\r\n" + FILE + "abc\r\n--B\r\n",
                "--B\r\nContent-Disposition: form-data; name=\"signature\"\r\n\r\nabc",
                "--C\r\n" + FILE + "abc\r\n--C--\r\n",
                "nonsense",
                ""
            })
    void aFormThatBreaksOffIsRefusedAtOnce(String body) {
        send("multipart/form-data; boundary=B", body).expect(400, "REQUEST.INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; xboundary=;"
            })
    void aFormWithoutABoundaryIsRefused(String type) {
        assertThat(send(type, "--B--").status()).isIn(400, 415);
    }

    @Test
    void aFormOfManyPartsIsRefused() {
        http.upload("/api/crates", parts(20)).expect(200);
        http.upload("/api/crates", parts(300)).expect(400, "REQUEST.INVALID");
        http.upload("/api/crates", Part.field("signature", "x".repeat(20_000))).expect(400, "REQUEST.INVALID");
    }

    @Test
    void aFormThatIsTooLargeIsRefused() {
        http.upload("/api/crates", Part.file("artifact", "a", new byte[65 << 20]))
                .expect(413, "REQUEST.TOO_LARGE");
    }

    @Test
    void aFormThatDoesNotComeIsRefused() throws IOException {
        try (var raw = new RawHttp(http)) {
            raw.send("POST /api/crates HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\n"
                    + "Content-Length: 5000\r\nAuthorization: Bearer " + TestAuthenticator.user(new UserId(Ids.next()))
                    + "\r\n\r\n--B\r\n" + FILE + "abc");

            assertThat(raw.readToEnd()).contains(" 408 ", "REQUEST.TIMEOUT");
        }
    }

    private static Part[] parts(int number) {
        return IntStream.range(0, number)
                .mapToObj(index -> Part.file("part" + index, "a", new byte[] {1}))
                .toArray(Part[]::new);
    }

    private static HttpTester.Response send(String type, String body) {
        return http.sendBytes("POST", "/api/crates", type, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static final class Crates implements Api {

        @Override
        public void bind(Operations operations) {
            operations.on("fillCrate", request -> {
                var seen = new JsonObject();
                request.files()
                        .forEach(file -> seen.put(file.name(), file.content().length()));
                request.formFields()
                        .forEach(name -> seen.put(name, request.formField(name).orElseThrow()));
                return Future.succeededFuture(ApiResponse.ok(seen));
            });
        }
    }
}
