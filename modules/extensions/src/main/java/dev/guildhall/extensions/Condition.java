package dev.guildhall.extensions;

import dev.guildhall.host.CircuitBreaker;
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

    /** Whether it answers as it should; only said while its fuse leaves it alone on the node that is asked. */
    public static final String ANSWERING = "Answering";

    /** How it finds itself; only said while it says that something is wrong on the node that is asked. */
    public static final String HEALTHY = "Healthy";

    /** Whether there is a newer version that would come by itself if nothing stood in its way. */
    public static final String UPGRADE_AVAILABLE = "UpgradeAvailable";

    /** Whether it keeps within its quotas; only said when it does not. */
    public static final String WITHIN_QUOTA = "WithinQuota";

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

    /** Its fuse leaves it alone on this node. */
    public static Condition resting(CircuitBreaker.Rest rest) {
        return new Condition(
                ANSWERING,
                Status.FALSE,
                reason(rest.reason()),
                "The extension " + rest.reason() + "; this node leaves it alone for a while.",
                rest.since());
    }

    /** The word for programs. */
    public static String reason(CircuitBreaker.Reason reason) {
        return switch (reason) {
            case TIMED_OUT -> "TimedOut";
            case FAILING -> "Failing";
            case SLOW -> "Slow";
        };
    }

    /**
     * A version would come by itself, and waits for somebody.
     *
     * @param forConsent whether it asks for more than was consented to
     * @param why what stands in its way
     */
    public static Condition upgradeAvailable(boolean forConsent, String version, String why, Instant now) {
        return new Condition(
                UPGRADE_AVAILABLE,
                Status.TRUE,
                forConsent ? "ConsentRequired" : "Blocked",
                "Version " + version + " is not installed by itself: " + why,
                now);
    }

    /** It stores more than it may. */
    public static Condition full(Instant now) {
        return new Condition(
                WITHIN_QUOTA,
                Status.FALSE,
                "StorageFull",
                "The extension stores more than it may, so that it can only read and delete until it has less.",
                now);
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
