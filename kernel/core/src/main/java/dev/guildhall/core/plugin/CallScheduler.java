package dev.guildhall.core.plugin;

import dev.guildhall.core.plugin.ExtensionFailure.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Says which calls may run. There are so many places for all installations together and so many for each; who finds none
 * waits in the installation's queue, and free places go round among the installations that wait.
 *
 * <p>A call made by a call is never kept waiting, for the one above it holds a place and would wait for itself.
 */
final class CallScheduler {

    private final ExecutionLimits limits;

    /** The installations with a waiting call and a free place of their own, each once. */
    private final Deque<Queue> ready = new ArrayDeque<>();

    private int running;

    CallScheduler(ExecutionLimits limits) {
        this.limits = limits;
    }

    /** One installation's calls, guarded by the scheduler's lock. */
    static final class Queue {

        private final Deque<ExtensionCall<?>> waiting = new ArrayDeque<>(0);
        private ExtensionFailure refusal;
        private int running;
        private boolean listed;
        private Runnable whenIdle;
    }

    void submit(Queue queue, ExtensionCall<?> call) {
        ExtensionFailure refusal;
        synchronized (this) {
            refusal = refusal(queue, call);
            if (refusal == null && !hasPlaceFor(queue, call)) {
                queue.waiting.add(call);
                enlist(queue);
                return;
            }
            if (refusal == null) {
                admit(queue, call);
            }
        }
        if (refusal == null) {
            call.start();
        } else {
            call.fail(refusal);
        }
    }

    /** Starts a call whether or not there is a place for it, or calls are refused: an extension's start or stop. */
    void force(Queue queue, ExtensionCall<?> call) {
        synchronized (this) {
            admit(queue, call);
        }
        call.start();
    }

    private boolean hasPlaceFor(Queue queue, ExtensionCall<?> call) {
        return call.chain().isNested()
                || (queue.waiting.isEmpty()
                        && running < limits.running()
                        && queue.running < limits.runningPerInstallation());
    }

    private ExtensionFailure refusal(Queue queue, ExtensionCall<?> call) {
        var full = queue.waiting.size() >= limits.waitingPerInstallation();
        if (queue.refusal == null && full && !call.chain().isNested()) {
            return new ExtensionFailure(
                    Kind.OVERLOADED, limits.waitingPerInstallation() + " calls wait for the extension already");
        }
        return queue.refusal;
    }

    /**
     * Gives the place of a call back and starts those that were waiting for one.
     *
     * @param here the threads of the caller, which then runs the returned call itself; null when it runs none
     */
    ExtensionCall<?> release(Queue queue, ExtensionThreads here) {
        var next = new ArrayList<ExtensionCall<?>>(1);
        Runnable idle = null;
        synchronized (this) {
            running--;
            queue.running--;
            enlist(queue);
            admitReady(next);
            if (queue.running == 0 && queue.waiting.isEmpty()) {
                idle = queue.whenIdle;
                queue.whenIdle = null;
            }
        }
        if (idle != null) {
            idle.run();
        }
        return start(next, here);
    }

    private void admitReady(List<ExtensionCall<?>> admitted) {
        while (running < limits.running() && !ready.isEmpty()) {
            var queue = ready.poll();
            queue.listed = false;
            var call = queue.waiting.poll();
            if (call != null) {
                admit(queue, call);
                admitted.add(call);
                enlist(queue);
            }
        }
    }

    private static ExtensionCall<?> start(List<ExtensionCall<?>> calls, ExtensionThreads here) {
        ExtensionCall<?> mine = null;
        for (var call : calls) {
            if (mine == null && call.lane().threads() == here) {
                mine = call;
            } else {
                call.start();
            }
        }
        return mine;
    }

    private void admit(Queue queue, ExtensionCall<?> call) {
        running++;
        queue.running++;
        call.admit();
    }

    private void enlist(Queue queue) {
        if (!queue.listed && !queue.waiting.isEmpty() && queue.running < limits.runningPerInstallation()) {
            queue.listed = true;
            ready.add(queue);
        }
    }

    /** Removes a call that no longer waits for a place. */
    synchronized void forget(Queue queue, ExtensionCall<?> call) {
        queue.waiting.remove(call);
    }

    /** From now on refuses calls of the installation; those that wait are refused too. */
    void refuse(Queue queue, ExtensionFailure refusal) {
        List<ExtensionCall<?>> waiting;
        synchronized (this) {
            queue.refusal = refusal;
            waiting = List.copyOf(queue.waiting);
            queue.waiting.clear();
        }
        waiting.forEach(call -> call.fail(refusal));
    }

    /** Calls back, on any thread, once none of the installation's calls runs or waits. */
    void whenIdle(Queue queue, Runnable callback) {
        synchronized (this) {
            if (queue.running > 0 || !queue.waiting.isEmpty()) {
                queue.whenIdle = callback;
                return;
            }
        }
        callback.run();
    }
}
