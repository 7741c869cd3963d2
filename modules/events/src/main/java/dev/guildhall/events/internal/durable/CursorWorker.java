package dev.guildhall.events.internal.durable;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.work.Worker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves one cursor that this node has claimed, step by step, until there is nothing to do or the claim is lost. */
abstract class CursorWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(CursorWorker.class);

    private static final long UNAVAILABLE_MILLIS = 1_000;

    final CursorClaim claim;
    final Cursor.Key key;

    private final Vertx vertx;
    private final FailureLog failures;
    private final Promise<Boolean> ended = Promise.promise();
    private boolean noticed;
    private boolean stopping;

    CursorWorker(Vertx vertx, CursorClaim claim) {
        this.vertx = vertx;
        this.claim = claim;
        this.key = claim.key();
        this.failures = new FailureLog(LOG, "go on with the delivery to " + key);
    }

    /** Delivers one batch; true when there may be more to do and the claim still holds. */
    abstract Future<Boolean> step();

    @Override
    public Future<Boolean> run() {
        goOn();
        return ended.future();
    }

    @Override
    public void notice() {
        noticed = true;
    }

    @Override
    public void stop() {
        stopping = true;
    }

    /** To be called before it is looked what there is to do. */
    void forgetNotice() {
        noticed = false;
    }

    /** Whether there is work that it may not have seen. */
    boolean isNoticed() {
        return noticed;
    }

    boolean isStopping() {
        return stopping;
    }

    private void goOn() {
        if (!claim.holds()) {
            ended.complete(noticed);
            return;
        }
        step().onComplete(step -> {
            failures.note(step);
            if (step.failed() && !stopping) {
                vertx.setTimer(UNAVAILABLE_MILLIS, id -> goOn());
            } else if (step.succeeded() && step.result()) {
                goOn();
            } else {
                ended.complete(noticed);
            }
        });
    }
}
