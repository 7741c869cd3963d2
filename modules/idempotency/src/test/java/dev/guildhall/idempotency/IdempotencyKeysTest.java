package dev.guildhall.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.idempotency.internal.IdempotencyKeyTable;
import dev.guildhall.idempotency.internal.PgIdempotencyKeys;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotencyKeysTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final AtomicInteger MADE = new AtomicInteger();

    private static HttpTester http;

    @BeforeAll
    static void serve() {
        var keys = BENCH.product("node").assemble().get(IdempotencyKeys.class);
        http = BENCH.serve(
                new TestAuthenticator(),
                new TestAuthorizer(),
                Served.of("openapi/jars.yaml", new Jars()).with(keys));
    }

    @Test
    void aRepeatGetsTheFirstAnswer() {
        var client = someone().withHeader("Idempotency-Key", "one");

        var first = client.post("/api/jars", jar("jam")).expect(201);
        var repeat = client.post("/api/jars", jar("jam")).expect(201);

        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.header("Location")).isEqualTo(first.header("Location"));
        assertThat(repeat.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isNull();
    }

    @Test
    void withoutAKeyEveryRequestCounts() {
        var client = someone();

        assertThat(client.post("/api/jars", jar("jam")).body())
                .isNotEqualTo(client.post("/api/jars", jar("jam")).body());
    }

    @Test
    void aKeyIsForOneRequest() {
        var client = someone().withHeader("Idempotency-Key", "one");
        client.post("/api/jars", jar("jam")).expect(201);

        client.post("/api/jars", jar("honey")).expect(409, "REQUEST.IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aKeyBelongsToItsUser() {
        var first = someone()
                .withHeader("Idempotency-Key", "shared")
                .post("/api/jars", jar("jam"))
                .expect(201);
        var second = someone()
                .withHeader("Idempotency-Key", "shared")
                .post("/api/jars", jar("jam"))
                .expect(201);

        assertThat(second.body()).isNotEqualTo(first.body());
    }

    @Test
    void ofManyAtOnceOneIsCarriedOut() {
        var client = someone().withHeader("Idempotency-Key", "race");
        var before = MADE.get();

        var answers = IntStream.range(0, 32)
                .mapToObj(i -> client.sendAsync("POST", "/api/jars", jar("jam")))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(Response::status))
                .contains(201)
                .isSubsetOf(201, 409);
        assertThat(MADE.get()).isEqualTo(before + 1);
    }

    @Test
    void whatFailedMayBeTriedAgain() {
        var client = someone().withHeader("Idempotency-Key", "again");

        client.post("/api/jars", jar("broken")).expect(409, "RESOURCE.CONFLICT");
        client.post("/api/jars", jar("broken")).expect(409, "RESOURCE.CONFLICT");
    }

    @Test
    void whatWasCutOffBeforeItsChangeIsCarriedOut() {
        var client = someone().withHeader("Idempotency-Key", "cut-off");
        client.post("/api/jars", jar("jam")).expect(201);
        var before = MADE.get();
        cutOff("cut-off", "claimed_until = now()");

        var answers = IntStream.range(0, 8)
                .mapToObj(i -> client.sendAsync("POST", "/api/jars", jar("jam")))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(Response::status))
                .contains(201)
                .isSubsetOf(201, 409);
        assertThat(MADE.get()).isEqualTo(before + 1);
        assertThat(client.post("/api/jars", jar("jam")).expect(201).header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void whatWasCutOffAfterItsChangeIsToldToBeThere() {
        var client = someone().withHeader("Idempotency-Key", "changed");
        client.post("/api/jars", jar("jam")).expect(201);
        var before = MADE.get();
        cutOff("changed", "claimed_until = now(), changed = true");

        client.post("/api/jars", jar("jam")).expect(409, "REQUEST.IDEMPOTENCY_ANSWER_LOST");

        assertThat(MADE.get()).isEqualTo(before);
    }

    @Test
    void aClaimThatIsHeldIsNotTakenOver() {
        var client = someone().withHeader("Idempotency-Key", "held");
        client.post("/api/jars", jar("jam")).expect(201);
        cutOff("held", "claimed_until = now() + interval '10 s'");

        var waiting = client.post("/api/jars", jar("jam")).expect(409, "RESOURCE.CONFLICT");

        assertThat(waiting.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void whoLostTheirClaimCommitsNothing() {
        someone()
                .withHeader("Idempotency-Key", "lost")
                .post("/api/jars", jar("jam"))
                .expect(201);

        assertThatThrownBy(() -> BENCH.sql("select guildhall.note_change_of_request(principal, key, attempt + 1)::text"
                        + " from guildhall.idempotency_key where key = 'lost'"))
                .hasMessageContaining("taken over");
    }

    private static void cutOff(String key, String how) {
        BENCH.sql("update guildhall.idempotency_key set answer = null, " + how + " where key = $1", key);
    }

    @Test
    void answersAreNotKeptInClear() {
        someone()
                .withHeader("Idempotency-Key", "secret")
                .post("/api/jars", jar("elderberry"))
                .expect(201);

        var kept = BENCH.sql("select answer from guildhall.idempotency_key where key = 'secret'");

        assertThat(kept.iterator().next().getString(0)).isNotEmpty().doesNotContain("elderberry");
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        var client = someone().withHeader("Idempotency-Key", "old");
        var first = client.post("/api/jars", jar("jam")).expect(201);
        someone()
                .withHeader("Idempotency-Key", "new")
                .post("/api/jars", jar("jam"))
                .expect(201);
        BENCH.sql("update guildhall.idempotency_key set created_at = now() - interval '25 h' where key = 'old'");

        Await.result(keys().expire());

        assertThat(client.post("/api/jars", jar("jam")).expect(201).body()).isNotEqualTo(first.body());
        assertThat(BENCH.sql("select 1 from guildhall.idempotency_key where key = 'new'")
                        .size())
                .isOne();
    }

    private static PgIdempotencyKeys keys() {
        return new PgIdempotencyKeys(
                BENCH.vertx(), BENCH.secrets(), Clock.systemUTC(), new IdempotencyKeyTable(BENCH.database()));
    }

    private static HttpTester someone() {
        return http.withBearer(TestAuthenticator.user(new UserId(Ids.next())));
    }

    private static JsonObject jar(String content) {
        return new JsonObject().put("content", content);
    }

    private static final class Jars implements Api {

        @Override
        public void bind(Operations operations) {
            operations.on("fillJar", BodyReader.AS_IT_IS, (request, jar) -> {
                if (jar.getString("content").equals("broken")) {
                    throw CommonError.CONFLICT.because("The jar is broken.");
                }
                var number = MADE.incrementAndGet();
                return Future.succeededFuture(ApiResponse.created("/api/jars/" + number, jar.put("n", number)));
            });
        }
    }
}
