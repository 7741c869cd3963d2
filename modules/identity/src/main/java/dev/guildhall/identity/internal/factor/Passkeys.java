package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.factor.Ceremonies.Ceremony;
import dev.guildhall.identity.internal.factor.Ceremonies.Purpose;
import dev.guildhall.identity.internal.factor.RelyingParty.Registered;
import dev.guildhall.identity.internal.sso.CostlyWork;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The ceremonies of passkeys: what browsers are asked, and whether their answers are right. */
public final class Passkeys {

    private final Database database;
    private final RelyingParty party;
    private final Ceremonies ceremonies;
    private final CostlyWork work;
    private final Clock clock;
    private final PasskeyTable table = new PasskeyTable();

    public Passkeys(Database database, RelyingParty party, Ceremonies ceremonies, CostlyWork work, Clock clock) {
        this.database = database;
        this.party = party;
        this.ceremonies = ceremonies;
        this.work = work;
        this.clock = clock;
    }

    /** A new passkey that an authenticator has made, with the ceremony in which it did. */
    public record Made(Ceremony ceremony, Registered credential, List<String> transports) {}

    /** Asks for a new passkey, in a session of its user. */
    public JsonObject askForNew(UserId user, String email, List<Passkey> had, String session) {
        return PasskeyOptions.toCreate(ceremonies.begin(Purpose.ENROL, session), party, user, email, had);
    }

    /** Asks for any passkey of this host: whoever has one is told by it. */
    public JsonObject askForAny(String browser) {
        return PasskeyOptions.toGet(ceremonies.begin(Purpose.SIGN_IN, browser), party, List.of());
    }

    /** Asks for one of somebody's passkeys. Fails with {@code FACTOR.NOT_FOUND} for who has none. */
    public Future<JsonObject> askForOneOf(UserId user, Purpose purpose, String client) {
        return table.list(database, user).map(passkeys -> {
            if (passkeys.isEmpty()) {
                throw IdentityError.FACTOR_NOT_FOUND.because("The account has no passkey.");
            }
            return PasskeyOptions.toGet(ceremonies.begin(purpose, client), party, passkeys);
        });
    }

    /** Fails with {@code AUTH.CHALLENGE_INVALID} and {@code AUTH.BAD_PASSKEY}. */
    public Future<Made> made(String session, String state, Attestation given, Client client) {
        var ceremony = ceremonies.resume(Purpose.ENROL, session, state);
        return work.run(
                client, () -> new Made(ceremony, party.register(ceremony.challenge(), given), given.transports()));
    }

    /**
     * Looks whether what somebody gives is right by itself. Fails with {@code AUTH.CHALLENGE_INVALID}, and with {@code
     * AUTH.BAD_PASSKEY} for a passkey of nobody; that another is not right is a result, for it is to be noted.
     */
    public Future<PresentedPasskey> present(Purpose purpose, String boundTo, GivenPasskey given, Client client) {
        var ceremony = ceremonies.resume(purpose, boundTo, given.state());
        return table.find(database, given.assertion().credentialId())
                .map(found -> found.orElseThrow(Passkeys::unknown))
                .compose(passkey -> work.run(client, () -> verified(ceremony, passkey, given.assertion())));
    }

    private PresentedPasskey verified(Ceremony ceremony, Passkey passkey, Assertion given) {
        try {
            var count = party.verify(ceremony.challenge(), passkey, given);
            return new PresentedPasskey(ceremony, passkey, count, null);
        } catch (Problem refusal) {
            if (!refusal.is(IdentityError.AUTH_BAD_PASSKEY)) {
                throw refusal;
            }
            return new PresentedPasskey(ceremony, passkey, 0, refusal);
        }
    }

    /**
     * Takes a passkey as a proof of an account that is locked. The ceremony is over by that, whatever comes of it. Fails
     * with {@code AUTH.CHALLENGE_INVALID} when it was before.
     */
    Future<Verdict> take(Tx tx, UserId user, PresentedPasskey presented) {
        return ceremonies.finish(tx, presented.ceremony()).compose(finished -> {
            if (presented.refusal() != null) {
                return Future.succeededFuture(Verdict.refused(presented.refusal()));
            }
            return table.lock(tx, presented.passkey())
                    .compose(found -> found.filter(passkey -> passkey.user().equals(user))
                            .map(passkey -> take(tx, passkey, presented.signatureCount()))
                            .orElseGet(() -> Future.succeededFuture(Verdict.refused(unknown()))));
        });
    }

    private Future<Verdict> take(Tx tx, Passkey passkey, long count) {
        return passkey.isCopied(count)
                ? Future.succeededFuture(Verdict.refused(
                        RelyingParty.refused("it has signed less than before, so there may be a copy of it"),
                        Verdict.Alarm.PASSKEY_COPIED))
                : table.use(tx, passkey, count, clock.instant().truncatedTo(ChronoUnit.MICROS))
                        .map(Verdict.right(SignInMethod.PASSKEY));
    }

    /** Has the ceremony of a new passkey be over. */
    Future<Void> finish(Tx tx, Made made) {
        return ceremonies.finish(tx, made.ceremony());
    }

    public Future<Void> forgetExpired() {
        return ceremonies.forgetExpired(database);
    }

    /** Of nobody who may sign in, as far as whoever presents it is to know. */
    public static Problem unknown() {
        return RelyingParty.refused("it is of no account here, or not of this one");
    }
}
