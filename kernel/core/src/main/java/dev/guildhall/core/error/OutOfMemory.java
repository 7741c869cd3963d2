package dev.guildhall.core.error;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Ends the process once its memory is used up: it would neither answer nor stop, and whoever started it would not know.
 * What happens then must need no memory, so everything is made before.
 */
public final class OutOfMemory {

    /** The exit code, which is the JVM's own with {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int EXIT_CODE = 3;

    /**
     * What the JVM and Netty say. Other errors of this class tell of a thread that the system did not give, or of an
     * array longer than any can be, and leave all memory as it was.
     */
    private static final List<String> EXHAUSTED =
            List.of("Java heap space", "GC overhead limit", "Metaspace", "Compressed class space", "direct");

    private static final int MAX_CAUSES = 20;
    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);
    private static final byte[] MESSAGE = """
            Guildhall ends because its memory is used up. Give it more with -Xmx, or find out what needs so much, with \
            -XX:+HeapDumpOnOutOfMemoryError.
            """.getBytes(StandardCharsets.US_ASCII);

    private OutOfMemory() {}

    /** Does not return when this, or what it was caused by, says that memory is used up. */
    public static void endIf(Throwable thrown) {
        try {
            var cause = thrown;
            for (var depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
                endIfExhausted(cause);
                cause = cause.getCause();
            }
        } catch (Throwable hostile) {
            // An extension's own throwable may do anything when it is asked for its cause.
            if (hostile.getClass() == OutOfMemoryError.class) {
                endIfExhausted(hostile);
            }
        }
    }

    private static void endIfExhausted(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError && isExhausted(thrown.getMessage())) {
            end();
        }
    }

    private static boolean isExhausted(String message) {
        if (message != null) {
            for (var place = 0; place < EXHAUSTED.size(); place++) {
                if (message.contains(EXHAUSTED.get(place))) {
                    return true;
                }
            }
        }
        return false;
    }

    // No hook is run, for it would need memory, and the embedded PostgreSQL stops by itself when its pipe closes.
    private static void end() {
        try {
            STDERR.write(MESSAGE);
        } catch (IOException unread) {
            // The exit code says the same.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
