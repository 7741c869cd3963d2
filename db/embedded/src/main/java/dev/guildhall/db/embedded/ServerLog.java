package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The files a server writes its messages to, in {@code log} of its data directory: one per day of the week, begun anew
 * a week later, and {@code startup.log} for what is said before logging begins.
 */
final class ServerLog {

    private static final int TAIL_LINES = 12;
    private static final int TAIL_BYTES = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern REASON = Pattern.compile("(FATAL|PANIC):  ");

    private final Path directory;
    private final FileTime opened;

    private ServerLog(Path directory, FileTime opened) {
        this.directory = directory;
        this.opened = opened;
    }

    static ServerLog open(Path data, ServerUser user) throws IOException {
        Path directory = data.resolve("log");
        if (!Files.exists(directory)) {
            user.own(Files.createDirectory(directory));
        }
        Path startup = directory.resolve("startup.log");
        Files.write(startup, new byte[0]);
        user.own(startup);
        return new ServerLog(directory, Files.getLastModifiedTime(startup));
    }

    static List<String> settings() {
        return List.of(
                "logging_collector=on",
                "log_directory=log",
                "log_filename=postgres-%a.log",
                "log_rotation_age=1d",
                "log_rotation_size=0",
                "log_truncate_on_rotation=on",
                "log_timezone=UTC",
                "log_checkpoints=off",
                // Values and statements of failed queries may hold personal data; Guildhall logs its errors itself.
                "log_error_verbosity=terse",
                "log_min_error_statement=panic");
    }

    Path startup() {
        return directory.resolve("startup.log");
    }

    /** The last lines of everything written since this log was opened, for an error message. */
    String tail() {
        var lines = new ArrayList<String>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.log")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(opened) >= 0) {
                    lines.addAll(lastLines(file));
                }
            }
        } catch (IOException unreadable) {
            lines.add("(its log in " + directory + " cannot be read: " + unreadable + ")");
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** The same of a server that has ended, when it says why: a process of its own writes that down, perhaps a moment later. */
    String lastWords() throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        var words = tail();
        while (!REASON.matcher(words).find() && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(10);
            words = tail();
        }
        return words;
    }

    private static List<String> lastLines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = Math.max(0, bytes.length - TAIL_BYTES);
        List<String> lines = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                .lines()
                .toList();
        return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    }
}
