package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients repeat that got no answer is there once, whatever took the answer away. */
class LostAnswersTest {

    private static final int WRITERS = 4;
    private static final int EVENTS = 25;
    private static final Duration FROZEN = Duration.ofSeconds(2);

    /** Longer than a key is kept for a request that the server did not live to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<EventWriter> writers = new ArrayList<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private volatile HttpTester client;
    private String workspace;

    @Test
    void everyEventIsThereOnceAndInTheOrderOfItsWriterWhateverFailsMeanwhile() throws Exception {
        var data = directory.resolve("data");
        try (var product = RunningProduct.start(data)) {
            client = product.signInAsAdmin();
            workspace = createWorkspace();
            var postgres = PostgresProcesses.of(product, data);

            othersWrite();
            postgres.terminateBackends();
            othersWrite();
            postgres.freeze();
            Awaitility.await().pollDelay(FROZEN).until(() -> true);
            postgres.thaw();
            othersWrite();
            postgres.crashOneBackend();
            othersWrite();
            product.kill();
        }
        try (var product = RunningProduct.start(data)) {
            client = product.signInAsAdmin();
            othersWrite();
            writers.forEach(EventWriter::stop);
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            requireEveryEventOnceAndInOrder(History.of(client, workspace));
            assertThat(product.stop()).isEqualTo(143);
        }
    }

    private String createWorkspace() {
        var request = new JsonObject().put("key", "acme").put("name", "Acme Corp");
        return client.post("/api/workspaces", request).expect(200).data().getString("id");
    }

    /** Lets others go on, for those so far may wait for what the last failure took, until they are well under way. */
    private void othersWrite() {
        writers.forEach(EventWriter::stop);
        var fresh = IntStream.range(0, WRITERS)
                .mapToObj(i -> new EventWriter("writer-" + (writers.size() + i), workspace, () -> client))
                .toList();
        writers.addAll(fresh);
        fresh.forEach(writer -> running.add(writer.run()));
        Await.until(() -> {
            running.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
            assertThat(fresh).allMatch(writer -> writer.written() >= EVENTS);
        });
    }

    private void requireEveryEventOnceAndInOrder(List<JsonObject> history) {
        assertThat(history)
                .extracting(event -> event.getLong("sequence"))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, history.size()).boxed().toList());
        assertThat(history)
                .extracting(event -> event.getString("id"))
                .doesNotHaveDuplicates()
                .containsAll(writers.stream()
                        .flatMap(writer -> writer.acknowledged().stream())
                        .toList());
        for (var writer : writers) {
            assertThat(history.stream()
                            .map(event -> event.getJsonObject("data"))
                            .filter(event -> writer.name().equals(event.getString("writer")))
                            .map(event -> event.getInteger("number")))
                    .as(writer.name())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, writer.written()).boxed().toList());
        }
        assertThat(writers.stream().mapToInt(EventWriter::repeats).sum())
                .as("answers that were lost or refused")
                .isPositive();
    }
}
