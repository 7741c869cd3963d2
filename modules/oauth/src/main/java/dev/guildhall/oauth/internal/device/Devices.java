package dev.guildhall.oauth.internal.device;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ClientNetwork;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.ApplicationTokens.Issued;
import dev.guildhall.identity.ApplicationTokens.Opened;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.oauth.internal.Attempts;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.OauthClient;
import dev.guildhall.oauth.internal.consent.Consents;
import dev.guildhall.oauth.internal.consent.Place;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets devices in that have no browser (RFC 8628): they show a short code, somebody types it elsewhere and decides, once,
 * and the device asks every few seconds what came of it. Safe for all event loops.
 */
public final class Devices {

    public static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

    static final String PREFIX = "ghl_oad_";
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int TRIES = 3;

    private final Database database;
    private final Clients clients;
    private final Consents consents;
    private final ApplicationTokens tokens;
    private final Issuer issuer;
    private final Clock clock;
    private final DeviceTable table = new DeviceTable();
    private final Attempts beginnings = new Attempts(100, WINDOW);
    private final Attempts guesses = new Attempts(10, WINDOW);

    public Devices(
            Database database,
            Clients clients,
            Consents consents,
            ApplicationTokens tokens,
            Issuer issuer,
            Clock clock) {
        this.database = database;
        this.clients = clients;
        this.consents = consents;
        this.tokens = tokens;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * What somebody is asked about a device.
     *
     * @param place where the application would act for them
     */
    public record Question(OauthClient client, Tenant place, TokenScopes scopes, String userCode) {}

    /** Fails with {@code REQUEST.RATE_LIMITED} for a network from which many begin. */
    public Future<JsonObject> begin(OauthClient client, TokenScopes scopes, ApiRequest request) {
        beginnings.use(ClientNetwork.of(request.remoteAddress()));
        return begin(client, scopes, TRIES);
    }

    private Future<JsonObject> begin(OauthClient client, TokenScopes scopes, int tries) {
        var secret = ClientSecret.next(PREFIX);
        var device = new Device(
                secret.hash(),
                UserCode.next(),
                client.id(),
                scopes,
                clock.instant().plus(LIFE),
                Optional.empty(),
                INTERVAL,
                Optional.empty(),
                Optional.empty());
        return table.insert(database, device)
                .map(inserted -> begun(device, secret))
                .recover(failure ->
                        tries > 1 && isTaken(failure) ? begin(client, scopes, tries - 1) : Future.failedFuture(failure))
                .recover(ConstraintViolation.means(
                        "oauth_device_client_fk",
                        () -> OauthError.INVALID_CLIENT.because("The application was deleted just now.")));
    }

    private static boolean isTaken(Throwable failure) {
        return failure instanceof ConstraintViolation violation
                && violation.constraint().equals("oauth_device_user_code_unique");
    }

    private JsonObject begun(Device device, ClientSecret secret) {
        var page = issuer.endpoint("device").toString();
        var shown = device.userCode().text();
        return new JsonObject()
                .put("device_code", secret.text())
                .put("user_code", shown)
                .put("verification_uri", page)
                .put("verification_uri_complete", page + "?user_code=" + shown)
                .put("expires_in", LIFE.toSeconds())
                .put("interval", INTERVAL.toSeconds());
    }

    /**
     * What waits behind a code that somebody has typed. Fails with {@code OAUTH.DEVICE_NOT_FOUND} for one that there is not,
     * or about which was decided, and with {@code REQUEST.RATE_LIMITED} for who has typed many of these.
     */
    public Future<Question> ask(Authentication by, String typed) {
        return guess(
                by,
                typed,
                code -> table.find(database, code)
                        .map(found -> found.filter(device -> device.isPending(clock.instant())))
                        .compose(found -> found.map(device -> question(by, device))
                                .orElseGet(() -> unknown().asFuture())));
    }

    private Future<Question> question(Authentication by, Device device) {
        return clients.find(device.client())
                .map(found -> found.orElseThrow(Devices::unknown))
                .map(client -> new Question(
                        client,
                        Place.of(client, by).orElseThrow(Devices::notHere),
                        device.scopes(),
                        device.userCode().text()));
    }

    private <T> Future<T> guess(Authentication by, String typed, Guess<T> right) {
        var whom = by.principal().text();
        guesses.require(whom);
        return UserCode.typed(typed)
                .map(right::with)
                .orElseGet(() -> unknown().asFuture())
                .onFailure(failure -> {
                    if (failure instanceof Problem problem && problem.is(OauthError.DEVICE_NOT_FOUND)) {
                        guesses.count(whom);
                    }
                });
    }

    private interface Guess<T> {

        Future<T> with(UserCode code);
    }

    /**
     * Decides, once, about the device behind a code. Fails as {@link #ask}, and with {@code OAUTH.ACCESS_DENIED} where the
     * application may not act for them in the organization that they work in.
     */
    public Future<Void> decide(Authentication by, String typed, boolean allowed) {
        return ask(by, typed)
                .compose(question -> guess(
                        by,
                        typed,
                        code -> allowed
                                ? allow(by, question, code)
                                : database.inTransaction(
                                        Tenant.PLATFORM,
                                        tx -> decide(tx, code, device -> Future.succeededFuture(Optional.empty())))));
    }

    private Future<Void> allow(Authentication by, Question question, UserCode code) {
        var client = question.client();
        var place = question.place();
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> clients.hold(tx, client.id())
                                .compose(held -> consents.isLetIn(tx, place, client))
                                .compose(letIn -> {
                                    if (!letIn) {
                                        throw notHere();
                                    }
                                    return decide(
                                            tx,
                                            code,
                                            device -> consents.give(tx, by, place, client, device.scopes())
                                                    .map(consent -> Optional.of(consent.id())));
                                }))
                .recover(ConstraintViolation.means("oauth_consent_member_fk", Devices::notHere));
    }

