package dev.guildhall.host;

import dev.guildhall.core.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;

/** What is in an artifact, however and whenever it was packed. */
public final class ArtifactContent {

    private ArtifactContent() {}

    /** Whether two artifacts that were taken, or would be, have the same files. Blocks. */
    public static boolean isSame(byte[] one, byte[] other) {
        return digests(one).equals(digests(other));
    }

    private static TreeMap<String, String> digests(byte[] artifact) {
        var digests = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(artifact))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    digests.put(entry.getName(), Sha256.hex(zip.readAllBytes()));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return digests;
    }
}
