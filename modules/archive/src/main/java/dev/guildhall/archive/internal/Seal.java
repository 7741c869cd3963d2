package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.ArtifactSignature;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The signature over an archive: the comment at the end of the ZIP, over every byte before it, those of the ZIP's own
 * included. It has the same length always, so that it can be written when all else is.
 */
final class Seal {

    private static final String PURPOSE = "guildhall archive 1\n";
    private static final int KEY_BYTES = 44;
    private static final int KEY_DIGITS = 2 * KEY_BYTES;
    private static final int SIGNATURE_DIGITS = 2 * ArtifactSignature.BYTES;
    static final int LENGTH = PURPOSE.length() + KEY_DIGITS + 1 + SIGNATURE_DIGITS + 1;

    /** What is there until the seal is. */
    static final String BLANK = " ".repeat(LENGTH);

    private static final int BUFFER = 1 << 16;

    private Seal() {}

    /**
     * Who has signed what.
     *
     * @param sha256 the digest of the whole file, in lower-case hexadecimal
     */
    record Checked(PublicKey signer, String sha256) {}

    /** Puts the seal into its place at the end of the file; gives the digest of the whole. */
    static String put(Path file, ArchiveKey key) throws IOException, GeneralSecurityException {
        try (var archive = new RandomAccessFile(file.toFile(), "rw")) {
            var body = archive.length() - LENGTH;
            var whole = Sha256.start();
            var signature = ArtifactSignature.sign(key.secret(), message(digest(archive, body, whole)));
            var seal = text(key.published(), signature).getBytes(StandardCharsets.US_ASCII);
            whole.update(seal);
            archive.seek(body);
            archive.write(seal);
            archive.getFD().sync();
            return HexFormat.of().formatHex(whole.digest());
        }
    }

    /** Fails with {@code ARCHIVE.UNREADABLE} or {@code ARCHIVE.CHANGED} when the file has no seal, or another. */
    static Checked check(Path file) throws IOException {
        try (var archive = new RandomAccessFile(file.toFile(), "r")) {
            var body = archive.length() - LENGTH;
            if (body < 0) {
                throw unreadable(file);
            }
            archive.seek(body);
            var seal = new byte[LENGTH];
            archive.readFully(seal);
            var text = new String(seal, StandardCharsets.ISO_8859_1);
            if (!text.startsWith(PURPOSE)) {
                throw unreadable(file);
            }
            archive.seek(0);
            var whole = Sha256.start();
            var digest = digest(archive, body, whole);
            whole.update(seal);
            return new Checked(signer(file, text, digest), HexFormat.of().formatHex(whole.digest()));
        }
    }

    private static PublicKey signer(Path file, String seal, byte[] digest) {
        try {
            var keyEnd = PURPOSE.length() + KEY_DIGITS;
            var encoded = HexFormat.of().parseHex(seal, PURPOSE.length(), keyEnd);
            var signature = HexFormat.of().parseHex(seal, keyEnd + 1, keyEnd + 1 + SIGNATURE_DIGITS);
            var key = ArtifactSignature.publicKey(Base64.getEncoder().encodeToString(encoded));
            // Nor may it be written in another way.
            if (text(key, signature).equals(seal) && ArtifactSignature.isBy(key, message(digest), signature)) {
                return key;
            }
        } catch (IllegalArgumentException noSeal) {
            // It was changed as well.
        }
        throw ArchiveError.CHANGED.because(
                file + " was changed since it was written, or is not whole; nothing was imported. Get it again.");
    }

    private static Problem unreadable(Path file) {
        return ArchiveError.UNREADABLE.because(file + " is no archive of a workspace, or is not whole.");
    }

    private static byte[] digest(RandomAccessFile archive, long length, MessageDigest whole) throws IOException {
        var body = Sha256.start();
        var buffer = new byte[BUFFER];
        for (var left = length; left > 0; ) {
            var read = archive.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("The file became shorter while it was read");
            }
            body.update(buffer, 0, read);
            whole.update(buffer, 0, read);
            left -= read;
        }
        return body.digest();
    }

    // What is signed is of no use as a signature over anything else, such as an extension's artifact.
    private static byte[] message(byte[] digest) {
        return (PURPOSE + HexFormat.of().formatHex(digest)).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(PublicKey key, byte[] signature) {
        return PURPOSE + HexFormat.of().formatHex(key.getEncoded()) + "\n"
                + HexFormat.of().formatHex(signature) + "\n";
    }
}
