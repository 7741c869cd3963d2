package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations on whole directory trees. Links are never followed. */
final class FileTree {

    private static final Logger LOG = LoggerFactory.getLogger(FileTree.class);

    private FileTree() {}

    static void delete(Path root) throws IOException {
        if (root == null || !Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new Visitor(Files::deleteIfExists));
    }

    /** For leftovers whose removal is a courtesy: a failure is logged and nothing more. */
    static void deleteQuietly(Path root) {
        try {
            delete(root);
        } catch (IOException failed) {
            LOG.warn("Could not remove {}: {}", root, failed.toString());
        }
    }

    /**
     * Removes what unfinished work of the past has left in a directory, by its names. Programs that a killed JVM had
     * started may still be writing to it; what cannot be removed now goes another time.
     */
    static void deleteLeftovers(Path directory, Predicate<String> named) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                directory, entry -> named.test(entry.getFileName().toString()))) {
            leftovers.forEach(FileTree::deleteQuietly);
        }
    }

    static void chown(Path root, int uid, int gid) throws IOException {
        Files.walkFileTree(root, new Visitor(path -> chownOne(path, uid, gid)));
    }

    static void chownOne(Path path, int uid, int gid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }

    static int uidOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    static int gidOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:gid");
    }

    /** Writes the tree through to the disk, so that a power cut after this leaves it whole. */
    static void sync(Path root) throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (linux && Command.of("sync", "-f", root.toString()).run().succeeded()) {
            return;
        }
        Files.walkFileTree(root, new Visitor(path -> {
            if (!Files.isSymbolicLink(path)) {
                syncOne(path);
            }
        }));
    }

    static void syncOne(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private interface Action {
        void on(Path path) throws IOException;
    }

    /** Applies an action to every file, and to every directory after what is in it. */
    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Action action;

        Visitor(Action action) {
            this.action = action;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            action.on(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            action.on(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
