package dev.guildhall.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.guildhall.core.error.OutOfMemory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Sees that memory is used up, wherever it shows: in an error that ends a thread, in one that is logged (as Vert.x and
 * Netty do with what their threads run), and in memory that is not to be had when everybody else kept silent.
 */
final class MemoryGuard {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Little enough to lie where all small objects do. */
    private static final int PROBE_BYTES = 256 * 1024;

    /** Kept for a moment, or the compiler would leave it out. */
    @SuppressWarnings("unused")
    private static volatile byte[] probe;

    private MemoryGuard() {}

    /** Watches from now until the process ends. */
    static void install() {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            OutOfMemory.endIf(error);
            LOG.error("The thread {} ended because of an error", thread.getName(), error);
        });
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.addTurboFilter(new Logged());
        }
        var prober = new Thread(MemoryGuard::probe, "guildhall-memory-guard");
        prober.setDaemon(true);
        prober.start();
    }

    // An error here is one that ends a thread, see above.
    private static void probe() {
        while (true) {
            LockSupport.parkNanos(PERIOD_NANOS);
            probe = new byte[PROBE_BYTES];
            probe = null;
        }
    }

    /** Looks at what is logged, at whatever level. */
    private static final class Logged extends TurboFilter {

        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
            OutOfMemory.endIf(thrown);
            if (parameters != null
                    && parameters.length > 0
                    && parameters[parameters.length - 1] instanceof Throwable last) {
                OutOfMemory.endIf(last);
            }
            return FilterReply.NEUTRAL;
        }
    }
}
