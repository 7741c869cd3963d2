package dev.guildhall.core.http;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Shares one event loop among those whose requests it works on. Whoever has used up a slice of its time goes on only after
 * the loop has read from all other connections, so that many costly requests at once, which each take the loop for some
 * milliseconds, keep nobody else waiting for more than one of them. Used on its event loop only.
 */
final class LoopTurns {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int MOST_REMEMBERED = 1_000;

    private final Consumer<Runnable> nextIteration;
    private final LongSupplier nanoTime;
    private final Map<String, Long> used = new HashMap<>();
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();
    private boolean renewing;

    /** @param nextIteration runs something once the loop has looked at all its connections again */
    LoopTurns(Consumer<Runnable> nextIteration, LongSupplier nanoTime) {
        this.nextIteration = nextIteration;
        this.nanoTime = nanoTime;
    }

    /** Those of the event loop that this is called on. */
    static LoopTurns ofThisLoop(Vertx vertx) {
        var loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        if (!(loop instanceof SingleThreadEventLoop iterating)) {
            return new LoopTurns(loop::execute, System::nanoTime);
        }
        // A task of the next iteration, for one added at the end of this one would still be run in it.
        return new LoopTurns(
                task -> iterating.executeAfterEventLoopIteration(() -> iterating.execute(task)), System::nanoTime);
    }

    /** Whether work of the line would be done at once. */
    boolean isFree(String line) {
        return !waiting.containsKey(line) && used.getOrDefault(line, 0L) < SLICE_NANOS;
    }

    /** Does the work now or, when those of the line have had their slice, after all others; in the order of the calls. */
    void take(String line, Runnable work) {
        if (isFree(line)) {
            run(line, work);
        } else {
            waiting.computeIfAbsent(line, none -> new ArrayDeque<>()).add(work);
            renewSoon();
        }
    }

    private void run(String line, Runnable work) {
        var began = nanoTime.getAsLong();
        try {
            work.run();
        } finally {
            var sum = used.merge(line, nanoTime.getAsLong() - began, Long::sum);
            // To have the loop look around each time would cost more than what it shares.
            if (sum >= SLICE_NANOS || used.size() >= MOST_REMEMBERED) {
                renewSoon();
            }
        }
    }

    private void renewSoon() {
        if (!renewing) {
            renewing = true;
            nextIteration.accept(this::renew);
        }
    }

    private void renew() {
        renewing = false;
        used.clear();
        try {
            List.copyOf(waiting.keySet()).forEach(this::slice);
        } finally {
            if (!waiting.isEmpty()) {
                renewSoon();
            }
        }
    }

    private void slice(String line) {
        var queue = waiting.get(line);
        while (!queue.isEmpty() && used.getOrDefault(line, 0L) < SLICE_NANOS) {
            run(line, queue.remove());
        }
        if (queue.isEmpty()) {
            waiting.remove(line);
        }
    }
}
