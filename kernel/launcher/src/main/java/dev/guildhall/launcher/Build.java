package dev.guildhall.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What this program was built from.
 *
 * @param commit of its sources; missing in what was built without Git
 * @param committed when that was
 */
record Build(String version, Optional<String> commit, Optional<String> committed) {

    static final Build CURRENT = read();

    private static Build read() {
        var properties = new Properties();
        try (InputStream file = Build.class.getResourceAsStream("/guildhall-build.properties")) {
            if (file != null) { // It is made by the packaging.
                properties.load(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Build(
                known(properties.getProperty("version")).orElse("(not packaged)"),
                known(properties.getProperty("commit")),
                known(properties.getProperty("committed")));
    }

    // Maven leaves a property that it does not know as it is written.
    private static Optional<String> known(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank() && !text.startsWith("${"));
    }

    String shortly() {
        return "guildhall " + version;
    }

    /** All that is known, the Java that it runs on included. */
    String wholly() {
        var source = commit.map(hash -> "\ncommit " + hash
                        + committed.map(time -> " of " + time).orElse(""))
                .orElse("");
        return shortly() + source + "\njava " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    }
}
