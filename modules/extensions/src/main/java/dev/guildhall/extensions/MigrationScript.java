package dev.guildhall.extensions;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.host.ExtensionArchive;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A migration of a version as the catalogue keeps it.
 *
 * @param step 1 for the first
 * @param checksum of the script, by which a step that was run in a workspace is known again
 */
public record MigrationScript(int step, String description, String checksum, String sql) {

    /** Those of an artifact, in their order. */
    public static List<MigrationScript> of(ExtensionArchive archive) {
        return archive.migrations().stream()
                .map(migration -> new MigrationScript(
                        migration.version(), migration.description(), checksum(migration.sql()), migration.sql()))
                .toList();
    }

    /** SHA-256 in lower-case hexadecimal; line endings do not count, for builds on other systems change them. */
    public static String checksum(String sql) {
        return Sha256.hex(sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
    }
}
