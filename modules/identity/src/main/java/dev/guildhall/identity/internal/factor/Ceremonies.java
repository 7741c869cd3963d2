package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.secret.SecretUnreadableException;
import dev.guildhall.identity.IdentityError;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The ceremonies of passkeys that are under way. What has begun is with its client, sealed, so that whoever begins many
 * fills no table and any node can go on with it; only what was answered is noted, so that nothing is answered twice.
 */
public final class Ceremonies {

    /** For how long the user of an authenticator is waited for. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int CHALLENGE_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretBox secrets;
    private final Clock clock;
    private final PasskeyChallengeTable answered = new PasskeyChallengeTable();

    public Ceremonies(SecretBox secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What a ceremony is for; the answer to one is none to another. */
    public enum Purpose {
        ENROL,
        SIGN_IN,
        SECOND_FACTOR,
        STEP_UP
    }

    /**
     * One that has begun.
     *
     * @param state by which its client goes on with it
     */
    public record Ceremony(String state, byte[] challenge, Instant expiresAt) {

        @Override
        public String toString() {
            return "Ceremony[until " + expiresAt + "]";
        }
    }

    /** @param client to whom or to what it is bound: who goes on with it has to name the same */
    public Ceremony begin(Purpose purpose, String client) {
        var challenge = new byte[CHALLENGE_BYTES];
        RANDOM.nextBytes(challenge);
        var expiresAt = clock.instant().plus(PATIENCE);
        var content = expiresAt.toEpochMilli() + "." + Base64Url.text(challenge);
        return new Ceremony(secrets.seal(sealedFor(purpose, client), content), challenge, expiresAt);
    }

    /** Fails with {@code AUTH.CHALLENGE_INVALID}. */
    public Ceremony resume(Purpose purpose, String client, String state) {
        var content = opened(purpose, client, state).split("\\.", 2);
        var expiresAt = Instant.ofEpochMilli(Long.parseLong(content[0]));
        if (!clock.instant().isBefore(expiresAt)) {
            throw invalid();
        }
        return new Ceremony(state, Base64.getUrlDecoder().decode(content[1]), expiresAt);
    }

    private String opened(Purpose purpose, String client, String state) {
        try {
            return secrets.open(sealedFor(purpose, client), state);
        } catch (SecretUnreadableException notOurs) {
            throw invalid();
        }
    }

    private static String sealedFor(Purpose purpose, String client) {
        return "passkey/" + purpose + "/" + client;
    }

    /** Has a ceremony be over with the transaction. Fails with {@code AUTH.CHALLENGE_INVALID} when it was before. */
    public Future<Void> finish(Tx tx, Ceremony ceremony) {
        return answered.answer(tx, Sha256.of(ceremony.challenge()), ceremony.expiresAt())
                .compose(first -> first ? Future.succeededFuture() : invalid().asFuture());
    }

    public Future<Void> forgetExpired(Database database) {
        return answered.deleteExpired(database, clock.instant());
    }

    private static Problem invalid() {
        return IdentityError.AUTH_CHALLENGE_INVALID.because(
                "This was not begun by this client, was answered already or took too long; ask for a new challenge.");
    }
}
