package dev.guildhall.extensions;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Something that is true of an installation, or not, since a point in time.
 *
 * @param type what is asked, such as {@code Ready}
 * @param reason why, as a word for programs, such as {@code StartFailed}
 * @param message why, for people; may be empty
 */
public record Condition(String type, Status status, String reason, String message, Instant since) {

    /** The one every installation has: whether the extension serves its workspace. */
    public static final String READY = "Ready";

    /** Whether the last upgrade came off; only said when it did not. */
    public static final String UPGRADED = "Upgraded";

    /** Whether a trusted key has signed it; only said when none has and that is to be told. */
    public static final String SIGNED = "Signed";

    private static final int MAX_MESSAGE = 2_000;

    /** The answer to a condition's question. */
    public enum Status {
        TRUE,
        FALSE,
        /** Not found out yet. */
        UNKNOWN
    }

    public Condition {
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
    }

    public static Condition starting(Instant now) {
        return new Condition(READY, Status.UNKNOWN, "Starting", "", now);
    }

    public static Condition started(Instant now) {
        return new Condition(READY, Status.TRUE, "Started", "", now);
    }

    public static Condition disabled(Instant now) {
        return new Condition(READY, Status.FALSE, "Disabled", "", now);
    }

    /** Its artifact is signed by no key that is trusted now. */
    public static Condition untrusted(Instant since) {
        return new Condition(
                READY, Status.FALSE, "SignatureNotTrusted", "It is not signed by a key that is trusted here.", since);
    }

    /** The same where that keeps nothing from running. */
    public static Condition doubtful(Instant since) {
        return new Condition(
                SIGNED, Status.FALSE, "SignatureNotTrusted", "It is not signed by a key that is trusted here.", since);
    }

    /** Its manifest was taken by the rules of another release, and is refused by those of this one. */
    public static Condition refused(String why, Instant since) {
        return new Condition(
                READY,
                Status.FALSE,
                "ManifestRefused",
                "It was taken by the rules of another release and is refused by those of this one: " + why,
                since);
    }

    public static Condition failed(String reason, String message, Instant now) {
        return new Condition(READY, Status.FALSE, reason, message, now);
    }

    /** It is not what it was to be upgraded to; the version before serves as it did. */
    public static Condition notUpgraded(String reason, String message, Instant now) {
        return new Condition(UPGRADED, Status.FALSE, reason, message, now);
    }

    public static Condition of(JsonObject json) {
        return new Condition(
                json.getString("type"),
                Status.valueOf(json.getString("status")),
                json.getString("reason"),
                json.getString("message"),
                Instant.parse(json.getString("since")));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("type", type)
                .put("status", status.name())
                .put("reason", reason)
                .put("message", message)
                .put("since", since.toString());
    }
}
