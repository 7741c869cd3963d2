package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code postmaster.pid} says about the server of a data directory, running or long gone. */
record PostmasterFile(long pid, long startedAt, int port, boolean ready) {

    private static final int PID = 0;
    private static final int STARTED_AT = 2;
    private static final int PORT = 3;
    private static final int STATUS = 7;

    static Path of(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Whether there is a file that says nothing, as a crash of the whole machine leaves it behind. */
    static boolean isBlank(Path data) throws IOException {
        Path file = of(data);
        return Files.exists(file) && Files.readString(file).isBlank();
    }

    /** Empty when there is no file, or when the server is still writing it. */
    static Optional<PostmasterFile> read(Path data) throws IOException {
        Path file = of(data);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() <= PORT) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PostmasterFile(
                    Long.parseLong(lines.get(PID).strip()),
                    Long.parseLong(lines.get(STARTED_AT).strip()),
                    Integer.parseInt(lines.get(PORT).strip()),
                    lines.size() > STATUS && lines.get(STATUS).strip().equals("ready")));
        } catch (NumberFormatException halfWritten) {
            return Optional.empty();
        }
    }
}
