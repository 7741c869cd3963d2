package dev.guildhall.membership;

import dev.guildhall.core.error.CommonError;
import java.time.Duration;

/**
 * An invitation somebody asks for.
 *
 * @param role the name of a role of the workspace, or the id of one of its own
 */
public record NewInvitation(String email, String role, Duration life, InvitationDelivery delivery) {

    public static final Duration DEFAULT_LIFE = Duration.ofDays(7);
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(90);

    public NewInvitation {
        requireReasonable(life);
    }

    /** By mail and for a week. */
    public NewInvitation(String email, String role) {
        this(email, role, DEFAULT_LIFE, InvitationDelivery.MAIL);
    }

    /** Fails with {@code REQUEST.INVALID} for a time that is too short or too long. */
    public static void requireReasonable(Duration life) {
        if (life.compareTo(SHORTEST_LIFE) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
            throw CommonError.REQUEST_INVALID.onField(
                    "expiresIn",
                    "expiresIn must be from " + SHORTEST_LIFE.toSeconds() + " to " + LONGEST_LIFE.toSeconds()
                            + " seconds");
        }
    }
}
