package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What was acknowledged stays, whatever happens to the process. */
@Execution(ExecutionMode.CONCURRENT)
class DurabilityTest {

    private static final int WRITERS = 64;
    private static final int WRITES_BEFORE_THE_KILL = 1_500;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedEventIsThereOnceAfterAKill() throws Exception {
        var data = directory.resolve("data");
        var acknowledged = new ConcurrentLinkedQueue<String>();
        String workspace;
        try (var product = RunningProduct.start(data)) {
            var admin = product.signInAsAdmin();
            workspace = workspace(admin);
            publishUntilKilled(product, admin, workspace, acknowledged);
        }

        try (var product = RunningProduct.start(data)) {
            var recorded = History.of(product.signInAsAdmin(), workspace);

            assertThat(recorded)
                    .extracting(event -> event.getString("id"))
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
            assertThat(recorded)
                    .extracting(event -> event.getLong("sequence"))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, recorded.size()).boxed().toList());
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(WRITES_BEFORE_THE_KILL);
            assertThat(product.stop()).isEqualTo(143);
        }
    }

    @Test
    void everyAcknowledgedMemberIsThereWithOneEventAfterAKill() throws Exception {
        var data = directory.resolve("data");
        var acknowledged = new ConcurrentLinkedQueue<String>();
        String workspace;
        try (var product = RunningProduct.start(data)) {
            var admin = product.signInAsAdmin();
            workspace = workspace(admin);
            var users = IntStream.range(0, 24)
                    .mapToObj(i -> RunningProduct.user(admin, "user" + i + "@acme.example"))
                    .toList();
            addUntilKilled(product, admin, workspace, users, acknowledged);
        }

        try (var product = RunningProduct.start(data)) {
            var admin = product.signInAsAdmin();
            var members = admin.get("/api/workspaces/" + workspace + "/members?pageSize=1000").list().stream()
                    .map(member -> ((JsonObject) member).getString("userId"))
                    .toList();
            var added = History.of(admin, workspace).stream()
                    .filter(event -> event.getString("type").equals("member.added"))
                    .map(event -> event.getString("subject"))
                    .toList();

            assertThat(members).containsAll(acknowledged);
            assertThat(added).containsExactlyInAnyOrderElementsOf(members);
        }
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        var data = directory.resolve("data");
        try (var first = RunningProduct.start(data);
                var second = RunningProduct.launch(data)) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.log()).contains("in use");
            first.http().get("/health/ready").expect(200);
        }
    }

    private static String workspace(HttpTester admin) {
        var request = new JsonObject().put("key", "acme").put("name", "Acme Corp");
        return admin.post("/api/workspaces", request).expect(200).data().getString("id");
    }

    private static void publishUntilKilled(
            RunningProduct product, HttpTester admin, String workspace, Queue<String> acknowledged) throws Exception {
        var path = "/api/workspaces/" + workspace + "/events";
        var event = new JsonObject().put("type", "order.placed").put("data", new JsonObject().put("n", 1));
        var writers = new ArrayList<CompletableFuture<Void>>();
        for (var writer = 0; writer < WRITERS; writer++) {
            writers.add(publishOnAndOn(admin, path, event, acknowledged));
        }
        Awaitility.await()
                .atMost(Await.LIMIT.multipliedBy(3))
                .until(() -> acknowledged.size() >= WRITES_BEFORE_THE_KILL);
        product.kill();
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> null)
                .join();
    }

    private static CompletableFuture<Void> publishOnAndOn(
            HttpTester admin, String path, JsonObject event, Queue<String> acknowledged) {
        return admin.sendAsync("POST", path, event).thenCompose(answer -> {
            acknowledged.add(answer.expect(202).list().getJsonObject(0).getString("id"));
            return publishOnAndOn(admin, path, event, acknowledged);
        });
    }

    private static void addUntilKilled(
            RunningProduct product, HttpTester admin, String workspace, List<String> users, Queue<String> acknowledged)
            throws Exception {
        var half = new CompletableFuture<Void>();
        var done = new AtomicInteger();
        var answers = users.stream()
                .map(user -> admin.sendAsync(
                                "POST",
                                "/api/workspaces/" + workspace + "/members",
                                new JsonObject().put("userId", user).put("role", "MEMBER"))
                        .thenAccept(answer -> acknowledge(answer, user, acknowledged, done, half, users.size() / 2)))
                .toArray(CompletableFuture[]::new);
        half.join();
        product.kill();
        CompletableFuture.allOf(answers).handle((all, failure) -> null).join();
    }

    private static void acknowledge(
            Response answer,
            String user,
            Queue<String> acknowledged,
            AtomicInteger done,
            CompletableFuture<Void> half,
            int enough) {
        answer.expect(200);
        acknowledged.add(user);
        if (done.incrementAndGet() == enough) {
            half.complete(null);
        }
    }
}
