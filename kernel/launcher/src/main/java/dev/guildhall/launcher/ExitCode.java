package dev.guildhall.launcher;

import dev.guildhall.core.error.OutOfMemory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the process tells whoever started it. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int OUT_OF_MEMORY = OutOfMemory.EXIT_CODE;

    private ExitCode() {}

    static Map<String, String> explained() {
        var codes = new LinkedHashMap<String, String>();
        codes.put("  0", "It showed what was asked for.");
        codes.put("  1", "It could not start, or stopped because something failed; the last lines say what.");
        codes.put("  2", "A command, a flag, a variable or the configuration file is not as it must be.");
        codes.put(
                "  " + OUT_OF_MEMORY,
                "Its memory was used up. JDK_JAVA_OPTIONS=-Xmx2g gives it 2 GiB; without, it has a quarter of all.");
        codes.put("143", "It was stopped by SIGTERM, in good order; 130 by Ctrl-C.");
        return codes;
    }
}
