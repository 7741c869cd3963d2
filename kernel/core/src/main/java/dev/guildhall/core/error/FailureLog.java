package dev.guildhall.core.error;

import io.vertx.core.AsyncResult;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Writes down of work that is done again and again when it begins to fail and when it succeeds again, not each time. */
public final class FailureLog {

    private final Logger log;
    private final String work;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param work what is done, to finish the sentence "could not" */
    public FailureLog(Logger log, String work) {
        this.log = log;
        this.work = work;
    }

    /** The work was done once more, or failed. */
    public void note(AsyncResult<?> done) {
        if (failing.getAndSet(done.failed()) == done.failed()) {
            return;
        }
        if (done.failed()) {
            log.warn("Could not {}; it is tried again", work, done.cause());
        } else {
            log.info("Could {} again", work);
        }
    }
}
