package dev.guildhall.audit;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An audit log that was archived, held against its own hashes as it is read: each entry vouches for the one before it, and
 * the head for the last. Used by one thread.
 */
public final class ArchivedChain {

    private static final String CONTENT = "\"content\":";
    private static final String HASH = ",\"hash\":\"\\\\x";
    private static final int HASH_DIGITS = 64;

    /** Entries that are not as they were written, of which a later one has yet to say that something was erased. */
    private final Map<String, String> redacted = new HashMap<>();

    private long sequence;
    private String hash = "0".repeat(HASH_DIGITS);
    private long lastSequence;
    private String lastHash = hash;

    /** The next entry, as a row of the table: its content to the letter, and its hash at the end. */
    public void add(String row) {
        var begin = row.indexOf(CONTENT) + CONTENT.length();
        var end = row.lastIndexOf(HASH);
        if (begin < CONTENT.length() || end < begin) {
            throw broken();
        }
        var content = row.substring(begin, end);
        var said = row.substring(end + HASH.length(), Math.min(row.length(), end + HASH.length() + HASH_DIGITS));
        var entry = new JsonObject(content);
        var digest = Sha256.hex(content.getBytes(StandardCharsets.UTF_8));
        if (!digest.equals(said)) {
            redacted.put(String.valueOf(sequence + 1), digest);
        }
        if (!hash.equals(entry.getString("previousHash")) || entry.getLong("sequence") != sequence + 1) {
            throw broken();
        }
        redacted.entrySet().removeIf(former -> vouches(entry, former));
        sequence++;
        hash = said;
    }

    private static boolean vouches(JsonObject entry, Map.Entry<String, String> former) {
        return entry.getValue("redacted") instanceof JsonObject digests
                && former.getValue().equals(digests.getString(former.getKey()));
    }

    /** What the log says of its end, as the columns of a row. */
    public void head(JsonObject row) {
        lastSequence = row.getLong("sequence");
        lastHash = row.getString("hash").replaceFirst("^\\\\x", "");
    }

    /** All was read; throws a problem when entries are missing. */
    public void requireEnd() {
        if (sequence != lastSequence || !hash.equals(lastHash) || !redacted.isEmpty()) {
            throw broken();
        }
    }

    public long sequence() {
        return sequence;
    }

    /** The last entry's, in lower-case hexadecimal. */
    public String hash() {
        return hash;
    }

    private Problem broken() {
        return CommonError.CONFLICT.because("The audit log in the archive is not as it was written after its entry "
                + sequence + ": verify it where it comes from.");
    }
}
