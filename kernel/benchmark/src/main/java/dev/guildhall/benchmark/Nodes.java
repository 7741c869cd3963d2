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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Three nodes of one database under load, of which one after the other is killed and started again. In the end each
 * subscriber, by webhook, Kafka or stream, must have every event that was acknowledged, under the id and the sequence that
 * the log has it; sequences must have no gaps, Kafka and streams keep their order, streams have nothing twice, and of all
 * deliveries hardly any may be made again.
 */
final class Nodes {

    private static final int NODES = 3;
    private static final int PUBLISHERS = 2;
    private static final int LONGEST_PAUSE_SECONDS = 60;
    /** In which a node that was started again takes its part of the work, before the next is killed. */
    private static final int CALM_SECONDS = 4;

    private static final int PATIENCE_SECONDS = 180;
    private static final Path KAFKA = Path.of("kernel/kafka-broker/target");

    private final Extent extent;
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<BusyWorkspace> workspaces = new ArrayList<>();
    private final Map<String, Inbox> topics = new HashMap<>();
    private final List<Future<Void>> streams = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> faults = new ArrayList<>();
    private int kills;
    private double minutes;

    Nodes(Extent extent) {
        this.extent = extent;
    }

    /**
     * How much of it.
     *
     * @param seconds for which events are published
     * @param perSecond how many are published in all
     * @param workspaces which share them evenly
     * @param webhooks subscriptions by webhook of each workspace
     * @param streams of each workspace
     * @param mostRepeats how much of all deliveries may be made again, with a kill a minute: each kill catches some on their
     *     way
     */
    record Extent(int seconds, int perSecond, int workspaces, int webhooks, int streams, double mostRepeats) {

        static Extent whole(int seconds, int perSecond) {
            return new Extent(seconds, perSecond, 10, 20, 5, 0.001);
        }

        /** Just enough that each node is killed under load, soon after its start, when it is slow. */
        static Extent brief() {
            return new Extent(24, 6, 3, 5, 2, 0.003);
        }

        /** From one kill to the next, so that each node is killed. */
        double pauseSeconds() {
            return Math.min(LONGEST_PAUSE_SECONDS, (double) seconds / NODES);
        }
    }

