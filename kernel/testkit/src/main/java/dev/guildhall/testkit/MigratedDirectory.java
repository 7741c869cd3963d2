package dev.guildhall.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A data directory with the current schema, made once on this machine and kept beside the binaries until nobody has
 * used it for a day: to copy it takes a moment, to make and to migrate it longer than most test classes.
 */
final class MigratedDirectory {

    private static final Duration KEPT = Duration.ofDays(1);

    /** Of one state of the code that makes it. */
    private static final String MADE = "migrated-";

    private static final String UNFINISHED = "migrating-";

    private MigratedDirectory() {}

    /** Puts a copy where a server with these options will look for its data. */
    static void copyTo(Options options, String applicationPassword) {
        var shared = options.binariesDirectory();
        try (var file = FileChannel.open(
                        shared.resolve("migrated.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var alone = file.lock()) {
            var made = shared.resolve(MADE + stateOfTheCode());
            if (Files.notExists(made)) {
                clear(shared);
                make(made, options, applicationPassword);
            }
            Files.setLastModifiedTime(made, FileTime.from(Instant.now()));
            copy(made, options.dataDirectory());
        } catch (IOException | NoSuchAlgorithmException | URISyntaxException failed) {
            throw new IllegalStateException("No migrated database could be had from " + shared, failed);
        }
    }

    private static void make(Path made, Options like, String applicationPassword) throws IOException {
        var unfinished = made.resolveSibling(UNFINISHED + UUID.randomUUID());
        var options = new Options(unfinished, like.binariesDirectory(), like.settings(), like.startLimit(), false);
        try (var server = EmbeddedPostgres.start(options)) {
            new Migrator(DatabaseUrl.parse(server.url(EmbeddedPostgres.DATABASE)), applicationPassword).migrate();
        }
        Files.delete(unfinished.resolveSibling(unfinished.getFileName() + ".lock"));
        Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
    }

    // With the owners of the files, for PostgreSQL does not run as root.
    private static void copy(Path from, Path to) throws IOException {
        var copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        if (copy.onExit().join().exitValue() != 0) {
            throw new IOException(from + " could not be copied to " + to);
        }
    }

    /** Removes what was left unfinished, and what nobody has used for long. */
    private static void clear(Path shared) throws IOException {
        try (var entries = Files.newDirectoryStream(shared, "{" + MADE + "," + UNFINISHED + "}*")) {
            for (var entry : entries) {
                var used = Files.getLastModifiedTime(entry).toInstant();
                if (entry.getFileName().toString().startsWith(UNFINISHED)
                        || used.isBefore(Instant.now().minus(KEPT))) {
                    delete(entry);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Whatever decides what is made: the migrations with their program, and how a data directory begins. */
    private static String stateOfTheCode() throws IOException, NoSuchAlgorithmException, URISyntaxException {
        var digest = MessageDigest.getInstance("SHA-256");
        for (var part : List.of(EmbeddedPostgres.class, Migrator.class)) {
            var place = Path.of(
                    part.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (var files = Files.walk(place)) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(place.relativize(file).toString().getBytes(UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }
}