    private interface Decision {

        Future<Optional<UUID>> about(Device device);
    }

    private Future<Void> decide(Tx tx, UserCode code, Decision decision) {
        return table.lock(tx, code).compose(found -> {
            var now = clock.instant();
            var device = found.filter(waiting -> waiting.isPending(now)).orElseThrow(Devices::unknown);
            return decision.about(device)
                    .compose(consent -> table.change(tx, device.decided(now, consent)))
                    .mapEmpty();
        });
    }

    /**
     * What came of it, for the device that waits. Fails with {@code OAUTH.AUTHORIZATION_PENDING}, {@code OAUTH.SLOW_DOWN},
     * {@code OAUTH.EXPIRED_TOKEN}, {@code OAUTH.ACCESS_DENIED} and {@code OAUTH.INVALID_GRANT}.
     */
    public Future<Issued> exchange(OauthClient client, String deviceCode, ApiRequest request) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> clients.hold(tx, client.id())
                                .compose(held -> table.lock(tx, ClientSecret.hash(deviceCode)))
                                .compose(found -> found.filter(
                                                device -> device.client().equals(client.id()))
                                        .map(device -> exchange(tx, device, request))
                                        .orElseGet(() -> Future.succeededFuture(Outcome.of(notGood())))))
                .recover(ConstraintViolation.means("user_session_membership_fk", Devices::denied))
                .map(Outcome::opened)
                .compose(tokens::issue);
    }

    // A refusal is an outcome and not a failure: that would undo what is noted of the device.
    private record Outcome(Optional<Opened> granted, Problem refusal) {

        static Outcome of(Problem refusal) {
            return new Outcome(Optional.empty(), refusal);
        }

        Opened opened() {
            return granted.orElseThrow(() -> refusal);
        }
    }

    private Future<Outcome> exchange(Tx tx, Device device, ApiRequest request) {
        var now = clock.instant();
        if (device.isOver(now)) {
            return Future.succeededFuture(
                    Outcome.of(OauthError.EXPIRED_TOKEN.because("Nobody decided within ten minutes; begin again.")));
        }
        if (device.decidedAt().isEmpty()) {
            var refusal = device.isTooQuick(now)
                    ? OauthError.SLOW_DOWN.because("Ask less often: wait five seconds more from now on.")
                    : OauthError.AUTHORIZATION_PENDING.because("Nobody has decided yet.");
            return table.change(tx, device.polled(now)).map(noted -> Outcome.of(refusal));
        }
        return device.consent().isEmpty()
                ? table.delete(tx, device).map(deleted -> Outcome.of(denied()))
                : grant(tx, device, request);
    }

    private Future<Outcome> grant(Tx tx, Device device, ApiRequest request) {
        return table.wanted(tx, device)
                .compose(wanted -> tokens.open(tx, wanted.orElseThrow(Devices::notGood), request))
                .compose(opened -> table.delete(tx, device).map(deleted -> new Outcome(Optional.of(opened), null)));
    }

    private static Problem notGood() {
        return OauthError.INVALID_GRANT.because(
                "The device_code is not good (any more), or is another application's; begin again.");
    }

    private static Problem denied() {
        return OauthError.ACCESS_DENIED.because("Somebody refused.");
    }

    private static Problem notHere() {
        return OauthError.ACCESS_DENIED.because(
                "The application may not act where you work at the moment, in your organization or in none.");
    }

    private static Problem unknown() {
        return OauthError.DEVICE_NOT_FOUND.because(
                "No device waits with this code (any more); look at the device again.");
    }

    /** Deletes those that have been over for a while; until then a device is told that it is. */
    public Future<Void> forgetExpired() {
        return table.forgetExpired(database, clock.instant().minus(REMEMBERED));
    }
}
