package dev.guildhall.audit.internal;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HexFormat;

/**
 * An entry that was written.
 *
 * @param content the text that was hashed, to the letter
 */
record AuditRecord(
        long sequence,
        Instant time,
        String actor,
        String credentialKind,
        String credential,
        String address,
        String action,
        String subject,
        String content,
        byte[] hash) {

    JsonObject toJson() {
        return new JsonObject(content).put("hash", HexFormat.of().formatHex(hash));
    }

    /** The content with the hash as its last member: without that, it is the text the hash was made of. */
    String line() {
        return content.substring(0, content.length() - 1) + ",\"hash\":\""
                + HexFormat.of().formatHex(hash) + "\"}";
    }
}
