package dev.guildhall.host;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.host.ExecutionLimits.Places;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decides which code may run. There are so many places for all installations together, fewer for each extension and each
 * workspace, and fewer still for each installation; who finds none waits in the installation's queue, and free places go
 * round among the installations that wait. A call has a place while its code runs and not while it waits, so what hangs
 * on something else keeps nobody from running.
 *
 * <p>A call made by a call never waits for a place, for the one above it may hold one and would wait for itself.
 */
final class FairScheduler {

    private final Places places;
    private final ConcurrencyLimit all;
    private final LoadingCache<String, ConcurrencyLimit> extensions;
    private final LoadingCache<String, ConcurrencyLimit> workspaces;

    FairScheduler(Places places) {
        this.places = places;
        this.all = new ConcurrencyLimit(places.running());
        this.extensions = Caffeine.newBuilder().weakValues().build(key -> new ConcurrencyLimit(places.share()));
        this.workspaces = Caffeine.newBuilder().weakValues().build(key -> new ConcurrencyLimit(places.share()));
    }

    /** The queue of an installation. */
    Queue open(String extension, String workspace) {
        return new Queue(List.of(
                all,
                extensions.get(extension),
                workspaces.get(workspace),
                new ConcurrencyLimit(places.perInstallation())));
    }

    /** What one installation runs and has waiting, guarded by the scheduler's lock. */
    static final class Queue {

        /** From the widest to its own. */
        private final List<ConcurrencyLimit> limits;

        /** With code that goes on. */
        private final Deque<TaskGroup> resuming = new ArrayDeque<>(0);

        /** With calls that have not begun. */
        private final Deque<TaskGroup> fresh = new ArrayDeque<>(0);

        private final WaitEstimate estimate = new WaitEstimate();
        private ExtensionFailure refusal;
        private int outstanding;
        private boolean held;
        private Runnable whenIdle;

        private Queue(List<ConcurrencyLimit> limits) {
            this.limits = limits;
        }

        void take() {
            limits.forEach(ConcurrencyLimit::take);
        }

        boolean park() {
            var allowed = limits.stream().allMatch(ConcurrencyLimit::mayPark);
            if (allowed) {
                limits.forEach(ConcurrencyLimit::park);
            }
            return allowed;
        }

        void unpark() {
            limits.forEach(ConcurrencyLimit::unpark);
        }

        private void count(TaskGroup group) {
            outstanding++;
            group.count();
        }

        private ConcurrencyLimit firstFull() {
            for (var limit : limits) {
                if (limit.isFull()) {
                    return limit;
                }
            }
            return null;
        }

        private boolean isIdle() {
            return outstanding == 0 && fresh.isEmpty();
        }
    }

    /** Lets a call begin when there is a place, or says why it may not even wait for one. */
    void submit(Queue queue, ExtensionCall<?, ?> call) {
        ExtensionFailure refusal;
        synchronized (this) {
            refusal = refusal(queue, call);
            if (refusal == null && call.chain().isNested()) {
                queue.count(call.tasks());
            }
        }
        if (refusal != null) {
            call.fail(refusal);
        } else if (call.chain().isNested()) {
            call.tasks().executeNow(call::run);
        } else {
            call.tasks().execute(call::run);
        }
    }

    /** Begins a call whether or not there is a place for it, or calls are refused: an extension's start or stop. */
    void force(Queue queue, ExtensionCall<?, ?> call) {
        synchronized (this) {
            queue.count(call.tasks());
        }
        call.tasks().executeNow(call::run);
    }

    private ExtensionFailure refusal(Queue queue, ExtensionCall<?, ?> call) {
        if (queue.refusal != null) {
            return queue.refusal;
        }
        if (queue.outstanding >= places.outstanding()) {
            return ExtensionFailure.overloaded(
                    places.outstanding() + " calls of the extension have not ended yet", Duration.ofSeconds(1));
        }
        if (call.chain().isNested() || (queue.fresh.isEmpty() && queue.firstFull() == null)) {
            return null;
        }
        if (queue.fresh.size() >= places.queued()) {
            return ExtensionFailure.overloaded(
                    places.queued() + " calls wait for the extension already", queue.estimate.wait(queue.fresh.size()));
        }
        var wait = queue.estimate.wait(queue.fresh.size());
        return wait.compareTo(places.patience()) > 0
                ? ExtensionFailure.overloaded("The extension has more calls than it gets through", wait)
                : null;
    }

