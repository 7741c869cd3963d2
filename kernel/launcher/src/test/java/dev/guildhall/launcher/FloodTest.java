package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Requests that cost their sender little, many at once: somebody in another workspace is answered all the while. How much
 * slower they are answered is measured by the benchmark's {@code flood}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("It floods the machine.")
class FloodTest {

    private static final int ROUNDS = 15;
    private static final int DEADLINE_SECONDS = 5;

    /** The flood comes from the proxy's own address. */
    private static final String ELSEWHERE = "198.51.100.7";

    @TempDir
    static Path directory;

    private final AtomicLong numbers = new AtomicLong();
    private RunningProduct product;
    private HttpTester owner;
    private HttpTester viewer;
    private HttpTester stranger;
    private String flooded;
    private String quiet;

    @BeforeAll
    void someoneWorksInAWorkspaceBesideTheFloodedOne() throws Exception {
        product = RunningProduct.start(
                directory.resolve("data"), "--trusted-proxies=127.0.0.1", "-XX:TieredStopAtLevel=4");
        owner = product.signInAsAdmin();
        flooded = workspace("flooded");
        quiet = workspace("quiet");
        viewer = member(flooded, "viewer@acme.example", "VIEWER");
        stranger = member(quiet, "stranger@acme.example", "ADMIN").withHeader("X-Forwarded-For", ELSEWHERE);
    }

    @AfterAll
    void stop() {
        product.close();
    }

    @Test
    void whileFaultyEventsComeByTheTenThousand() throws Exception {
        var events = new JsonArray();
        IntStream.range(0, 20_000).forEach(i -> events.add(new JsonObject().put("type", 1)));

        var answers = flood(4, client -> owner.sendAsync("POST", flooded + "/events", events));

        assertThat(answers).containsOnly(400);
    }

    @Test
    void whileSignInsHaveTensOfThousandsOfProperties() throws Exception {
        var credentials = new JsonObject().put("email", "ada@acme.example").put("password", "guessed-password");
        IntStream.range(0, 60_000).forEach(i -> credentials.put("p" + i, i));

        var begun = System.nanoTime();

        var answers = flood(4, client -> product.http().sendAsync("POST", "/api/auth/login", credentials));

        assertThat(answers).containsOnly(413);
        requireFew(answers, begun, 4);
    }

    @Test
    void whileAViewerFiltersByNinetyWildcards() throws Exception {
        var filter = IntStream.range(0, 90)
                .mapToObj(i -> "fullName:\"*a" + i + "*b*\"")
                .collect(Collectors.joining(" OR "));
        var path = flooded + "/members?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);

        var begun = System.nanoTime();

        var answers = flood(32, client -> viewer.sendAsync("GET", path, null));

        assertThat(answers).containsOnly(400);
        requireFew(answers, begun, 32);
    }

    @Test
    void whilePasswordsAreGuessedForInventedAddresses() throws Exception {
        var begun = System.nanoTime();

        var answers = flood(
                64,
                client -> product.http()
                        .sendAsync(
                                "POST",
                                "/api/auth/login",
                                new JsonObject()
                                        .put("email", "nobody" + numbers.incrementAndGet() + "@acme.example")
                                        .put("password", "guessed-password")));

        assertThat(answers).isNotEmpty().isSubsetOf(401, 429, 503);
        requireFew(answers, begun, 64);
    }

    @Test
    void whileAllChangesGoToOneWorkspace() throws Exception {
        var members = IntStream.range(0, 32)
                .mapToObj(i -> RunningProduct.user(owner, "member" + i + "@acme.example"))
                .toList();

        var answers = flood(
                64,
                client -> owner.sendAsync(
                        "POST",
                        flooded + "/members",
                        new JsonObject()
                                .put("userId", members.get(client % members.size()))
                                .put("role", numbers.incrementAndGet() % 2 == 0 ? "MEMBER" : "VIEWER")));

        assertThat(answers).contains(200).isSubsetOf(200, 429, 503);
    }

    /** However fast the machine, who is refused is so at a pace; those refused last are still on their way then. */
    private static void requireFew(List<Integer> refusals, long begun, int clients) {
        var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;
        assertThat(refusals.size()).isLessThanOrEqualTo((int) (50 + 100 * seconds) + clients);
    }

    /** Lets clients send on and on while the stranger works, and gives what they were answered. */
    private List<Integer> flood(int clients, IntFunction<CompletableFuture<Response>> attack) throws Exception {
        var ended = new AtomicBoolean();
        var statuses = new ArrayList<CompletableFuture<List<Integer>>>();
        for (var client = 0; client < clients; client++) {
            statuses.add(onAndOn(client, attack, ended, new ArrayList<>()));
        }
        try {
            for (var round = 0; round < ROUNDS; round++) {
                work();
            }
        } finally {
            ended.set(true);
        }
        var answers = new ArrayList<Integer>();
        for (var one : statuses) {
            answers.addAll(one.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    private static CompletableFuture<List<Integer>> onAndOn(
            int client, IntFunction<CompletableFuture<Response>> attack, AtomicBoolean ended, List<Integer> answers) {
        return attack.apply(client).thenCompose(answer -> {
            answers.add(answer.status());
            return ended.get() ? CompletableFuture.completedFuture(answers) : onAndOn(client, attack, ended, answers);
        });
    }

    private void work() throws Exception {
        answered(stranger.sendAsync("GET", quiet, null)).expect(200);
        answered(stranger.sendAsync("GET", quiet + "/members?pageSize=20", null))
                .expect(200);
        answered(stranger.sendAsync("POST", quiet + "/events", new JsonObject().put("type", "stranger.noted")))
                .expect(202);
        answered(product.http().sendAsync("GET", "/health/ready", null)).expect(200);
        answered(product.http()
                        .withHeader("X-Forwarded-For", ELSEWHERE)
                        .sendAsync(
                                "POST",
                                "/api/auth/login",
                                new JsonObject()
                                        .put("email", "stranger@acme.example")
                                        .put("password", RunningProduct.PASSWORD)))
                .expect(200);
    }

    private static Response answered(CompletableFuture<Response> answer) throws Exception {
        return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private String workspace(String key) {
        var made =
                owner.post("/api/workspaces", new JsonObject().put("key", key).put("name", key));
        return "/api/workspaces/" + made.expect(200).data().getString("id");
    }

    private HttpTester member(String workspace, String email, String role) {
        var seat = new JsonObject()
                .put("userId", RunningProduct.user(owner, email))
                .put("role", role);
        owner.post(workspace + "/members", seat).expect(200);
        return product.signIn(email, RunningProduct.PASSWORD);
    }
}
