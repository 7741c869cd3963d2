package dev.guildhall.core.plugin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pieces of an extension's code one after the other, in the order they come. Only when a piece blocks, and might
 * wait for the ones behind it, do those go on beside it.
 */
final class Strand {

    private static final Logger LOG = LoggerFactory.getLogger(Strand.class);

    private final ExtensionThreads threads;
    private final Supplier<Turn> turns;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private Runner runner;

    Strand(ExtensionThreads threads, Supplier<Turn> turns) {
        this.threads = threads;
        this.turns = turns;
    }

    void execute(Runnable piece) {
        synchronized (this) {
            waiting.add(piece);
        }
        unblock();
    }

    /** Called after a piece was added and every now and then, for a piece blocks without telling anyone. */
    void unblock() {
        Runner next;
        synchronized (this) {
            if (waiting.isEmpty() || (runner != null && !runner.isBlocked())) {
                return;
            }
            next = new Runner();
            runner = next;
        }
        try {
            threads.execute(next);
        } catch (RejectedExecutionException unloaded) {
            LOG.debug("Dropped what an unloaded extension was still waiting for");
        }
    }

    private synchronized Runnable nextFor(Runner current) {
        if (runner != current) {
            return null;
        }
        var piece = waiting.poll();
        if (piece == null) {
            runner = null;
        }
        return piece;
    }

    private final class Runner implements Runnable {

        private volatile Turn turn;

        @Override
        public void run() {
            for (var piece = nextFor(this); piece != null; piece = nextFor(this)) {
                turn = turns.get();
                turn.run(piece);
            }
        }

        boolean isBlocked() {
            var running = turn;
            return running != null && running.isBlocked();
        }
    }
}
