package dev.guildhall.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** What PostgreSQL writes down of the queries it ran: its log, of which each byte is read once. */
final class PlanLog {

    private final Path directory;
    private final Map<Path, Long> read = new HashMap<>();
    private final StringBuilder news = new StringBuilder();

    PlanLog(Path directory) {
        this.directory = directory;
        forget();
    }

    /** The plans of the pages of a table that were read since this was last asked. */
    List<String> next(String table, int count) {
        var from = " from \"guildhall\".\"" + table + "\" ";
        return next(
                entry -> entry.contains("rows only")
                        && entry.replaceAll("\\s+", " ").contains(from),
                count);
    }

    private List<String> next(Predicate<String> wanted, int count) {
        var plans = Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> entries(wanted), found -> found.size() >= count);
        news.setLength(0);
        return plans;
    }

    private List<String> entries(Predicate<String> wanted) {
        readOn();
        return Arrays.stream(news.toString().split("(?=duration: )"))
                .filter(wanted)
                .toList();
    }

    /** What was run so far is not asked for any more. */
    void forget() {
        readOn();
        news.setLength(0);
    }

    private void readOn() {
        try (var files = Files.list(directory)) {
            files.sorted().forEach(this::readOn);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void readOn(Path log) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var begin = read.getOrDefault(log, 0L);
            var bytes = new byte[Math.toIntExact(file.length() - begin)];
            file.seek(begin);
            file.readFully(bytes);
            news.append(new String(bytes, ISO_8859_1));
            read.put(log, begin + bytes.length);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
