package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is refused on and on waits for it, and nobody else does. */
class RefusalTurnsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int FLOOD = 300;

    private static HttpTester served;

    @BeforeAll
    static void serve() {
        served = BENCH.serve(
                new TestAuthenticator(),
                new HttpContractTest.ReaderOfAcme(),
                HttpContractTest.module(new HttpContractTest.Notes()));
    }

    @Test
    void othersAndWhatIsNotRefusedDoNotWait() {
        var somebody = somebody();
        var flood = flood(somebody);

        var another = somebody().sendAsync("POST", "/api/notes", new JsonObject());
        var good = somebody.sendAsync("GET", "/api/notes", null);
        CompletableFuture.allOf(another, good).join();

        assertThat(flood).anyMatch(answer -> !answer.isDone());
        another.join().expect(400);
        good.join().expect(200);
        assertThat(flood).allSatisfy(answer -> answer.join().expect(400, "REQUEST.INVALID"));
    }

    @Test
    void aNetworkThatNobodySignsInFromIsALineOfItsOwn() {
        var flood = flood(served);

        var another = somebody().sendAsync("POST", "/api/notes", new JsonObject());
        another.join().expect(400);

        assertThat(flood).anyMatch(answer -> !answer.isDone());
        assertThat(flood).allSatisfy(answer -> answer.join().expect(401));
    }

    @Test
    void whoDoesNotWaitLeavesNothingBehind() throws IOException {
        // More than may wait at a time, which is when a refusal ends its connection instead.
        for (var gone = 0; gone < 1_200; gone++) {
            try (var raw = new RawHttp(served)) {
                raw.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
            }
        }

        Await.until(() -> {
            try (var raw = new RawHttp(served)) {
                assertThat(raw.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer())
                        .contains(" 404 ")
                        .doesNotContain("onnection: close");
            }
        });
    }

    private static HttpTester somebody() {
        return served.withBearer(TestAuthenticator.user(new UserId(Ids.next())));
    }

    private static List<CompletableFuture<Response>> flood(HttpTester client) {
        return new ArrayList<>(IntStream.range(0, FLOOD)
                .mapToObj(refused -> client.sendAsync("POST", "/api/notes", new JsonObject()))
                .toList());
    }
}
