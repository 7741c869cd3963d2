package dev.guildhall.extensions;

import dev.guildhall.core.digest.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A migration of a version as the catalogue keeps it.
 *
 * @param step 1 for the first
 * @param checksum of the script, by which a step that was run in a workspace is known again
 */
public record MigrationScript(int step, String description, String checksum, String sql) {

    /** SHA-256 in lower-case hexadecimal; line endings do not count, for builds on other systems change them. */
    public static String checksum(String sql) {
        return Sha256.hex(sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
    }
}
