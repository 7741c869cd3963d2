package dev.guildhall.host;

import dev.guildhall.core.error.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The right of one call, or of what an installation does outside of its calls, to run code. It has a place while any of
 * its code runs, and none while all of it only waits. Its state is guarded by the lock of the {@link FairScheduler}.
 */
final class Seat {

    /** Whose seat it is. */
    interface Owner {

        /** Its code will not run. */
        void refused(ExtensionFailure why);

        /** None of its code is there any more; more may come. */
        void quiet();
    }

    private final FairScheduler scheduler;
    private final FairScheduler.Queue queue;
    private final ExtensionThreads threads;
    private final Owner owner;

    private final List<Piece> waiting = new ArrayList<>(1);
    private int running;
    private int alive;
    private boolean placed;
    private boolean counted;

    Seat(FairScheduler scheduler, FairScheduler.Queue queue, ExtensionThreads threads, Owner owner) {
        this.scheduler = scheduler;
        this.queue = queue;
        this.threads = threads;
        this.owner = owner;
    }

    /** Code on its way to a thread and on it. It counts until it ends or is lost, but for while it is blocked. */
    final class Piece {

        private enum State {
            RUNNING,
            PARKED,
            OVER
        }

        private final Consumer<Piece> code;
        private State state = State.RUNNING;

        private Piece(Consumer<Piece> code) {
            this.code = code;
        }

        /** False when there is no thread for it, as when the extension has been unloaded. */
        boolean dispatch() {
            try {
                threads.execute(this::run);
                return true;
            } catch (RejectedExecutionException | OutOfMemoryError noThread) {
                OutOfMemory.endIf(noThread);
                owner.refused(new ExtensionFailure(
                        ExtensionFailure.Kind.OVERLOADED, "There is no thread for the extension's code"));
                end();
                return false;
            }
        }

        private void run() {
            try {
                code.accept(this);
            } finally {
                end();
            }
        }

        /** The code is over or given up; what else the thread does now is the host's own. */
        void end() {
            boolean quiet;
            List<Piece> next;
            synchronized (scheduler) {
                if (state == State.OVER) {
                    return;
                }
                next = state == State.RUNNING ? leave() : List.of();
                if (state == State.PARKED) {
                    queue.unpark();
                }
                state = State.OVER;
                alive--;
                quiet = alive == 0;
            }
            threads.whileFree(() -> next.forEach(Piece::dispatch));
            if (quiet) {
                owner.quiet();
            }
        }

        /** The code is blocked: others may run meanwhile, as long as there may be more threads. */
        void park() {
            List<Piece> next;
            synchronized (scheduler) {
                if (state != State.RUNNING || !queue.park()) {
                    return;
                }
                state = State.PARKED;
                next = leave();
            }
            next.forEach(Piece::dispatch);
        }

        /** It runs on, whether there is a place or not. */
        void unpark() {
            synchronized (scheduler) {
                if (state == State.PARKED) {
                    state = State.RUNNING;
                    queue.unpark();
                    running++;
                    takePlace();
                }
            }
        }

        private List<Piece> leave() {
            running--;
            if (running > 0 || !placed) {
                return List.of();
            }
            placed = false;
            return scheduler.release(queue);
        }
    }

    /** Runs the code on a thread of the extension as soon as there is a place. */
    void execute(Consumer<Piece> code) {
        List<Piece> due;
        synchronized (scheduler) {
            due = placed ? List.of(add(code)) : waiting(code);
        }
        due.forEach(Piece::dispatch);
    }

    private List<Piece> waiting(Consumer<Piece> code) {
        waiting.add(add(code));
        return waiting.size() == 1 ? scheduler.seekPlace(queue, this) : List.of();
    }

    /** The same without waiting for a place, for those who wait for this hold something; false when it cannot run. */
    boolean executeNow(Consumer<Piece> code) {
        Piece piece;
        synchronized (scheduler) {
            piece = add(code);
            takePlace();
        }
        return piece.dispatch();
    }

    private Piece add(Consumer<Piece> code) {
        alive++;
        running++;
        return new Piece(code);
    }

    private void takePlace() {
        if (!placed) {
            placed = true;
            queue.take();
        }
    }

    /** Whether there is code that waits for a place; called under the scheduler's lock. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Takes a place for what waits; called under the scheduler's lock. */
    List<Piece> place() {
        takePlace();
        var due = List.copyOf(waiting);
        waiting.clear();
        return due;
    }

    /** Drops what waits for a place; called under the scheduler's lock. */
    void drop() {
        waiting.forEach(piece -> piece.state = Piece.State.OVER);
        running -= waiting.size();
        alive -= waiting.size();
        waiting.clear();
    }

    /** Notes that it is a call that has begun; called under the scheduler's lock. */
    void count() {
        counted = true;
    }

    /** Whether it was a call that is over now that it has answered, once; called under the scheduler's lock. */
    boolean endsCall() {
        var ends = counted && alive == 0;
        counted &= !ends;
        return ends;
    }

    Owner owner() {
        return owner;
    }
}
