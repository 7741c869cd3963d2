package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Where databases live that nobody needs afterwards. One directory per user in the system's temporary directory holds
 * the unpacked binaries, shared by all runs, and a data directory per run. A run that was killed cannot clean up; the
 * next one does it for it.
 */
final class TemporaryDirectory {

    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final String LOCK = ".lock";

    private TemporaryDirectory() {}

    /** Only its owner may write to it; others may pass through, for PostgreSQL does not run as root. */
    static Path root() throws IOException {
        Path root =
                Path.of(System.getProperty("java.io.tmpdir"), "guildhall-postgres-" + System.getProperty("user.name"));
        try {
            Files.createDirectory(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (FileAlreadyExistsException usual) {
            requireOurs(root);
        }
        return root;
    }

    private static void requireOurs(Path root) throws IOException {
        var permissions = Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS);
        boolean ours = Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(owner());
        if (!ours
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new EmbeddedPostgresException(root + " can be written by other users. Remove it, or set"
                    + " -Djava.io.tmpdir to a directory of your own.");
        }
    }

    /** This process's user, as the file system names it. */
    private static UserPrincipal owner() throws IOException {
        Path probe = Files.createTempFile("guildhall-owner", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    static Path newDataDirectory(Path root) throws IOException {
        Path runs = Files.createDirectories(root.resolve("runs"));
        removeAbandoned(runs);
        return runs.resolve(UUID.randomUUID().toString());
    }

    private static void removeAbandoned(Path runs) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(runs, "*" + LOCK)) {
            for (Path lock : locks) {
                if (isSettled(lock)) {
                    removeIfAbandoned(lock);
                }
            }
        }
    }

    /** A lock file appears a moment before its lock is taken. */
    private static boolean isSettled(Path lock) throws IOException {
        return Files.exists(lock)
                && Files.getLastModifiedTime(lock)
                        .toInstant()
                        .isBefore(Instant.now().minus(SETTLED));
    }

    private static void removeIfAbandoned(Path lock) throws IOException {
        try (DirectoryLock taken = DirectoryLock.tryAcquire(lock)) {
            if (taken != null) {
                String name = lock.getFileName().toString();
                remove(lock.resolveSibling(name.substring(0, name.length() - LOCK.length())));
            }
        }
    }

    /** Removes a data directory with all that was made beside it; whoever calls this holds its lock. */
    static void remove(Path data) throws IOException {
        FileTree.deleteQuietly(data);
        FileTree.deleteLeftovers(data.getParent(), name -> name.startsWith(data.getFileName() + ".init."));
        FileTree.deleteQuietly(data.resolveSibling(data.getFileName() + LOCK));
    }
}
