package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Manifest.Part;
import dev.guildhall.core.error.Problem;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an archive whose seal is good: only the parts that its manifest names, and of each no more bytes than that says.
 * Blocks; used by one thread at a time.
 */
final class ArchiveReader implements Closeable {

    private static final int LARGEST_MANIFEST = 16 << 20;

    private final ZipFile zip;
    private final Manifest manifest;
    private final Seal.Checked seal;

    private ArchiveReader(ZipFile zip, Manifest manifest, Seal.Checked seal) {
        this.zip = zip;
        this.manifest = manifest;
        this.seal = seal;
    }

    static ArchiveReader open(Path file) throws IOException {
        try {
            var seal = Seal.check(file);
            var zip = new ZipFile(file.toFile());
            try {
                var manifest = Manifest.of(manifest(zip));
                requireOnly(zip, manifest);
                return new ArchiveReader(zip, manifest, seal);
            } catch (IOException | RuntimeException unreadable) {
                zip.close();
                throw unreadable;
            }
        } catch (NoSuchFileException | FileNotFoundException absent) {
            throw ArchiveError.UNREADABLE.because("There is no file " + file + " that can be read.");
        } catch (ZipException noZip) {
            throw ArchiveError.UNREADABLE.because(file + " is no archive of a workspace: " + noZip.getMessage());
        }
    }

    private static byte[] manifest(ZipFile zip) throws IOException {
        var entry = zip.getEntry(Manifest.FILE);
        if (entry == null) {
            throw lacks(Manifest.FILE);
        }
        try (var in = zip.getInputStream(entry)) {
            var content = in.readNBytes(LARGEST_MANIFEST + 1);
            if (content.length > LARGEST_MANIFEST) {
                throw ArchiveError.UNREADABLE.because("The archive's " + Manifest.FILE + " is too large.");
            }
            return content;
        }
    }

    private static void requireOnly(ZipFile zip, Manifest manifest) {
        var named = new HashSet<String>();
        named.add(Manifest.FILE);
        for (var part : manifest.parts()) {
            if (!named.add(part.file())) {
                throw ArchiveError.UNREADABLE.because("The archive's manifest names " + part.file() + " twice.");
            }
        }
        var present = new HashSet<String>();
        zip.stream().forEach(entry -> {
            if (!named.contains(entry.getName()) || !present.add(entry.getName())) {
                throw ArchiveError.UNREADABLE.because(
                        "The archive has something that its manifest does not name: " + entry.getName());
            }
        });
        named.removeAll(present);
        if (!named.isEmpty()) {
            throw lacks(named.iterator().next());
        }
    }

    private static Problem lacks(String file) {
        return ArchiveError.UNREADABLE.because("The archive lacks " + file + ".");
    }

    Manifest manifest() {
        return manifest;
    }

    Seal.Checked seal() {
        return seal;
    }

    /** The rows of a part, of which more than it has are refused, as are others than it had. */
    Lines lines(Part part) throws IOException {
        return new Lines(part, stream(part));
    }

    byte[] content(Part part, int atMost) throws IOException {
        if (part.bytes() > atMost) {
            throw ArchiveError.UNREADABLE.because(part.file() + " has more than " + atMost + " bytes.");
        }
        try (var in = stream(part)) {
            return new Counted(part, in).readAllBytes();
        }
    }

    private InputStream stream(Part part) throws IOException {
        return zip.getInputStream(zip.getEntry(part.file()));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
