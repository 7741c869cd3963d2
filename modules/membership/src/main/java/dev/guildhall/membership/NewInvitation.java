package dev.guildhall.membership;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.identity.EmailAddress;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * An invitation somebody asks for.
 *
 * @param address empty for whoever is given the secret
 * @param role the name of a role of the workspace, or the id of one of its own
 */
public record NewInvitation(Optional<EmailAddress> address, String role, Duration life, InvitationDelivery delivery) {

    public static final Duration DEFAULT_LIFE = Duration.ofDays(7);
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(365);

    public NewInvitation {
        requireReasonable(life);
    }

    /**
     * Reads {@code {email, role, expiresIn?, delivery?}} from a body the contract has let through: by mail and for a week
     * when it does not say otherwise. Names every field that is wrong.
     */
    public static NewInvitation of(JsonObject body) {
        var faults = new Faults();
        var address = faults.read(() -> EmailAddress.of(body.getString("email", "")));
        var life = faults.read(() -> lifeOf(body).orElse(DEFAULT_LIFE));
        var delivery = faults.read(() -> deliveryOf(body).orElse(InvitationDelivery.MAIL));
        faults.refuse();
        return new NewInvitation(address, body.getString("role"), life.orElseThrow(), delivery.orElseThrow());
    }

    /** Reads {@code {email?, expiresIn?}}, into a team: by mail, or else by a code. */
    public static NewInvitation intoTeam(JsonObject body) {
        var faults = new Faults();
        var address = Optional.ofNullable(body.getString("email"))
                .flatMap(email -> faults.read(() -> EmailAddress.of(email)));
        var life = faults.read(() -> lifeOf(body).orElse(DEFAULT_LIFE));
        faults.refuse();
        return new NewInvitation(
                address,
                TeamRole.MEMBER.name(),
                life.orElseThrow(),
                address.isPresent() ? InvitationDelivery.MAIL : InvitationDelivery.LINK);
    }

    /** How long {@code expiresIn} says, if it is there. */
    public static Optional<Duration> lifeOf(JsonObject body) {
        var life = Optional.ofNullable(body.getLong("expiresIn")).map(Duration::ofSeconds);
        life.ifPresent(NewInvitation::requireReasonable);
        return life;
    }

    /** The way {@code delivery} names, if it is there. */
    public static Optional<InvitationDelivery> deliveryOf(JsonObject body) {
        return Optional.ofNullable(body.getString("delivery"))
                .map(name -> InvitationDelivery.named(name)
                        .orElseThrow(() ->
                                CommonError.REQUEST_INVALID.onField("delivery", "delivery must be MAIL or LINK")));
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
