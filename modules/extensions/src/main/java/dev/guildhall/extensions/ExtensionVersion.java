package dev.guildhall.extensions;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.semver4j.Semver;

/**
 * A version of an extension, without its bytes.
 *
 * @param sha256 the digest of the artifact, in lower-case hexadecimal
 * @param size of the artifact in bytes
 * @param signedBy the trusted key that signed the artifact, or null
 * @param yankedAt when it was taken off the offer, or null; that ends its rollout, too
 * @param rollout how far it has come by itself; empty when it does not
 */
public record ExtensionVersion(
        String extensionKey,
        Semver number,
        String sha256,
        int size,
        String signedBy,
        Instant yankedAt,
        Optional<Rollout> rollout,
        Instant createdAt) {

    /** What to take first when nobody asks for one: releases before pre-releases, the newest before the older. */
    private static final Comparator<ExtensionVersion> PREFERENCE = Comparator.comparing(ExtensionVersion::isYanked)
            .thenComparing(version -> !version.number.getPreRelease().isEmpty())
            .thenComparing(ExtensionVersion::number, Comparator.reverseOrder());

    public boolean isYanked() {
        return yankedAt != null;
    }

    /** The same, taken off the offer then, or on offer where that is null. */
    public ExtensionVersion yanked(Instant at) {
        return new ExtensionVersion(extensionKey, number, sha256, size, signedBy, at, rollout, createdAt);
    }

    public ExtensionVersion signed(String by) {
        return new ExtensionVersion(extensionKey, number, sha256, size, by, yankedAt, rollout, createdAt);
    }

    /** The versions in the order of {@link #PREFERENCE}. */
    public static List<ExtensionVersion> byPreference(List<ExtensionVersion> versions) {
        return versions.stream().sorted(PREFERENCE).toList();
    }

    public static List<ExtensionVersion> newestFirst(List<ExtensionVersion> versions) {
        return versions.stream()
                .sorted(Comparator.comparing(ExtensionVersion::number).reversed())
                .toList();
    }

    /** The version of this number, if it is among them. */
    public static Optional<ExtensionVersion> find(List<ExtensionVersion> versions, String number) {
        return versions.stream()
                .filter(version -> version.number.getVersion().equals(number))
                .findFirst();
    }
}
