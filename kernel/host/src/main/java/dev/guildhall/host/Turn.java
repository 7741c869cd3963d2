package dev.guildhall.host;

import dev.guildhall.host.Seat.Piece;
import java.time.Duration;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * One stretch of an extension's code on one of its threads, from where it begins until it returns. A turn that takes
 * too long is interrupted; when that does not end it either, its thread is counted as lost.
 */
final class Turn {

    private static final ThreadLocal<Turn> CURRENT = new ThreadLocal<>();

    private final InstallationLane lane;
    private final ExtensionCall<?, ?> call;
    private final Strand strand;
    private final Piece piece;
    private final long deadline;
    private Thread thread;
    private boolean lost;
    private boolean wasBlocked;
    private int noted;

    /**
     * @param call null outside of any call
     * @param strand null outside of any strand
     * @param piece what it is a part of
     * @param deadline on the clock of {@link System#nanoTime}
     */
    Turn(InstallationLane lane, ExtensionCall<?, ?> call, Strand strand, Piece piece, long deadline) {
        this.lane = lane;
        this.call = call;
        this.strand = strand;
        this.piece = piece;
        this.deadline = deadline;
    }

    /** The call whose code runs on this thread; null when there is none. */
    static ExtensionCall<?, ?> currentCall() {
        var turn = CURRENT.get();
        return turn == null ? null : turn.call;
    }

    /** Runs the code. */
    void run(Runnable code) {
        begin();
        try {
            code.run();
        } catch (Throwable thrown) {
            lane.logger()
                    .log(
                            Level.WARN,
                            lane.extension() + " threw",
                            Detached.copyOf(thrown),
                            call == null ? null : call.chain().requestId());
        } finally {
            end();
        }
    }

    private void begin() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        CURRENT.set(this);
        MDC.put("workspace", lane.workspaceKey());
        MDC.put("extension", lane.extension());
        if (call != null) {
            MDC.put("request", call.chain().requestId());
        }
        noted = lane.running().begins(describe());
        lane.watch(this);
    }

    private String describe() {
        return call == null
                ? lane.extension() + " in workspace " + lane.workspaceKey() + ", outside of any call"
                : call.describe();
    }

    private void end() {
        lane.unwatch(this);
        lane.running().ends(noted);
        synchronized (this) {
            thread = null;
        }
        CURRENT.remove();
        MDC.clear();
        Thread.interrupted();
        lane.restore(Thread.currentThread());
        if (isLost()) {
            lane.found();
        } else {
            piece.unpark();
        }
    }

    /** Called every now and then while the turn runs. */
    void check(long now, Duration grace) {
        if (strand != null) {
            strand.unblock();
        }
        if (isToGiveUp(now, grace)) {
            lane.lose();
            piece.end();
        } else {
            parkWhileBlocked();
        }
    }

    // Seen blocked twice in a row, or it may be just a lock that another thread has for a moment.
    private void parkWhileBlocked() {
        var isBlocked = isBlocked();
        if (!isBlocked) {
            piece.unpark();
        } else if (wasBlocked) {
            piece.park();
        }
        wasBlocked = isBlocked;
    }

    private synchronized boolean isToGiveUp(long now, Duration grace) {
        if (thread == null || lost || now - deadline < 0) {
            return false;
        }
        thread.interrupt();
        lost = now - deadline > grace.toNanos();
        return lost;
    }

    synchronized boolean isLost() {
        return lost;
    }

    /** Whether the code waits for something, perhaps for code that would have to run after it. */
    synchronized boolean isBlocked() {
        if (thread == null) {
            return false;
        }
        return lost
                || switch (thread.getState()) {
                    case BLOCKED, WAITING, TIMED_WAITING -> true;
                    default -> false;
                };
    }
}
