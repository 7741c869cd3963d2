package dev.guildhall.archive;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What is to be imported, and how.
 *
 * @param key the key of the new workspace; empty for the one it had
 * @param trusted whose archives are taken, beside this server's own
 * @param anyKey whether it is taken whoever has signed it
 */
public record ImportRequest(Path file, Optional<String> key, List<PublicKey> trusted, boolean anyKey) {

    public ImportRequest {
        trusted = List.copyOf(trusted);
    }

    /** Of an archive that was made by this server, or by one with its master key. */
    public static ImportRequest of(Path file) {
        return new ImportRequest(file, Optional.empty(), List.of(), false);
    }

    public ImportRequest as(String otherKey) {
        return new ImportRequest(file, Optional.of(otherKey), trusted, anyKey);
    }

    public ImportRequest trusting(PublicKey more) {
        return new ImportRequest(file, key, List.of(more), anyKey);
    }

    public ImportRequest byAnybody() {
        return new ImportRequest(file, key, trusted, true);
    }
}
