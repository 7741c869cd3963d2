package dev.guildhall.db.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs of one version and platform, unpacked on disk. A directory with the version's name is whole:
 * it is unpacked beside, written through to the disk and renamed.
 */
record Binaries(Path home, String version) {

    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
    private static final String UNFINISHED = ".tmp";
    private static final Set<PosixFilePermission> READABLE_BY_ALL = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Returns the binaries for this machine below {@code directory}, unpacking them when they are not there yet. */
    static synchronized Binaries installIn(Path directory) throws IOException {
        Platform platform = Platform.current();
        String version = packagedVersion();
        Path home = directory.resolve(version + "-" + platform.label());
        if (!Files.isDirectory(home)) {
            Files.createDirectories(directory);
            try (var lock = FileChannel.open(
                    directory.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                FileTree.deleteLeftovers(directory, name -> name.endsWith(UNFINISHED));
                if (!Files.isDirectory(home)) {
                    unpack(platform, home);
                }
            }
        }
        return new Binaries(home, version);
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** A data directory belongs to one major version for ever. */
    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    private static String packagedVersion() throws IOException {
        var properties = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("postgres.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    private static void unpack(Platform platform, Path home) throws IOException {
        long begun = System.nanoTime();
        Path unfinished = newUnfinished(home);
        if (!unpackWithTar(platform, unfinished)) {
            FileTree.deleteQuietly(unfinished);
            unfinished = newUnfinished(home);
            unpackHere(platform, unfinished);
        }
        Files.setPosixFilePermissions(unfinished, READABLE_BY_ALL);
        FileTree.sync(unfinished);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("Unpacked PostgreSQL into {} in {} ms", home, (System.nanoTime() - begun) / 1_000_000);
    }

    /** Never a name used before: the tar of a killed JVM may still be filling that one. */
    private static Path newUnfinished(Path home) throws IOException {
        return Files.createDirectory(home.resolveSibling(home.getFileName() + "." + UUID.randomUUID() + UNFINISHED));
    }

    /** The system's tar is faster than Java by half, but not everywhere can it read xz. */
    private static boolean unpackWithTar(Platform platform, Path target) throws IOException {
        try (InputStream archive = open(platform)) {
            var tar = Command.of("tar", "-xJf", "-", "--no-same-owner", "-C", target.toString())
                    .run(archive);
            if (!tar.succeeded()) {
                LOG.debug("tar cannot unpack PostgreSQL, doing it in Java: {}", tar.output());
            }
            return tar.succeeded();
        }
    }

    static void unpackHere(Platform platform, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(platform))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpackEntry(tar, entry, target);
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("The archive names a file outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, target.resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        boolean executable = (mode & 0100) != 0;
        return executable ? READABLE_BY_ALL : EnumSet.copyOf(PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static InputStream open(Platform platform) {
        InputStream archive = Binaries.class.getResourceAsStream(platform.resource());
        if (archive == null) {
            throw new EmbeddedPostgresException("This build of Guildhall has no PostgreSQL for " + platform.label()
                    + ". Build it on such a machine or with -Pall-platforms,"
                    + " or give a PostgreSQL 15 or later of your own with --database-url.");
        }
        return archive;
    }
}
