package dev.guildhall.core.thread;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has threads of this process yield to others. On Linux a JVM ignores what Java says of priorities, but anybody may make a
 * thread of their own nicer by the system's {@code renice}, which nobody can take back, and keep it on some processors by
 * {@code taskset}. Where those are missing, all threads go on as equals.
 */
public final class LowPriority {

    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern ALLOWED = Pattern.compile("(?m)^Cpus_allowed_list:\\s*(\\S+)$");
    private static final Optional<String> HALF = half(Runtime.getRuntime().availableProcessors());

    private static final int LOWEST = 19;

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
        run("renice", "-n", Integer.toString(niceness), "-p", Long.toString(thread));
    }

    /**
     * The same for a thread that is to run when no other one wants to, and on half of the processors only: even the nicest
     * has its time out on the one it runs on, so that whoever wakes up had better find another one free.
     */
    public static void confine(long thread) {
        HALF.ifPresent(processors -> run("taskset", "-c", "-p", processors, Long.toString(thread)));
        lower(thread, LOWEST);
    }

    private static void run(String... command) {
        try {
            new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            if (!TOLD.getAndSet(true)) {
                LOG.warn(
                        "There is no {}, so what computes for long takes as much of the processors as all others",
                        command[0],
                        absent);
            }
        }
    }

    /** Half of so many processors, as {@code taskset} names them; empty where there is one, or that cannot be told. */
    private static Optional<String> half(int processors) {
        try {
            var allowed = ALLOWED.matcher(Files.readString(STATUS));
            return processors > 1 && allowed.find()
                    ? Optional.of(Stream.of(allowed.group(1).split(","))
                            .flatMapToInt(LowPriority::numbers)
                            .limit(processors / 2)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(",")))
                    : Optional.empty();
        } catch (IOException elsewhere) {
            return Optional.empty();
        }
    }

    private static IntStream numbers(String range) {
        var ends = range.split("-");
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }
}
