package dev.guildhall.mail.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.secret.SecretUnreadableException;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailQueue;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is in the queue, a few mails at a time. It takes a mail by making it due again later, so that another
 * node tries it should this one die; it is sent, and the outcome written, only while the mail is still this node's.
 */
public final class MailDelivery extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);
    private static final int AT_ONCE = 4;
    private static final int LONGEST_ERROR = 500;
    private static final Duration DEAD_REMEMBERED = Duration.ofDays(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(4);

    private final Database database;
    private final SecretBox secrets;
    private final MailQueue queue;
    private final Supplier<MailTransport> transports;
    private final MailPace pace;
    private final Clock clock;
    private final MailTable table = new MailTable();
    private final FailureLog failures = new FailureLog(LOG, "read the mail queue");
    private final Set<Future<Void>> underWay = new HashSet<>();
    private MailTransport transport;
    private boolean looking;
    private boolean lookAgain;
    private boolean stopping;

    public MailDelivery(
            Database database,
            SecretBox secrets,
            MailQueue queue,
            Supplier<MailTransport> transports,
            MailPace pace,
            Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.queue = queue;
        this.transports = transports;
        this.pace = pace;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        queue.onPosted(() -> context.runOnContext(woken -> look()));
        vertx.setPeriodic(pace.poll().toMillis(), tick -> look());
        vertx.setPeriodic(Duration.ofHours(1).toMillis(), tick -> forget());
        look();
        return Future.succeededFuture();
    }

    /** Takes no more mails and gives those under way a moment; what is not done by then is tried again elsewhere. */
    @Override
    public Future<?> stop() {
        stopping = true;
        queue.onPosted(() -> {});
        return Future.join(Set.copyOf(underWay).stream().toList())
                .timeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .transform(ended -> transport == null ? Future.succeededFuture() : transport.close());
    }

    private void look() {
        if (stopping || underWay.size() >= AT_ONCE) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        lookAgain = false;
        var now = clock.instant();
        var asked = System.nanoTime();
        table.claim(database, now, now.plus(pace.lease()), AT_ONCE - underWay.size())
                .onSuccess(claimed -> claimed.forEach(mail -> begin(mail, asked)))
                .onComplete(looked -> {
                    failures.note(looked);
                    looking = false;
                    if (lookAgain) {
                        look();
                    }
                });
    }

    private void begin(QueuedMail mail, long takenAt) {
        var delivery = deliver(mail, takenAt)
                .onFailure(failure ->
                        LOG.warn("What became of mail {} about {} was not noted", mail.id(), mail.topic(), failure));
        underWay.add(delivery);
        delivery.onComplete(ended -> {
            underWay.remove(delivery);
            look();
        });
    }

    private Future<Void> deliver(QueuedMail mail, long takenAt) {
        if (!pace.leavesTimeForATry(Duration.ofNanos(System.nanoTime() - takenAt))) {
            LOG.warn("Mail {} about {} is left to others, for this node stood still", mail.id(), mail.topic());
            return Future.succeededFuture();
        }
        if (mail.usefulUntil().isBefore(clock.instant())) {
            return bury(mail, "it was of no use any more");
        }
        return Future.<Void>succeededFuture()
                .compose(ready -> transport().send(mail.id(), open(mail), mail.createdAt()))
                .timeout(pace.tryLimit().toMillis(), TimeUnit.MILLISECONDS)
                .transform(sent -> sent.succeeded() ? table.delivered(database, mail) : failed(mail, sent.cause()));
    }

    private Mail open(QueuedMail mail) {
        return Mail.decode(secrets.open(QueuedMail.purpose(mail.id()), mail.content()));
    }

    // Made with the first mail, for most starts send none.
    private MailTransport transport() {
        if (transport == null) {
            transport = transports.get();
        }
        return transport;
    }

    private Future<Void> failed(QueuedMail mail, Throwable cause) {
        var error = SingleLine.of(String.valueOf(cause.getMessage()), LONGEST_ERROR);
        var hopeless = cause instanceof MailRefusedException
                || cause instanceof SecretUnreadableException
                || mail.attempt() >= pace.tries();
        if (hopeless) {
            return bury(mail, error);
        }
        var pause = pace.pauseAfter(mail.attempt());
        LOG.warn(
                "Mail {} about {} could not be sent and is tried again in {} s: {}",
                mail.id(),
                mail.topic(),
                pause.toSeconds(),
                error);
        return table.postpone(database, mail, clock.instant().plus(pause), error);
    }

    private Future<Void> bury(QueuedMail mail, String error) {
        LOG.error("Mail {} about {} is given up on after {} tries: {}", mail.id(), mail.topic(), mail.attempt(), error);
        return table.bury(database, mail, clock.instant(), error);
    }

    private void forget() {
        table.forget(database, clock.instant().minus(DEAD_REMEMBERED))
                .onFailure(failure -> LOG.warn("Mails given up on long ago were not forgotten", failure));
    }
}
