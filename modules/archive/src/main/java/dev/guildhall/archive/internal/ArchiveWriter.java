package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Manifest.Part;
import dev.guildhall.core.digest.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an archive beside where it is to be, where it appears when it is whole. Blocks; used by one thread at a time. */
final class ArchiveWriter {

    private final Path target;
    private final Path unfinished;
    private final ZipOutputStream zip;
    private final List<Part> parts = new ArrayList<>();

    private ArchiveWriter(Path target, Path unfinished, ZipOutputStream zip) {
        this.target = target;
        this.unfinished = unfinished;
        this.zip = zip;
    }

    /** Fails with {@code ARCHIVE.FILE_EXISTS} rather than to write over something. */
    static ArchiveWriter create(Path target) throws IOException {
        if (Files.exists(target)) {
            throw ArchiveError.FILE_EXISTS.because(
                    target + " is there already and is not written over; choose another file, or remove it.");
        }
        var unfinished = target.resolveSibling(target.getFileName() + ".part");
        forOwnerAlone(unfinished);
        var file = Files.newOutputStream(unfinished, StandardOpenOption.WRITE);
        return new ArchiveWriter(target, unfinished, new ZipOutputStream(new BufferedOutputStream(file, 1 << 16)));
    }

    private static void forOwnerAlone(Path file) throws IOException {
        Files.deleteIfExists(file);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException noPosix) {
            Files.createFile(file);
        }
    }

    /** A part of the archive, which is open until it is ended. */
    final class Open {

        private final String file;
        private final String table;
        private final List<String> columns;
        private final MessageDigest digest = Sha256.start();
        private long rows;
        private long bytes;

        private Open(String file, String table, List<String> columns) {
            this.file = file;
            this.table = table;
            this.columns = columns;
        }

        void write(byte[] content) throws IOException {
            zip.write(content);
            digest.update(content);
            bytes += content.length;
        }

        void writeRows(List<String> lines) throws IOException {
            write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            rows += lines.size();
        }

        long rows() {
            return rows;
        }

        void end() throws IOException {
            zip.closeEntry();
            parts.add(new Part(file, table, columns, rows, bytes, HexFormat.of().formatHex(digest.digest())));
        }
    }

    Open begin(String file, String table, List<String> columns) throws IOException {
        zip.putNextEntry(new ZipEntry(file));
        return new Open(file, table, columns);
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Adds the manifest and the seal; gives the digest of the whole. */
    String finish(Manifest manifest, ArchiveKey key) throws IOException, GeneralSecurityException {
        zip.putNextEntry(new ZipEntry(Manifest.FILE));
        zip.write(manifest.toJson().encodePrettily().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.setComment(Seal.BLANK);
        zip.close();
        return Seal.put(unfinished, key);
    }

    /** Puts it where it is to be. */
    void publish() throws IOException {
        try {
            // Not by a move that would write over what has come there meanwhile.
            Files.createFile(target);
        } catch (FileAlreadyExistsException present) {
            throw ArchiveError.FILE_EXISTS.because(target + " is there by now and is not written over.");
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Leaves nothing. */
    void discard() throws IOException {
        try {
            zip.close();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
