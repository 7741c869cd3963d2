package dev.guildhall.launcher;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a serving process: start, say so, and stop within ten seconds when asked to. */
final class Serving {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final PrintWriter out;

    Serving(PrintWriter out) {
        this.out = out;
    }

    /** Something to do with the running server before it goes on serving. */
    @FunctionalInterface
    interface Once {

        void run(Server server) throws Exception;
    }

    /** Serves until the process is asked to stop or its database is gone, and gives the exit code. */
    int serve(Configuration configuration, Once once) throws Exception {
        LogConfiguration.write(configuration.settings().get(ServerSettings.LOG_FORMAT));
        var ended = new CompletableFuture<Integer>();
        var delay = configuration.settings().get(ServerSettings.SHUTDOWN_DELAY);
        var stopped = new CompletableFuture<Void>();
        var server = Server.start(configuration);
        // On a signal the virtual machine runs this and goes when it returns, so it has to wait for the clean end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.leave();
            pause(delay);
            ended.complete(ExitCode.OK);
            stopped.completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
        }));
        server.onDatabaseCrash(() -> ended.complete(ExitCode.FAILED));
        try {
            announce(server);
            once.run(server);
            return ended.join();
        } finally {
            LOG.info("Stopping");
            close(server);
            LOG.info("Stopped");
            stopped.complete(null);
        }
    }

    private static void pause(Duration delay) {
        try {
            if (!delay.isZero()) {
                LOG.info("Not ready any more; stopping in {} s", delay.toSeconds());
            }
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(Server server) {
        var millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        server.generatedAdmin().ifPresent(admin -> {
            out.println();
            out.println("  A platform administrator was made. This is shown once:");
            out.println("    email     " + admin.email());
            out.println("    password  " + admin.password());
            out.println();
            out.flush();
        });
        LOG.info(
                "Guildhall serves http://localhost:{} (portal at /portal, docs at /docs), management on port {}; ready after"
                        + " {} ms",
                server.port(),
                server.managementPort(),
                millis);
    }

    private static void close(Server server) {
        try {
            server.close();
        } catch (Exception failure) {
            LOG.warn("It did not stop cleanly", failure);
        }
    }
}
