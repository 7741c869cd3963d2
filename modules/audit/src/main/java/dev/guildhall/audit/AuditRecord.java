package dev.guildhall.audit;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HexFormat;

/**
 * An entry of an audit log, as it was written.
 *
 * @param content the text that was hashed, to the letter
 */
public record AuditRecord(
        long sequence,
        Instant time,
        String actor,
        String credentialKind,
        String credential,
        String address,
        String correlation,
        String action,
        String subject,
        String content,
        byte[] hash) {

    public JsonObject toJson() {
        return new JsonObject(content).put("hash", HexFormat.of().formatHex(hash));
    }

    /** The content with the hash as its last member: without that, it is the text the hash was made of. */
    public String line() {
        return content.substring(0, content.length() - 1) + ",\"hash\":\""
                + HexFormat.of().formatHex(hash) + "\"}";
    }
}
