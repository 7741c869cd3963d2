package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Manifest.Part;
import dev.guildhall.core.digest.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The bytes of a part; fails as soon as there are more than its manifest says, and at the end when they are others. */
final class Counted extends FilterInputStream {

    private final Part part;
    private final MessageDigest digest = Sha256.start();
    private long left;
    private boolean isEnded;

    Counted(Part part, InputStream in) {
        super(in);
        this.part = part;
        this.left = part.bytes();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        var read = super.read(into, offset, length);
        if (read > 0) {
            left -= read;
            digest.update(into, offset, read);
        }
        if (left < 0 || read < 0 && !isEnded && !isWhole()) {
            throw ArchiveError.CHANGED.because(part.file() + " is not what the archive's manifest says it is.");
        }
        return read;
    }

    private boolean isWhole() {
        isEnded = true;
        return left == 0 && HexFormat.of().formatHex(digest.digest()).equals(part.sha256());
    }
}
