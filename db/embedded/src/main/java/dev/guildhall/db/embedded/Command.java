package dev.guildhall.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short external command: run to its end, with everything it printed. */
record Command(List<String> words) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    static Command of(List<String> prefix, String... words) {
        var all = new ArrayList<>(prefix);
        all.addAll(List.of(words));
        return new Command(List.copyOf(all));
    }

    /** What came of a command: its exit code, and its output and error output in the order they were printed. */
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    Outcome run() {
        return run(InputStream.nullInputStream());
    }

    /** Runs the command with the given standard input. One that cannot be found has exit code 127, as in a shell. */
    Outcome run(InputStream input) {
        Path printed = null;
        try {
            printed = Files.createTempFile("guildhall-command", ".out");
            return run(input, printed);
        } catch (IOException failed) {
            return new Outcome(127, String.valueOf(failed.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Interrupted while running " + words.get(0) + ".", interrupted);
        } finally {
            FileTree.deleteQuietly(printed);
        }
    }

    private Outcome run(InputStream input, Path printed) throws IOException, InterruptedException {
        Process process = builder(words)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            feed(process, input);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return new Outcome(124, words.get(0) + " did not end within " + LIMIT.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(printed).strip());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void feed(Process process, InputStream input) {
        try (var sink = process.getOutputStream()) {
            input.transferTo(sink);
        } catch (IOException endedEarly) {
            // A command that does not want its input says so by its exit code.
        }
    }

    /** A process in an environment that cannot change what PostgreSQL does or in which language it says so. */
    static ProcessBuilder builder(List<String> words) {
        var builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }
}
