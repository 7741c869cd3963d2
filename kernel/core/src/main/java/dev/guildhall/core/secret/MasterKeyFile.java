package dev.guildhall.core.secret;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.text.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of a data directory with a master key, readable by its owner only. */
final class MasterKeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(MasterKeyFile.class);
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private final Path directory;
    private final Path file;

    MasterKeyFile(Path directory, String name) {
        this.directory = directory;
        this.file = directory.resolve(name);
    }

    MasterKey readOrMake() {
        try {
            if (Files.notExists(file)) {
                make();
            }
            return read();
        } catch (IOException failed) {
            throw new MasterKeyException(
                    "The master key " + file + " cannot be read or made: " + Reason.of(failed), failed);
        }
    }

    private MasterKey read() throws IOException {
        warnOfOtherReaders();
        try {
            return MasterKey.of(new Secret(Files.readString(file)));
        } catch (MasterKeyException damaged) {
            throw new MasterKeyException(
                    "The file " + file + " is not a master key: 32 bytes in base64. Restore it from a backup; without"
                            + " it the secrets in the database cannot be read.",
                    damaged);
        }
    }

    // Written whole beside its place and then linked there: no start ever finds half a key, and of two that make one
    // at the same time both go on with the same.
    private void make() throws IOException {
        Files.createDirectories(directory);
        var temporary = Files.createTempFile(directory, "master", ".tmp");
        try {
            write(temporary, MasterKey.random().reveal() + "\n");
            place(temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
        LOG.info("Made the master key {}; back it up with the database", file);
    }

    private static void write(Path path, String content) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void place(Path temporary) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException otherWasFirst) {
            LOG.debug("Another start made {} at the same time", file);
        } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
            Files.move(temporary, file);
        }
    }

    private void warnOfOtherReaders() throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
            LOG.warn("Others than its owner can use the master key {}; run chmod 600 on it", file);
        }
    }
}
