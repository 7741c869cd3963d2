package dev.guildhall.host;

import org.semver4j.Semver;

/**
 * The bounds of an acceptable artifact.
 *
 * @param platform the version of this host, which the manifest's {@code requires.platform} must include
 * @param maxBytes of the archive as uploaded
 * @param maxEntries files and folders in it
 * @param maxInflatedBytes of all files together, unpacked
 * @param maxRatio of a file's size to what it takes in the archive, for files above 1 MiB
 */
public record ArchiveRules(Semver platform, int maxBytes, int maxEntries, long maxInflatedBytes, int maxRatio) {

    private static final int MEBIBYTE = 1024 * 1024;

    public static ArchiveRules forPlatform(Semver platform) {
        return new ArchiveRules(platform, 32 * MEBIBYTE, 10_000, 256L * MEBIBYTE, 100);
    }

    public ArchiveRules withMaxBytes(int bytes) {
        return new ArchiveRules(platform, bytes, maxEntries, maxInflatedBytes, maxRatio);
    }
}
