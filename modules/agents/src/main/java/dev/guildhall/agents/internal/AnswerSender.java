package dev.guildhall.agents.internal;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one answer in the making to other nodes, a piece now and then. What cannot be sent is not: the message comes when it
 * is whole. Lives on one event loop.
 */
final class AnswerSender {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerSender.class);
    private static final long PAUSE_MILLIS = 150;
    private static final long PAUSE_ALONE_MILLIS = 1_000;

    private final Vertx vertx;
    private final RemoteAnswers remote;
    private final RunClaim claim;
    private final StringBuilder unsent = new StringBuilder();
    private int number;
    private boolean sending;
    private boolean over;

    AnswerSender(Vertx vertx, RemoteAnswers remote, RunClaim claim) {
        this.vertx = vertx;
        this.remote = remote;
        this.claim = claim;
    }

    void add(String piece) {
        unsent.append(piece);
        send();
    }

    /** Sends nothing any more. */
    void end() {
        over = true;
        remote.end(claim.run().id());
    }

    private void send() {
        if (sending || over || unsent.isEmpty()) {
            return;
        }
        sending = true;
        if (!remote.isNeeded()) {
            // Another node may come before the answer is whole.
            vertx.setTimer(PAUSE_ALONE_MILLIS, id -> goOn());
            return;
        }
        var part = new RunPartTable.Part(claim.key().workspace(), claim.run().id(), ++number, unsent.toString());
        unsent.setLength(0);
        remote.send(part)
                .onFailure(failure -> {
                    over = true;
                    LOG.debug("An answer in the making cannot be sent on", failure);
                })
                .onComplete(sent -> vertx.setTimer(PAUSE_MILLIS, id -> goOn()));
    }

    private void goOn() {
        sending = false;
        send();
    }
}
