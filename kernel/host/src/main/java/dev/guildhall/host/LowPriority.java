package dev.guildhall.host;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has threads of this process run when no other one wants to. On Linux a JVM ignores what Java says of priorities, but
 * anybody may make a thread of their own nicer by the system's {@code renice}. Nobody can take that back, so such a thread
 * is to end. Where there is no {@code renice}, all threads go on as equals.
 */
final class LowPriority {

    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final String LOWEST = "19";

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private LowPriority() {}

    /** What the system calls the thread that asks; empty where that cannot be told. */
    static OptionalLong currentThread() {
        try {
            return OptionalLong.of(
                    Long.parseLong(Files.readSymbolicLink(SELF).getFileName().toString()));
        } catch (IOException | UnsupportedOperationException | NumberFormatException elsewhere) {
            return OptionalLong.empty();
        }
    }

    /** Does it soon, if it can be done; a thread that has ended meanwhile is left alone. */
    static void lower(long thread) {
        try {
            new ProcessBuilder("renice", "-n", LOWEST, "-p", Long.toString(thread))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            if (!TOLD.getAndSet(true)) {
                LOG.warn(
                        "There is no renice, so extensions that compute for long take as much of the processors as all others",
                        absent);
            }
        }
    }
}
