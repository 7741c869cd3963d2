package dev.guildhall.launcher;

import dev.guildhall.host.RunningCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are of use only while this process runs: extensions unpacked. They are deleted when
 * it stops. A process that was killed cannot do that; the next one in the same data directory does it for it, and tells
 * the living, with which it may share the directory, by the locks they hold.
 */
final class WorkDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);
    private static final String LOCK = ".lock";
    private static final String EXTENSIONS = "extensions";

    /** Those of this process: trying a lock twice would give it back. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;

    private WorkDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Makes a new one below a data directory, and deletes those that were abandoned there. */
    static synchronized WorkDirectory open(Path data) throws IOException {
        var root = Files.createDirectories(data.toRealPath().resolve("work"));
        // Held meanwhile, so that nobody takes for abandoned what is not locked yet.
        try (var turn = open(root, "turn");
                var held = turn.lock()) {
            deleteAbandoned(root);
            var directory = Files.createTempDirectory(root, "node-");
            var lock = open(root, directory.getFileName() + LOCK);
            lock.lock();
            HELD.add(directory);
            return new WorkDirectory(directory, lock);
        }
    }

    private static FileChannel open(Path root, String name) throws IOException {
        return FileChannel.open(root.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void deleteAbandoned(Path root) throws IOException {
        try (var nodes = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var node : nodes) {
                if (!HELD.contains(node)) {
                    deleteIfAbandoned(node);
                }
            }
        }
    }

    private static void deleteIfAbandoned(Path node) throws IOException {
        try (var channel = open(node.getParent(), node.getFileName() + LOCK);
                var abandoned = channel.tryLock()) {
            if (abandoned != null) {
                tellWhoWasRunning(node);
                delete(node);
            }
        }
    }

    // It may be what ended the process.
    private static void tellWhoWasRunning(Path node) throws IOException {
        for (var code : RunningCode.leftIn(node.resolve(EXTENSIONS))) {
            LOG.warn("A process in this data directory ended while this code of an extension was running: {}", code);
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try {
            delete(directory);
        } finally {
            HELD.remove(directory);
            lock.close();
        }
    }

    private static void delete(Path node) throws IOException {
        try (var files = Files.walk(node)) {
            files.sorted(Comparator.reverseOrder()).forEach(WorkDirectory::deleteOne);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        Files.deleteIfExists(node.resolveSibling(node.getFileName() + LOCK));
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (NoSuchFileException gone) {
            // An upload that ended meanwhile was deleted with its request.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