    /** Called under the lock for a group that has code to run and no place; gives what may run now. */
    List<TaskGroup.Task> seekPlace(Queue queue, TaskGroup group) {
        if (group.owner() instanceof ExtensionCall<?, ?> call && !call.hasBegun()) {
            if (queue.fresh.isEmpty()) {
                queue.estimate.begins();
            }
            queue.fresh.add(group);
        } else {
            queue.resuming.add(group);
        }
        var admitted = new ArrayList<TaskGroup.Task>(1);
        settle(queue, admitted);
        return admitted;
    }

    /** Called under the lock when a place is given back; gives what may run now. */
    List<TaskGroup.Task> release(Queue queue) {
        queue.limits.forEach(ConcurrencyLimit::give);
        var admitted = new ArrayList<TaskGroup.Task>(1);
        for (var limit : queue.limits) {
            while (!limit.isFull() && !limit.held.isEmpty()) {
                var next = limit.held.poll();
                next.held = false;
                if (next.firstFull() == null && admitOne(next, admitted) && hasMore(next)) {
                    next.held = true;
                    limit.held.add(next);
                } else {
                    settle(next, admitted);
                }
            }
        }
        return admitted;
    }

    private void settle(Queue queue, List<TaskGroup.Task> admitted) {
        while (!queue.held && hasMore(queue)) {
            var full = queue.firstFull();
            if (full == null) {
                admitOne(queue, admitted);
            } else {
                queue.held = true;
                full.held.add(queue);
            }
        }
    }

    private boolean hasMore(Queue queue) {
        while (!queue.resuming.isEmpty() && !queue.resuming.peek().isWaiting()) {
            queue.resuming.poll();
        }
        return !queue.resuming.isEmpty() || (!queue.fresh.isEmpty() && queue.outstanding < places.outstanding());
    }

    /** What has begun goes first. */
    private boolean admitOne(Queue queue, List<TaskGroup.Task> admitted) {
        if (!hasMore(queue)) {
            return false;
        }
        var group = queue.resuming.poll();
        if (group == null) {
            group = queue.fresh.poll();
            queue.count(group);
            queue.estimate.oneBegan();
        }
        admitted.addAll(group.place());
        return true;
    }

    /** A call has answered; it is over when none of its code is there any more, and if it had begun at all. */
    void answered(Queue queue, TaskGroup group) {
        Runnable idle = null;
        var admitted = new ArrayList<TaskGroup.Task>(0);
        synchronized (this) {
            if (!group.endsCall()) {
                return;
            }
            queue.outstanding--;
            settle(queue, admitted);
            if (queue.isIdle()) {
                idle = queue.whenIdle;
                queue.whenIdle = null;
            }
        }
        admitted.forEach(TaskGroup.Task::dispatch);
        if (idle != null) {
            idle.run();
        }
    }

    /** How many calls have begun and not ended. */
    synchronized int outstanding(Queue queue) {
        return queue.outstanding;
    }

    /** Removes a call that no longer waits to begin. */
    synchronized void forget(Queue queue, ExtensionCall<?, ?> call) {
        if (queue.fresh.remove(call.tasks())) {
            call.tasks().drop();
        }
    }

    /** From now on refuses calls of the installation; those that have not begun are refused too. */
    void refuse(Queue queue, ExtensionFailure refusal) {
        List<TaskGroup> waiting;
        synchronized (this) {
            queue.refusal = refusal;
            waiting = List.copyOf(queue.fresh);
            queue.fresh.clear();
            waiting.forEach(TaskGroup::drop);
        }
        waiting.forEach(group -> group.owner().refused(refusal));
    }

    /** Calls back, on any thread, once none of the installation's calls runs or waits. */
    void whenIdle(Queue queue, Runnable callback) {
        synchronized (this) {
            if (!queue.isIdle()) {
                var before = queue.whenIdle;
                queue.whenIdle = before == null
                        ? callback
                        : () -> {
                            before.run();
                            callback.run();
                        };
                return;
            }
        }
        callback.run();
    }
}
