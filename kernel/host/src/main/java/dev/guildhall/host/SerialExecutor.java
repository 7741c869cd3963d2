package dev.guildhall.host;

import dev.guildhall.host.TaskGroup.Task;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs pieces of an extension's code one after the other, in the order they come. Only when a piece blocks, and might
 * wait for the ones behind it, do those go on beside it.
 */
final class SerialExecutor {

    private final Consumer<Consumer<Task>> threads;
    private final Function<Task, Execution> executions;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private Runner runner;

    /**
     * @param threads run what they are given, some time
     * @param executions makes the execution in which a piece of code runs on such a thread
     */
    SerialExecutor(Consumer<Consumer<Task>> threads, Function<Task, Execution> executions) {
        this.threads = threads;
        this.executions = executions;
    }

    void execute(Runnable code) {
        synchronized (this) {
            waiting.add(code);
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
        threads.accept(next::run);
    }

    private synchronized Runnable nextFor(Runner current) {
        if (runner != current) {
            return null;
        }
        var code = waiting.poll();
        if (code == null) {
            runner = null;
        }
        return code;
    }

    private final class Runner {

        private volatile Execution execution;

        void run(Task task) {
            for (var code = nextFor(this); code != null; code = nextFor(this)) {
                execution = executions.apply(task);
                execution.run(code);
            }
        }

        boolean isBlocked() {
            var running = execution;
            return running != null && running.isBlocked();
        }
    }
}
