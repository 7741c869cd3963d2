package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A running process whose number stands in the {@code postmaster.pid} of a data directory. That number says little: it
 * may belong to a stranger by now, and in a copy of a directory it belongs to the server of the original.
 */
final class Leftover {

    /** Whose a process is. */
    enum Kind {
        /** The server of this directory: its program, its directory and its start are those of the file. */
        OURS,
        /** Surely not a server of this directory. */
        STRANGER,
        /** It may be one or not; neither may it be ended nor its file be taken away. */
        UNCERTAIN
    }

    /** The server writes down its start a moment after it; clocks are set, but rarely by more than this. */
    private static final Duration START_TOLERANCE = Duration.ofMinutes(1);

    private final ProcessHandle process;
    private final PostmasterFile file;
    private final Path data;

    private Leftover(ProcessHandle process, PostmasterFile file, Path data) {
        this.process = process;
        this.file = file;
        this.data = data;
    }

    /** Empty when no process has the number. */
    static Optional<Leftover> of(PostmasterFile file, Path data) {
        return ProcessHandle.of(file.pid()).map(process -> new Leftover(process, file, data));
    }

    ProcessHandle process() {
        return process;
    }

    Kind kind() {
        List<String> words = commandLine();
        if (words.isEmpty()) {
            return Kind.UNCERTAIN;
        }
        if (!isPostgres(words.get(0))) {
            return Kind.STRANGER;
        }
        Optional<Boolean> here = worksHere().or(() -> wasStartedHere(words));
        if (here.isEmpty()) {
            return Kind.UNCERTAIN;
        }
        if (!here.get()) {
            return Kind.STRANGER;
        }
        return wasStartedHere(words).orElse(false) && startedThen() ? Kind.OURS : Kind.UNCERTAIN;
    }

    /** Empty when the system does not tell, which is also so for a process that has ended. */
    private List<String> commandLine() {
        Path file = proc("cmdline");
        if (Files.exists(file)) {
            try {
                String words = Files.readString(file, StandardCharsets.ISO_8859_1);
                return List.of(words.split("\0"));
            } catch (IOException hidden) {
                return List.of();
            }
        }
        var info = process.info();
        return info.command()
                .flatMap(command -> info.arguments().map(arguments -> {
                    var words = new ArrayList<>(List.of(command));
                    words.addAll(List.of(arguments));
                    return (List<String>) words;
                }))
                .orElse(List.of());
    }

    // Its children call themselves "postgres: checkpointer" and the like.
    private static boolean isPostgres(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        return name.equals("postgres") || name.startsWith("postgres:") || program.startsWith("postgres:");
    }

    /** A server works in its data directory; empty when the system does not say where. */
    private Optional<Boolean> worksHere() {
        Path directory = proc("cwd");
        try {
            return Files.isDirectory(directory) ? Optional.of(Files.isSameFile(directory, data)) : Optional.empty();
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    private Optional<Boolean> wasStartedHere(List<String> words) {
        int option = words.indexOf("-D");
        if (option < 0 || option + 1 == words.size()) {
            return Optional.empty();
        }
        Path named = Path.of(
                new String(words.get(option + 1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        try {
            return Optional.of(Files.exists(named) && Files.isSameFile(named, data));
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    private boolean startedThen() {
        Instant noted = Instant.ofEpochSecond(file.startedAt());
        return process.info()
                .startInstant()
                .map(started -> Duration.between(started, noted).abs().compareTo(START_TOLERANCE) < 0)
                .orElse(false);
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }
}
