package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a data directory, held by one JVM at a time and given back by the operating system when that JVM
 * dies by whatever means.
 *
 * <p>POSIX drops every lock of a process on a file as soon as the process closes <em>any</em> descriptor of that file,
 * so a second attempt from the same JVM must be refused before the file is opened: hence {@link #HELD}.
 */
final class DirectoryLock implements AutoCloseable {

    /** Empty while it is being taken. A lock that nobody referred to would be dropped by the garbage collector. */
    private static final Map<Path, Optional<DirectoryLock>> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock or returns null when it is taken. The directory of {@code file} must exist. */
    static DirectoryLock tryAcquire(Path file) throws IOException {
        Path key = key(file);
        if (HELD.putIfAbsent(key, Optional.empty()) != null) {
            return null;
        }
        DirectoryLock lock = null;
        try {
            lock = open(key);
            HELD.put(key, Optional.ofNullable(lock));
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(key);
            }
        }
    }

    private static DirectoryLock open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            if (lock == null) {
                return null;
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DirectoryLock(file, channel);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private static Path key(Path file) throws IOException {
        return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    /** The process that wrote itself into a lock file, for messages; never to be trusted for a decision. */
    static String holder(Path file) {
        try {
            if (HELD.containsKey(key(file))) {
                return "this process";
            }
            String pid = Files.readString(file).strip();
            return pid.isEmpty() ? "another process" : "process " + pid;
        } catch (IOException unreadable) {
            return "another process";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new EmbeddedPostgresException("Could not release the lock " + file + ".", failed);
        } finally {
            HELD.remove(file);
        }
    }
}
