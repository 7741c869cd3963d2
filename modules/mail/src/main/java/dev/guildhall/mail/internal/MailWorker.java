package dev.guildhall.mail.internal;

import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.secret.SecretUnreadableException;
import dev.guildhall.core.work.Worker;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailOutcome;
import dev.guildhall.mail.internal.MailMeters.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries once to send a mail that this node has claimed, and notes what became of that. */
final class MailWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(MailWorker.class);
    private static final int LONGEST_ERROR = 500;
    private static final long UNAVAILABLE_MILLIS = 1_000;

    private final Vertx vertx;
    private final MailClaimTable table;
    private final MailOutcomes outcomes;
    private final SecretBox secrets;
    private final Supplier<MailTransport> transport;
    private final MailPace pace;
    private final MailMeters meters;
    private final Clock clock;
    private final MailClaim claim;
    private final QueuedMail mail;
    private boolean stopping;

    MailWorker(
            Vertx vertx,
            MailClaimTable table,
            MailOutcomes outcomes,
            SecretBox secrets,
            Supplier<MailTransport> transport,
            MailPace pace,
            MailMeters meters,
            Clock clock,
            MailClaim claim) {
        this.vertx = vertx;
        this.table = table;
        this.outcomes = outcomes;
        this.secrets = secrets;
        this.transport = transport;
        this.pace = pace;
        this.meters = meters;
        this.clock = clock;
        this.claim = claim;
        this.mail = claim.mail();
    }

    @Override
    public Future<Boolean> run() {
        return work().map(false);
    }

    @Override
    public void stop() {
        stopping = true;
    }

    private Future<Void> work() {
        if (!claim.holds() || !pace.leavesTimeForATry(claim.age())) {
            LOG.warn("Mail {} about {} is left to others, for this node stood still", mail.id(), mail.topic());
            return note(() -> table.giveBack(claim));
        }
        if (mail.usefulUntil().isBefore(clock.instant())) {
            return bury(MailOutcome.failed(mail.topic()), "it was of no use any more");
        }
        return Future.<Void>succeededFuture()
                .map(ready -> open())
                .transform(opened -> opened.succeeded() ? send(opened.result()) : failed(opened.cause()));
    }

    private Future<Void> send(Mail opened) {
        return Future.succeededFuture(opened)
                .compose(ready -> transport.get().send(mail.id(), ready, mail.createdAt()))
                .timeout(pace.tryLimit().toMillis(), TimeUnit.MILLISECONDS)
                .transform(sent -> sent.succeeded() ? sent(opened.to()) : unsent(opened.to(), sent.cause()));
    }

    private Future<Void> sent(String recipient) {
        meters.count(Outcome.SENT);
        return note(() -> outcomes.delivered(claim, recipient));
    }

    private Mail open() {
        return Mail.decode(secrets.open(QueuedMail.purpose(mail.id()), mail.content()));
    }

    private Future<Void> unsent(String recipient, Throwable cause) {
        if (!(cause instanceof MailRefusedException)) {
            return failed(cause);
        }
        var error = error(cause);
        return bury(MailOutcome.refused(mail.topic(), recipient, SingleLine.withoutAddresses(error)), error);
    }

    private Future<Void> failed(Throwable cause) {
        var error = error(cause);
        if (cause instanceof SecretUnreadableException || mail.attempt() >= pace.tries()) {
            return bury(MailOutcome.failed(mail.topic()), error);
        }
        var pause = pace.pauseAfter(mail.attempt());
        LOG.warn(
                "Mail {} about {} could not be sent and is tried again in {} s: {}",
                mail.id(),
                mail.topic(),
                pause.toSeconds(),
                error);
        meters.count(Outcome.POSTPONED);
        return note(() -> table.postpone(claim, pause, error));
    }

    private static String error(Throwable cause) {
        return SingleLine.of(String.valueOf(cause.getMessage()), LONGEST_ERROR);
    }

    private Future<Void> bury(MailOutcome outcome, String error) {
        LOG.error("Mail {} about {} is given up on after {} tries: {}", mail.id(), mail.topic(), mail.attempt(), error);
        meters.count(Outcome.GIVEN_UP);
        return note(() -> outcomes.buried(claim, outcome, error));
    }

    // To forget what was sent would send it again.
    private Future<Void> note(Supplier<Future<Void>> outcome) {
        return outcome.get().recover(failure -> {
            if (stopping || claim.age().compareTo(pace.lease()) > 0) {
                LOG.warn("What became of mail {} about {} was not noted", mail.id(), mail.topic(), failure);
                return Future.succeededFuture();
            }
            return vertx.timer(UNAVAILABLE_MILLIS, TimeUnit.MILLISECONDS).compose(later -> note(outcome));
        });
    }
}
