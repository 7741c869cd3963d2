package dev.guildhall.core.thread;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has threads of this process yield to others. On Linux a JVM ignores what Java says of priorities, but anybody may make a
 * thread of their own nicer by the system's {@code renice}, and nobody can take that back. Where there is no {@code renice},
 * all threads go on as equals.
 */
public final class LowPriority {

    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
    private static final Path SELF = Path.of("/proc/thread-self");
    /** Of a thread that runs when no other one wants to, and is to end. */
    public static final int LOWEST = 19;

    /** Of a thread that works for long: it gets a tenth of what another one gets that wants to run, and all of the rest. */
    public static final int LOW = 10;

    /** Of a thread that works for somebody who waits: it gets a third of what another one gets that wants to run. */
    public static final int BELOW_NORMAL = 5;

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private LowPriority() {}

    /** What the system calls the thread that asks; empty where that cannot be told. */
    public static OptionalLong currentThread() {
        try {
            return OptionalLong.of(
                    Long.parseLong(Files.readSymbolicLink(SELF).getFileName().toString()));
        } catch (IOException | UnsupportedOperationException | NumberFormatException elsewhere) {
            return OptionalLong.empty();
        }
    }

    /**
     * Does it soon, if it can be done; a thread that has ended meanwhile is left alone.
     *
     * @param thread as the {@linkplain #currentThread system calls it}
     */
    public static void lower(long thread, int niceness) {
        try {
            new ProcessBuilder("renice", "-n", Integer.toString(niceness), "-p", Long.toString(thread))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            if (!TOLD.getAndSet(true)) {
                LOG.warn(
                        "There is no renice, so what computes for long takes as much of the processors as all others",
                        absent);
            }
        }
    }
}
