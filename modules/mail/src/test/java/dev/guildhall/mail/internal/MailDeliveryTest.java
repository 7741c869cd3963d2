package dev.guildhall.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.Heartbeat;
import dev.guildhall.core.work.NodeRegistry;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailOutcome;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.RefusingSmtpServer;
import dev.guildhall.testkit.TestBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MailDeliveryTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final MailPace QUICK =
            new MailPace(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(20), Duration.ofMillis(40), 3);

    @TempDir
    private Path folder;

    private final List<Heartbeat> nodes = new ArrayList<>();
    private GreenMail server;
    private String deployed;

    /** By which a node keeps its lease as long as this process runs. */
    private static final class AlwaysSeen implements NodeRegistry {

        @Override
        public Future<Void> enter(UUID id, String name) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> enterAgain(UUID former, UUID id, String name) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Sight> seen(UUID id) {
            return Future.succeededFuture(Sight.ALONE);
        }

        @Override
        public Future<Set<UUID>> others(UUID id) {
            return Future.succeededFuture(Set.of());
        }

        @Override
        public Future<Void> remove(UUID id) {
            return Future.succeededFuture();
        }
    }

    private final Followed followed = new Followed();

    /** Knows what was noted for good, and not what was undone. */
    private static final class Followed implements MailFollower {

        private final Queue<MailOutcome> outcomes = new ConcurrentLinkedQueue<>();

        @Override
        public Future<Void> follow(Tx platformTx, MailOutcome outcome) {
            platformTx.afterCommit(() -> outcomes.add(outcome));
            return Future.succeededFuture();
        }

        List<MailOutcome> committed() {
            return List.copyOf(outcomes);
        }
    }

    @BeforeEach
    void emptyTheQueue() {
        BENCH.sql("delete from guildhall.mail");
    }

    private Heartbeat node() {
        var node = new Heartbeat(BENCH.vertx(), new AlwaysSeen(), "node");
        nodes.add(node);
        Await.result(node.start());
        return node;
    }

    @AfterEach
    void stop() {
        if (deployed != null) {
            Await.result(BENCH.vertx().undeploy(deployed));
        }
        nodes.forEach(Heartbeat::retire);
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void aMailGoesOutAfterTheCommitAndLeavesTheQueue() throws Exception {
        server = smtp(freePort());
        var queue = deliver(QUICK, smtpTo(server.getSmtp().getPort()));

        post(queue, "greeting/1", mail("ada@example.org", "Hello"));

        Await.until(() -> assertThat(received()).hasSize(1));
        assertThat(received().get(0).getSubject()).isEqualTo("Hello");
        assertThat(received().get(0).getFrom()[0]).hasToString("Guildhall <no-reply@example.org>");
        Await.until(() -> assertThat(waiting()).isZero());
    }

    @Test
    void aServerThatAsksWhoWeAreIsTold() throws Exception {
        server = smtp(freePort());
        server.setUser("ada@acme.example", "ada", "p@ss");
        var queue = deliver(
                QUICK, smtpTo("smtp://ada:p%40ss@127.0.0.1:", server.getSmtp().getPort()));

        post(queue, "greeting/1", mail("ada@example.org", "Hello"));

        Await.until(() -> assertThat(received()).hasSize(1));
    }

    @Test
    void aServerThatDoesNotKnowUsIsTriedAgainForThatIsNotTheMailsFault() throws Exception {
        server = smtp(freePort());
        server.setUser("ada@acme.example", "ada", "p@ss");
        var queue = deliver(
                patient(),
                smtpTo("smtp://ada:wrong@127.0.0.1:", server.getSmtp().getPort()));

        post(queue, "greeting/1", mail("ada@example.org", "Hello"));

        Await.until(() -> assertThat(attempts()).isGreaterThanOrEqualTo(2));
        assertThat(dead()).isEmpty();
        assertThat(received()).isEmpty();
    }

    @Test
    void aServerThatCannotProveWhoItIsGetsNothing() throws Exception {
        var port = freePort();
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        var transport = smtpTo("smtps://localhost:", port);

        var failure = Await.failure(transport.send(UUID.randomUUID(), mail("ada@example.org", "Hello"), Instant.now()));

        assertThat(failure).isInstanceOf(SSLHandshakeException.class);
        assertThat(received()).isEmpty();
        Await.result(transport.close());
    }

    @Test
    void aServerWithoutTlsGetsNothingWhenTlsIsRequired() throws Exception {
        server = smtp(freePort());
        var port = server.getSmtp().getPort();
        var queue = deliver(patient(), smtpTo("smtp://127.0.0.1:", port + "?starttls=required"));

        post(queue, "greeting/1", mail("ada@example.org", "Hello"));

        Await.until(() -> assertThat(attempts()).isGreaterThanOrEqualTo(2));
        assertThat(received()).isEmpty();
    }

    @Test
    void aMailOfATransactionThatRolledBackNeverGoesOut() {
        var transport = new Recorder();
        var queue = deliver(QUICK, transport);

        Await.failure(BENCH.database()
                .inTransaction(
                        Tenant.PLATFORM,
                        tx -> queue.post(
                                        tx,
                                        "greeting/1",
                                        mail("ada@example.org", "Undone"),
                                        Instant.now().plusSeconds(60))
                                .compose(posted -> Future.failedFuture("changed my mind"))));
        post(queue, "greeting/2", mail("ada@example.org", "Done"));

        Await.until(() -> assertThat(transport.subjects()).containsExactly("Done"));
    }

    @Test
    void aServerThatIsDownGetsTheMailWhenItIsUpAgain() throws Exception {
        var port = freePort();
        var queue = deliver(patient(), smtpTo(port));
        post(queue, "greeting/1", mail("ada@example.org", "At last"));
        Await.until(() -> assertThat(attempts()).isGreaterThanOrEqualTo(2));

        server = smtp(port);

        Await.until(() -> assertThat(received()).hasSize(1));
        Await.until(() -> assertThat(waiting()).isZero());
    }

    @Test
    void aMailThatIsRefusedIsGivenUpOnAtOnceAndMarked() {
        var transport = new Recorder();
        transport.outcome = Future.failedFuture(new MailRefusedException("550 nobody here", null));
        var queue = deliver(QUICK, transport);

        post(queue, "greeting/1", mail("nobody@example.org", "Hello"));

        Await.until(() -> assertThat(dead()).containsExactly("550 nobody here"));
        assertThat(transport.sent).hasSize(1);
        Await.until(() -> assertThat(followed.committed())
                .containsExactly(MailOutcome.refused("greeting/1", "nobody@example.org", "550 nobody here")));
    }

    @Test
    void whatAServerRefusesForGoodIsToldInItsWordsWithoutAddresses() {
        try (var refusing = RefusingSmtpServer.start(BENCH.vertx())) {
            var queue = deliver(QUICK, smtpTo(refusing.port()));

            post(queue, "greeting/1", mail("nobody@example.org", "Hello"));
            Await.until(() -> assertThat(dead()).hasSize(1));

            assertThat(dead().get(0)).contains("<nobody@example.org>");
            Await.until(() -> assertThat(followed.committed()).singleElement().satisfies(outcome -> {
                assertThat(outcome.state()).isEqualTo(MailOutcome.State.REFUSED);
                assertThat(outcome.reason().orElseThrow()).endsWith("550 5.1.1 <***>: there is nobody of that name");
            }));
        }
    }

    @Test
    void aMailThatFailsEachTimeIsGivenUpOnAfterTheLastTry() {
        var transport = new Recorder();
        transport.outcome = Future.failedFuture("421 later\r\nmuch later");
        var queue = deliver(QUICK, transport);

        post(queue, "greeting/1", mail("ada@example.org", "Hello"));

        Await.until(() -> assertThat(dead()).containsExactly("421 later much later"));
        assertThat(transport.sent).hasSize(3);
        Await.until(() -> assertThat(followed.committed()).containsExactly(MailOutcome.failed("greeting/1")));
    }

    @Test
    void aServerThatNeverAnswersHoldsNothingUp() {
        var transport = new Recorder();
        transport.outcome = Promise.<Void>promise().future();
        var pace = new MailPace(QUICK.lease(), Duration.ofMillis(50), QUICK.firstPause(), QUICK.longestPause(), 2);
        var queue = deliver(pace, transport);

        IntStream.range(0, 6).forEach(i -> post(queue, "greeting/" + i, mail("ada@example.org", "Hello")));

        Await.until(() -> assertThat(dead()).hasSize(6));
        assertThat(transport.sent).hasSize(12);
    }

    @Test
    void whatADeadNodeHadTakenIsSentByAnother() {
        post(new MailQueue(BENCH.secrets(), Clock.systemUTC()), "greeting/1", mail("ada@example.org", "Orphan"));
        var dead = Await.result(new MailClaimTable(BENCH.database()).claim(node().current(), 10));
        var transport = new Recorder();
        var taken = System.nanoTime();

        deliver(QUICK, transport);

        Await.until(() -> assertThat(transport.subjects()).containsExactly("Orphan"));
        assertThat(dead).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - taken)).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void whoLostItsClaimWritesNoOutcome() {
        var claims = new MailClaimTable(BENCH.database());
        post(new MailQueue(BENCH.secrets(), Clock.systemUTC()), "greeting/1", mail("ada@example.org", "Once"));
        var node = node();
        var lost = Await.result(claims.claim(node.current(), 1)).get(0);
        Await.result(claims.sweep(Duration.ZERO));
        var held = Await.result(claims.claim(node.current(), 1)).get(0);

        var outcomes = new MailOutcomes(BENCH.database(), claims, List.of(followed));
        Await.result(outcomes.delivered(lost, "ada@example.org"));
        Await.result(outcomes.buried(lost, MailOutcome.failed("greeting/1"), "lost"));
        Await.result(claims.postpone(lost, Duration.ofHours(1), "lost"));
        Await.result(claims.giveBack(lost));

        assertThat(attempts()).isEqualTo(2);
        assertThat(dead()).isEmpty();
        assertThat(followed.committed()).isEmpty();
        Await.result(outcomes.delivered(held, "ada@example.org"));
        assertThat(waiting()).isZero();
        assertThat(followed.committed()).containsExactly(MailOutcome.sent("greeting/1", "ada@example.org"));
    }

    @Test
    void whatANodeSleptOverIsSentByAnotherAlone() {
        var pace = new MailPace(
                Duration.ofSeconds(1), Duration.ofMillis(200), QUICK.firstPause(), QUICK.longestPause(), QUICK.tries());
        var posted = new MailQueue(BENCH.secrets(), Clock.systemUTC());
        IntStream.range(0, 4).forEach(i -> post(posted, "greeting/" + i, mail("ada@example.org", "Mail " + i)));
        var sleeper = new Sleeper();
        var machine = Vertx.vertx();
        try {
            var database = new Database(machine, DatabasePool.create(machine, BENCH.applicationLogin()));
            var queue = new MailQueue(BENCH.secrets(), Clock.systemUTC());
            var sleeping = Await.result(machine.deployVerticle(new MailDelivery(
                    database,
                    node(),
                    BENCH.secrets(),
                    queue,
                    List.of(),
                    () -> sleeper,
                    pace,
                    meters(),
                    Clock.systemUTC())));
            Await.until(() -> assertThat(sleeper.subjects()).hasSize(1));

            var transport = new Recorder();
            deliver(pace, transport);
            Await.until(() -> assertThat(waiting()).isZero());
            sleeper.wokenUp.countDown();
            Await.result(machine.undeploy(sleeping));

            assertThat(transport.subjects()).containsExactlyInAnyOrder("Mail 0", "Mail 1", "Mail 2", "Mail 3");
            assertThat(sleeper.subjects()).as("what was under way").hasSize(1);
        } finally {
            sleeper.wokenUp.countDown();
            Await.result(machine.close());
        }
    }

    @Test
    void twoNodesSendEachMailOnce() {
        var transport = new Recorder();
        var queue = deliver(QUICK, transport);
        var other = new MailQueue(BENCH.secrets(), Clock.systemUTC());
        var otherId = Await.result(BENCH.vertx().deployVerticle(delivery(other, QUICK, transport)));

        IntStream.range(0, 40)
                .forEach(i -> post(i % 2 == 0 ? queue : other, "greeting/" + i, mail("a@b.c", "Mail " + i)));

        Await.until(() -> assertThat(waiting()).isZero());
        Await.result(BENCH.vertx().undeploy(otherId));
        assertThat(transport.subjects()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void aNewerMailOnATopicTakesThePlaceOfOneThatWaitsAndAWithdrawnOneIsGone() {
        var queue = new MailQueue(BENCH.secrets(), Clock.systemUTC());
        post(queue, "greeting/1", mail("ada@example.org", "First"));
        post(queue, "greeting/1", mail("ada@example.org", "Second"));
        post(queue, "greeting/2", mail("ada@example.org", "Third"));
        Await.result(BENCH.database().inTransaction(Tenant.PLATFORM, tx -> queue.withdraw(tx, "greeting/2")));
        var transport = new Recorder();

        deliver(QUICK, transport);

        Await.until(() -> assertThat(waiting()).isZero());
        assertThat(transport.subjects()).containsExactly("Second");
    }

    @Test
    void aMailThatLostItsUseIsNotSent() {
        var queue = new MailQueue(BENCH.secrets(), Clock.systemUTC());
        Await.result(BENCH.database()
                .inTransaction(
                        Tenant.PLATFORM,
                        tx -> queue.post(
                                tx,
                                "greeting/1",
                                mail("ada@example.org", "Late"),
                                Instant.now().minusSeconds(1))));
        var transport = new Recorder();

        deliver(QUICK, transport);

        Await.until(() -> assertThat(dead()).hasSize(1));
        assertThat(transport.sent).isEmpty();
    }

    @Test
    void theQueueKeepsNothingReadable() {
        post(
                new MailQueue(BENCH.secrets(), Clock.systemUTC()),
                "greeting/1",
                new Mail("ada@example.org", "Hello", "the token is s3cr3t", "<p>s3cr3t", List.of("s3cr3t")));

        var row = BENCH.sql("select m::text as row from guildhall.mail m")
                .iterator()
                .next()
                .getString("row");

        assertThat(row).doesNotContain("s3cr3t", "ada@example.org", "Hello");
    }

    @Test
    void withoutAServerMailsAreKeptAsFilesOfTheirOwnerOnly() throws Exception {
        var mails = folder.resolve("mail");
        var queue = deliver(QUICK, new FolderTransport(BENCH.vertx(), new Mime("no-reply@example.org"), mails));

        post(queue, "greeting/1", mail("ada@example.org", "Hello"));

        Await.until(() -> assertThat(waiting()).isZero());
        var files = filesIn(mails);
        assertThat(files).singleElement().satisfies(file -> {
            assertThat(file.toString()).endsWith(".eml");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(new MimeMessage(null, Files.newInputStream(file)).getSubject())
                    .isEqualTo("Hello");
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mails)))
                .isEqualTo("rwx------");
    }

    @Test
    void stoppingLetsAMailUnderWayArrive() {
        var transport = new Recorder();
        var arrival = Promise.<Void>promise();
        transport.outcome = arrival.future();
        var queue = deliver(QUICK, transport);
        post(queue, "greeting/1", mail("ada@example.org", "Hello"));
        Await.until(() -> assertThat(transport.sent).hasSize(1));

        var stopped = BENCH.vertx().undeploy(deployed);
        deployed = null;
        arrival.complete();
        Await.result(stopped);

        assertThat(waiting()).isZero();
        assertThat(transport.closed).isTrue();
    }

    /** Takes down what it is to send. */
    private static class Recorder implements MailTransport {

        private final Queue<Mail> sent = new ConcurrentLinkedQueue<>();
        private volatile Future<Void> outcome = Future.succeededFuture();
        private volatile boolean closed;

        @Override
        public Future<Void> send(UUID id, Mail mail, Instant writtenAt) {
            sent.add(mail);
            return outcome;
        }

        @Override
        public Future<Void> close() {
            closed = true;
            return Future.succeededFuture();
        }

        List<String> subjects() {
            return sent.stream().map(Mail::subject).toList();
        }
    }

    /** Stands still with its node while it sends, until it is woken up. */
    private static final class Sleeper extends Recorder {

        private final CountDownLatch wokenUp = new CountDownLatch(1);

        @Override
        public Future<Void> send(UUID id, Mail mail, Instant writtenAt) {
            var sent = super.send(id, mail, writtenAt);
            try {
                assertThat(wokenUp.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return sent;
        }
    }

    private MailQueue deliver(MailPace pace, MailTransport transport) {
        var queue = new MailQueue(BENCH.secrets(), Clock.systemUTC());
        deployed = Await.result(BENCH.vertx().deployVerticle(delivery(queue, pace, transport)));
        return queue;
    }

    private MailDelivery delivery(MailQueue queue, MailPace pace, MailTransport transport) {
        return new MailDelivery(
                BENCH.database(),
                node(),
                BENCH.secrets(),
                queue,
                List.of(followed),
                () -> transport,
                pace,
                meters(),
                Clock.systemUTC());
    }

    private static MailMeters meters() {
        return new MailMeters(new SimpleMeterRegistry());
    }

    private static MailPace patient() {
        return new MailPace(QUICK.lease(), QUICK.tryLimit(), Duration.ofMillis(50), Duration.ofMillis(100), 1_000);
    }

    private static void post(MailQueue queue, String topic, Mail mail) {
        Await.result(BENCH.database()
                .inTransaction(
                        Tenant.PLATFORM,
                        tx -> queue.post(tx, topic, mail, Instant.now().plusSeconds(3_600))));
    }

    private static Mail mail(String to, String subject) {
        return new Mail(to, subject, "Text of " + subject, "<p>Text of " + subject + "</p>", List.of());
    }

    private static MailTransport smtpTo(int port) {
        return smtpTo("smtp://127.0.0.1:", port);
    }

    private static MailTransport smtpTo(String prefix, Object rest) {
        return new SmtpTransport(
                BENCH.vertx(), new Mime("Guildhall <no-reply@example.org>"), SmtpServer.parse(prefix + rest));
    }

    private static GreenMail smtp(int port) {
        var started = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        started.start();
        return started;
    }

    private List<MimeMessage> received() {
        return Arrays.asList(server.getReceivedMessages());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long waiting() {
        return BENCH.sql("select count(*) as mails from guildhall.mail where dead_at is null")
                .iterator()
                .next()
                .getLong("mails");
    }

    private static int attempts() {
        return BENCH.sql("select coalesce(max(attempts), 0) as attempts from guildhall.mail")
                .iterator()
                .next()
                .getInteger("attempts");
    }

    private static List<String> dead() {
        var errors = new ArrayList<String>();
        BENCH.sql("select last_error from guildhall.mail where dead_at is not null and next_attempt_at is null")
                .forEach(row -> errors.add(row.getString("last_error")));
        return errors;
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }
}
