package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import dev.guildhall.testkit.TestKafka;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Two nodes under load whose Kafka is killed and started again after a while. In the end each topic must have every event
 * that was acknowledged, in order, though nobody did anything; webhooks must not have noticed; and meanwhile the nodes must
 * have been ready and have said what is wrong.
 */
final class KafkaOutage {

    private static final int NODES = 2;
    private static final int WORKSPACES = 4;
    private static final int PER_SECOND = 40;
    private static final int CALM_SECONDS = 10;
    private static final int PATIENCE_SECONDS = 180;
    private static final Path KAFKA = Path.of("kernel/kafka-broker/target");

    private final int seconds;
    private final Vertx vertx = Vertx.vertx();
    private final List<BusyWorkspace> workspaces = new ArrayList<>();
    private final Map<String, Inbox> topics = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** @param seconds for which Kafka is away */
    KafkaOutage(int seconds) {
        this.seconds = seconds;
    }

    /** Runs it and returns what was wrong. */
    List<String> run() throws Exception {
        try (var workplace = Workplace.make();
                var kafka = TestKafka.start(
                        KAFKA, Files.createDirectory(workplace.directory().resolve("kafka")));
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var cluster = Cluster.start(
                        NODES,
                        workplace.directory(),
                        postgres,
                        List.of(
                                "--webhook-allow-private",
                                "--kafka-create-topics",
                                "--kafka-bootstrap-servers",
                                kafka.broker()))) {
            run(kafka, cluster);
            return faults;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private void run(TestKafka kafka, Cluster cluster) throws Exception {
        var receiver = WebhookReceiver.start(vertx);
        for (var i = 0; i < WORKSPACES; i++) {
            var workspace = BusyWorkspace.make(cluster.administrator(i), "busy-" + i);
            workspaces.add(workspace);
            workspace.addWebhook(cluster.administrator(i), receiver);
            var inbox = new Inbox("busy-" + i + "-topic");
            topics.put(workspace.addTopic(cluster.administrator(i), inbox), inbox);
        }
        var reader = new TopicReader(kafka.broker(), topics);
        var threads = Executors.newCachedThreadPool();
        var publishers = Executors.newScheduledThreadPool(WORKSPACES);
        try {
            var reading = threads.submit(reader);
            var publishing = new ArrayList<Future<?>>();
            for (var i = 0; i < WORKSPACES; i++) {
                var pause = TimeUnit.SECONDS.toMicros(WORKSPACES) / PER_SECOND;
                var publisher = new Publisher(cluster, workspaces.get(i), i);
                publishing.add(publishers.scheduleAtFixedRate(
                        publisher, pause / WORKSPACES * i, pause, TimeUnit.MICROSECONDS));
            }
            await(
                    "events come out of each topic",
                    () -> topics.values().stream().allMatch(topic -> topic.size() > 0));
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
            away(kafka, cluster);
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
            publishers.shutdown();
            publishers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (var publisher : publishing) {
                if (!publisher.isCancelled()) {
                    publisher.get();
                }
            }
            for (var workspace : workspaces) {
                workspace.readHistory(cluster.administrator(0));
            }
            await("everything is delivered", () -> workspaces.stream().allMatch(BusyWorkspace::isComplete));
            reader.end();
            reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            publishers.shutdownNow();
            threads.shutdownNow();
        }
        workspaces.forEach(workspace -> faults.addAll(workspace.faults()));
        report(receiver);
    }

    private void away(TestKafka kafka, Cluster cluster) throws Exception {
        kafka.kill();
        System.out.printf("Kafka was killed, with %d records in its topics%n", records());
        TimeUnit.SECONDS.sleep(seconds);
        for (var node = 0; node < NODES; node++) {
            var health = cluster.administrator(node).get("/health/ready");
            System.out.printf("node %d says %s%n", node, health.encode());
            if (!health.encode().contains("it is out of reach")) {
                faults.add("Node " + node + " does not say that Kafka is out of reach");
            }
        }
        var before = new HashMap<Inbox, Integer>();
        workspaces.forEach(workspace -> before.put(workspace.topics().get(0), workspace.acknowledgements()));
        System.out.printf("%d events wait for it%n", waiting(before));
        kafka.startAgain();
        var back = System.nanoTime();
        await("what had waited is in the topics", () -> waiting(before) == 0);
        System.out.printf(
                "what had waited was in the topics %.1f s after Kafka was back%n", (System.nanoTime() - back) / 1e9);
    }

    private int records() {
        return topics.values().stream().mapToInt(Inbox::size).sum();
    }

    private static int waiting(Map<Inbox, Integer> expected) {
        return expected.entrySet().stream()
                .mapToInt(topic -> Math.max(0, topic.getValue() - topic.getKey().size()))
                .sum();
    }

    /** What is waited for. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, Condition condition) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                faults.add("It is not so after " + PATIENCE_SECONDS + " s that " + what);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void report(WebhookReceiver receiver) {
        var acknowledged =
                workspaces.stream().mapToInt(BusyWorkspace::acknowledgements).sum();
        var unanswered = workspaces.stream()
                .mapToInt(BusyWorkspace::unansweredPublications)
                .sum();
        System.out.printf("%d events acknowledged, %d publications without an answer%n", acknowledged, unanswered);
        if (acknowledged == 0) {
            faults.add("No event was acknowledged");
        }
        Tally.of(List.copyOf(topics.values())).report("topics of Kafka");
        Tally.of(workspaces.stream().flatMap(each -> each.webhooks().stream()).toList())
                .report("webhooks");
        var delays = receiver.delays();
        System.out.printf(
                "from an event to a webhook: p50 %d ms, p99 %d ms, the longest %d ms%n",
                delays.getValueAtPercentile(50), delays.getValueAtPercentile(99), delays.getMaxValue());
    }
}
