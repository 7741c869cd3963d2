package dev.guildhall.agents.internal;

import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of a session from some message on, for one follower. It gives every sequence once and in order: a live
 * message that is the next one goes straight to the follower, and when the follower is behind, messages are read page by
 * page as it takes them. Pieces of answers are given to those only who are not behind. Everything but what it hears happens
 * on the event loop on which it was made.
 */
public final class SessionTail implements LiveSessions.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SessionTail.class);
    private static final int PAGE = 50;

    private final Database database;
    private final Context loop;
    private final SessionKey session;
    private final SessionFollower follower;
    private final MessageTable messages = new MessageTable();
    private final Registration listening;

    private final LiveSessions live;
    private final RemoteAnswers remote;

    private Registration present = () -> {};
    private UUID told;
    private int toldOfIt;
    private volatile long sent;
    private long newest;
    private boolean begun;
    private boolean reading;
    private boolean ended;

    public SessionTail(
            Vertx vertx,
            Database database,
            LiveSessions live,
            RemoteAnswers remote,
            SessionKey session,
            SessionFollower follower) {
        this.database = database;
        this.loop = vertx.getOrCreateContext();
        this.session = session;
        this.follower = follower;
        this.live = live;
        this.remote = remote;
        this.listening = live.listen(session, this);
    }

    /** Begins with the message after the given one. */
    public void begin(long after, long last) {
        begun = true;
        sent = after;
        newest = Math.max(newest, last);
        catchUp();
        // What is missed for want of it comes with the message.
        remote.watch(session).onFailure(failure -> LOG.debug("Cannot look for answers in the making", failure));
    }

    /** Tells the others who follow the session that this user does, and the follower who else does. */
    public void join(Presence presence, UserId user) {
        present = presence.join(
                session,
                user,
                users -> loop.runOnContext(ignored -> {
                    if (!ended) {
                        follower.present(users);
                    }
                }));
    }

    /** The follower takes messages again. */
    public void drained() {
        catchUp();
    }

    /** Lets go of everything. */
    public void close() {
        if (!ended) {
            ended = true;
            listening.cancel();
            present.cancel();
        }
    }

    @Override
    public boolean lacks(long sequence) {
        return sent < sequence;
    }

    @Override
    public void said(long sequence, Optional<SessionMessage> message) {
        loop.runOnContext(ignored -> {
            if (ended) {
                return;
            }
            newest = Math.max(newest, sequence);
            if (message.isPresent() && begun && !reading && sequence == sent + 1 && !follower.isFull()) {
                follower.message(message.get());
                sent = sequence;
            } else {
                catchUp();
            }
        });
    }

    @Override
    public void goesOn() {
        loop.runOnContext(ignored -> goOn());
    }

    private void goOn() {
        if (begun && !ended && !reading && sent >= newest && !follower.isFull()) {
            live.answer(session).ifPresent(this::tell);
        }
    }

    private void tell(Answer answer) {
        if (!answer.run().equals(told)) {
            told = answer.run();
            toldOfIt = 0;
        }
        var piece = answer.after(toldOfIt);
        if (!piece.isEmpty()) {
            toldOfIt += piece.length();
            follower.token(new AgentToken(session.session(), answer.run(), answer.agentKey(), piece));
        }
    }

    @Override
    public void ended(UUID run, String status, Optional<String> errorCode) {
        loop.runOnContext(ignored -> {
            if (!ended && begun) {
                follower.ended(new EndedRun(session.session(), run, status, errorCode));
            }
        });
    }

    @Override
    public void gone() {
        loop.runOnContext(ignored -> {
            if (!ended) {
                close();
                follower.end();
            }
        });
    }

    private void catchUp() {
        if (!begun || ended || reading || follower.isFull()) {
            return;
        }
        if (sent >= newest) {
            goOn();
            return;
        }
        reading = true;
        messages.after(database, session.workspace(), session.session(), sent, PAGE)
                .onComplete(page -> {
                    reading = false;
                    if (ended) {
                        return;
                    }
                    if (page.failed()) {
                        LOG.debug("Cannot read what was said", page.cause());
                        close();
                        follower.interrupt();
                    } else {
                        send(page.result());
                    }
                });
    }

    private void send(List<SessionMessage> page) {
        for (var message : page) {
            follower.message(message);
            sent = message.sequence();
        }
        if (!page.isEmpty()) {
            catchUp();
        }
    }
}
