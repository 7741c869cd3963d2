package dev.guildhall.host;

import dev.guildhall.core.thread.LowPriority;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run the code of one loaded version of an extension, and nobody else's: whatever it leaves behind in
 * a thread ends with the thread, when the version is unloaded at the latest. There are as many as are busy, and a few
 * for some seconds after that; how many may be busy is for {@link FairScheduler} to say. One that computes for long
 * without a pause yields to all other threads from then on, on half of the processors, and ends with what it does.
 */
final class ExtensionThreads {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionThreads.class);
    private static final long IDLE_SECONDS = 10;
    /** Starts them all: it was there before any thread was lowered. */
    private static final ThreadPoolExecutor STARTER = starter();

    private final String name;
    private final ClassLoader classes;
    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    ExtensionThreads(String name, ClassLoader classes) {
        this.name = name;
        this.classes = classes;
        this.pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);
    }

    private static ThreadPoolExecutor starter() {
        var made = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "guildhall-extension-starter");
            thread.setDaemon(true);
            thread.setContextClassLoader(ExtensionThreads.class.getClassLoader());
            return thread;
        });
        made.prestartAllCoreThreads();
        return made;
    }

    /** Of a class of the host, unlike the threads that an extension starts. */
    private final class OwnThread extends Thread {

        private boolean free;
        private Runnable next;
        private volatile OptionalLong system = OptionalLong.empty();
        private volatile boolean lowered;

        OwnThread(Runnable task, String name) {
            super(null, task, name, 0, false);
        }

        /** A thread is born with the priority of the one that starts it, which may be a lowered one. */
        @Override
        public void start() {
            CompletableFuture.runAsync(super::start, STARTER).join();
        }

        @Override
        public void run() {
            system = LowPriority.currentThread();
            super.run();
        }

        private ThreadPoolExecutor pool() {
            return pool;
        }

        private boolean takes(Runnable task) {
            if (!free || next != null || lowered) {
                return false;
            }
            next = task;
            return true;
        }

        private Runnable next() {
            var task = next;
            next = null;
            return task;
        }
    }

    private Thread newThread(Runnable task) {
        var thread = new OwnThread(task, name + "-" + made.incrementAndGet());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(ExtensionThreads::ended);
        thread.setContextClassLoader(classes);
        return thread;
    }

    /** Throws a {@link java.util.concurrent.RejectedExecutionException} once closed. */
    void execute(Runnable task) {
        var own = current();
        if (own == null || !own.takes(task)) {
            pool.execute(() -> runAll(task));
        }
    }

    /** Does something on a thread whose task is as good as over: the first task that comes of it stays on the thread. */
    void whileFree(Runnable action) {
        var own = current();
        if (own == null) {
            action.run();
            return;
        }
        own.free = true;
        try {
            action.run();
        } finally {
            own.free = false;
        }
    }

    private void runAll(Runnable first) {
        var own = current();
        for (var task = first; task != null; task = own.next()) {
            task.run();
        }
        if (own.lowered) {
            throw new LoweredThreadException();
        }
    }

    /** Ends a thread of the pool, which nobody else is to get. */
    private static final class LoweredThreadException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LoweredThreadException() {
            super("It has run with low priority", null, false, false);
        }
    }

    private static void ended(Thread thread, Throwable cause) {
        if (!(cause instanceof LoweredThreadException)) {
            LOG.error("The thread {} ended", thread.getName(), cause);
        }
    }

    /** Has one of these threads yield to all others until it ends, which is when its task does. */
    static void lower(Thread thread) {
        if (thread instanceof OwnThread own && !own.lowered) {
            own.lowered = true;
            own.system.ifPresent(LowPriority::confine);
        }
    }

    /** The thread this runs on if it is one of these. */
    private OwnThread current() {
        return Thread.currentThread() instanceof OwnThread own && own.pool() == pool ? own : null;
    }

    /** Undoes what the code of an extension may have done to its thread. */
    void restore(Thread thread) {
        if (thread.getContextClassLoader() != classes) {
            thread.setContextClassLoader(classes);
        }
    }

    /** Interrupts what still runs, threads the extension made itself included, and waits for it. Blocks. */
    void close(Duration patience) throws InterruptedException {
        pool.shutdownNow();
        if (!pool.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{} threads of {} do not end; its classes stay loaded until they do", pool.getPoolSize(), name);
        }
        for (var thread : leftBehind()) {
            LOG.warn("{} left its thread {} running; it was interrupted", name, thread.getName());
            thread.interrupt();
        }
    }

    /** The threads that the extension's code started. */
    private List<Thread> leftBehind() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == classes)
                .filter(thread -> thread.getClass().getClassLoader() != ExtensionThreads.class.getClassLoader())
                .toList();
    }
}
