package dev.guildhall.host;

import dev.guildhall.core.error.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The tasks of one call, or those that an installation runs outside of its calls. Together they have one place while any
 * of them runs, and none while all of them only wait. Guarded by the lock of the {@link FairScheduler}.
 */
final class TaskGroup {

    /** Whose tasks they are. */
    interface Owner {

        /** Its code will not run. */
        void refused(ExtensionFailure why);

        /** None of its code is there any more; more may come. */
        void drained();
    }

    private final FairScheduler scheduler;
    private final FairScheduler.Queue queue;
    private final ExtensionThreads threads;
    private final Owner owner;

    private final List<Task> waiting = new ArrayList<>(1);
    private int running;
    private int alive;
    private boolean placed;
    private boolean counted;

    TaskGroup(FairScheduler scheduler, FairScheduler.Queue queue, ExtensionThreads threads, Owner owner) {
        this.scheduler = scheduler;
        this.queue = queue;
        this.threads = threads;
        this.owner = owner;
    }

    /** Code on its way to a thread and on it. It counts until it ends or is lost, but for while it is blocked. */
    final class Task {

        private enum State {
            RUNNING,
            PARKED,
            OVER
        }

        private final Consumer<Task> code;
        private State state = State.RUNNING;

        private Task(Consumer<Task> code) {
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
            boolean drained;
            List<Task> next;
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
                drained = alive == 0;
            }
            threads.whileFree(() -> next.forEach(Task::dispatch));
            if (drained) {
                owner.drained();
            }
        }

        /** The code is blocked: others may run meanwhile, as long as there may be more threads. */
        void park() {
            List<Task> next;
            synchronized (scheduler) {
                if (state != State.RUNNING || !queue.park()) {
                    return;
                }
                state = State.PARKED;
                next = leave();
            }
            next.forEach(Task::dispatch);
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

        private List<Task> leave() {
            running--;
            if (running > 0 || !placed) {
                return List.of();
            }
            placed = false;
            return scheduler.release(queue);
        }
    }

    /** Runs the code on a thread of the extension as soon as there is a place. */
    void execute(Consumer<Task> code) {
        List<Task> due;
        synchronized (scheduler) {
            due = placed ? List.of(add(code)) : waiting(code);
        }
        due.forEach(Task::dispatch);
    }

    private List<Task> waiting(Consumer<Task> code) {
        waiting.add(add(code));
        return waiting.size() == 1 ? scheduler.seekPlace(queue, this) : List.of();
    }

    /** The same without waiting for a place, for those who wait for this hold something; false when it cannot run. */
    boolean executeNow(Consumer<Task> code) {
        Task task;
        synchronized (scheduler) {
            task = add(code);
            takePlace();
        }
        return task.dispatch();
    }

    private Task add(Consumer<Task> code) {
        alive++;
        running++;
        return new Task(code);
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
    List<Task> place() {
        takePlace();
        var due = List.copyOf(waiting);
        waiting.clear();
        return due;
    }

    /** Drops what waits for a place; called under the scheduler's lock. */
    void drop() {
        waiting.forEach(task -> task.state = Task.State.OVER);
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