    /** Runs it and returns what was wrong. */
    List<String> run() throws Exception {
        try (var workplace = Workplace.make();
                var kafka = TestKafka.start(
                        KAFKA, Files.createDirectory(workplace.directory().resolve("kafka")));
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var cluster = Cluster.start(NODES, workplace.directory(), postgres, flags(kafka))) {
            run(kafka, cluster);
            return faults;
        } finally {
            threads.shutdownNow();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static List<String> flags(TestKafka kafka) {
        return List.of("--webhook-allow-private", "--kafka-create-topics", "--kafka-bootstrap-servers", kafka.broker());
    }

    private void run(TestKafka kafka, Cluster cluster) throws Exception {
        var receiver = WebhookReceiver.start(vertx);
        makeWorkspaces(cluster, receiver);
        var topicReader = new TopicReader(kafka.broker(), topics);
        var reading = threads.submit(topicReader);
        publishAndKill(cluster);
        for (var workspace : workspaces) {
            workspace.readHistory(cluster.administrator(0));
        }
        awaitQuiet(cluster.administrator(0));
        topicReader.end();
        reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        ended.set(true);
        collectStreams();
        workspaces.forEach(workspace -> faults.addAll(workspace.faults()));
        if (sum(BusyWorkspace::acknowledgements) == 0) {
            faults.add("No event was acknowledged");
        }
        judgeRepeats();
        report(receiver);
    }

    private void makeWorkspaces(Cluster cluster, WebhookReceiver receiver) throws Exception {
        for (var i = 0; i < extent.workspaces(); i++) {
            var administrator = cluster.administrator(i);
            var workspace = BusyWorkspace.make(administrator, "busy-" + i);
            workspaces.add(workspace);
            for (var j = 0; j < extent.webhooks(); j++) {
                workspace.addWebhook(administrator, receiver);
            }
            var inbox = new Inbox("busy-" + i + "-topic");
            topics.put(workspace.addTopic(administrator, inbox), inbox);
            for (var j = 0; j < extent.streams(); j++) {
                var stream = new StreamReader(
                        cluster, i + j, workspace.id(), workspace.addStream(), connections, ended::get);
                streams.add(threads.submit(stream));
            }
        }
    }

    private void publishAndKill(Cluster cluster) throws Exception {
        var count = PUBLISHERS * extent.workspaces();
        var publishers = Executors.newScheduledThreadPool(count);
        var pause = TimeUnit.SECONDS.toNanos(count) / extent.perSecond();
        var publishing = new ArrayList<Future<?>>();
        for (var i = 0; i < count; i++) {
            var publisher = new Publisher(cluster, workspaces.get(i % extent.workspaces()), i);
            var delay = pause / count * i;
            publishing.add(publishers.scheduleAtFixedRate(publisher, delay, pause, TimeUnit.NANOSECONDS));
        }
        var began = System.nanoTime();
        for (; (kills + 0.5) * extent.pauseSeconds() < extent.seconds(); kills++) {
            sleepUntil(began, (kills + 0.5) * extent.pauseSeconds());
            restart(cluster, kills % NODES);
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
        }
        sleepUntil(began, extent.seconds());
        minutes = (System.nanoTime() - began) / 60e9;
        publishers.shutdown();
        if (!publishers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            faults.add("Publications are without an answer and without a failure");
        }
        for (var one : publishing) {
            if (!one.isCancelled()) {
                collect(one, "A publisher");
            }
        }
    }

    private static void restart(Cluster cluster, int node) throws Exception {
        var took = cluster.restart(node);
        System.out.printf("node %d was killed, and is ready again after %d ms%n", node, took.toMillis());
    }

    private static void sleepUntil(long began, double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(began + (long) (seconds * 1e9) - System.nanoTime());
    }

    /** Waits until everybody has everything and nothing is left to be delivered. */
    private void awaitQuiet(ApiClient administrator) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isQuiet(administrator)) {
            if (System.nanoTime() > deadline) {
                faults.add("After " + PATIENCE_SECONDS + " s not everything is delivered");
                return;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private boolean isQuiet(ApiClient administrator) throws Exception {
        for (var workspace : workspaces) {
            if (!workspace.isComplete() || !workspace.isQuiet(administrator)) {
                return false;
            }
        }
        return true;
    }

    private void collectStreams() throws InterruptedException {
        for (var stream : streams) {
            if (stream.isDone()) {
                collect(stream, "A stream");
            }
        }
    }

    private void collect(Future<?> ended, String what) throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException failed) {
            faults.add(what + " ended with " + failed.getCause());
        }
    }

    private void judgeRepeats() {
        var share =
                tally(BusyWorkspace::webhooks).and(tally(BusyWorkspace::topics)).share();
        var most = extent.mostRepeats() * Math.max(1, kills / minutes);
        var found = String.format(
                Locale.ROOT,
                "%.4f %% of all deliveries were made again, with %d kills in %.1f minutes; it may be %.4f %%",
                100 * share,
                kills,
                minutes,
                100 * most);
        System.out.println(found);
        if (!(share < most)) {
            faults.add(found);
        }
    }

    private void report(WebhookReceiver receiver) {
        System.out.printf(
                "%d events acknowledged in %d workspaces, %d publications without an answer%n",
                sum(BusyWorkspace::acknowledgements), workspaces.size(), sum(BusyWorkspace::unansweredPublications));
        tally(BusyWorkspace::webhooks).report("webhooks");
        tally(BusyWorkspace::topics).report("topics of Kafka");
        tally(BusyWorkspace::streams).report("streams");
        System.out.printf("streams connected %d times%n", connections.get());
        var delays = receiver.delays();
        System.out.printf(
                "from an event to a webhook: p50 %d ms, p99 %d ms, the longest %d ms%n",
                delays.getValueAtPercentile(50), delays.getValueAtPercentile(99), delays.getMaxValue());
    }

    private Tally tally(Function<BusyWorkspace, List<Inbox>> inboxes) {
        return Tally.of(workspaces.stream().map(inboxes).flatMap(List::stream).toList());
    }

    private int sum(ToIntFunction<BusyWorkspace> number) {
        return workspaces.stream().mapToInt(number).sum();
    }
}
