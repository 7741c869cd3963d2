package dev.guildhall.oauth.internal.authorize;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.RequestedScopes;
import dev.guildhall.oauth.internal.authorize.AuthorizationRequests.Found.Faulty;
import dev.guildhall.oauth.internal.authorize.AuthorizationRequests.Found.Sound;
import dev.guildhall.oauth.internal.client.OauthClient;
import dev.guildhall.oauth.internal.client.RedirectUri;
import dev.guildhall.oauth.internal.consent.Consent;
import dev.guildhall.oauth.internal.consent.Consents;
import dev.guildhall.oauth.internal.consent.Place;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Takes what applications ask of people, and gives them codes for what is consented to. Safe for all event loops. */
final class Authorizations {

    static final String CODE_PREFIX = "ghl_oac_";

    /** For how long a code works; its browser is on the way back already. */
    static final Duration CODE_LIFE = Duration.ofMinutes(2);

    private final Database database;
    private final AuthorizationRequests requests;
    private final Consents consents;
    private final Clock clock;
    private final CodeTable codes = new CodeTable();

    Authorizations(Database database, AuthorizationRequests requests, Consents consents, Clock clock) {
        this.database = database;
        this.requests = requests;
        this.consents = consents;
        this.clock = clock;
    }

    /** What comes next of a request. */
    sealed interface Next {

        /** The browser goes back to the application. */
        record Back(URI to) implements Next {}

        /** Somebody has to sign in first. */
        record SignIn(Asked asked) implements Next {}

        /** The person is asked. */
        record Ask(Asked asked, Tenant place) implements Next {}
    }

    /** @param by who sits there, if they are signed in */
    Future<Next> begin(String query, Optional<Authentication> by) {
        return each(
                query,
                asked -> by.map(person -> begin(asked, person))
                        .orElseGet(() -> Future.succeededFuture(
                                asked.isSilent()
                                        ? back(asked.refused("login_required", "Nobody is signed in."))
                                        : new Next.SignIn(asked))));
    }

    private Future<Next> each(String query, Function<Asked, Future<Next>> sound) {
        return requests.read(query).compose(found -> {
            if (found instanceof Faulty faulty) {
                return Future.succeededFuture(back(faulty.backTo()));
            }
            return sound.apply(((Sound) found).asked());
        });
    }

    private Future<Next> begin(Asked asked, Authentication by) {
        var place = Place.of(asked.client(), by);
        if (place.isEmpty()) {
            return Future.succeededFuture(inAnotherOrganization(asked));
        }
        return consents.find(place.get(), by.user(), asked.client().id())
                .map(known -> known.filter(consent -> isEnough(consent, asked)))
                .compose(consent -> consent.isPresent()
                        ? let(asked, place.get(), tx -> Future.succeededFuture(consent.get()))
                        : isLetIn(place.get(), asked.client()).map(letIn -> ask(asked, place.get(), letIn)));
    }

    // Another program on a person's machine can come as a public client: then it is the person who must know of it.
    private static boolean isEnough(Consent consent, Asked asked) {
        return !asked.wantsConsent()
                && (!asked.client().isPublic() || RedirectUri.isOfServer(asked.redirect()))
                && RequestedScopes.areWithin(asked.scopes(), consent.scopes());
    }

    private Future<Boolean> isLetIn(Tenant place, OauthClient client) {
        return database.inTransaction(place, tx -> consents.isLetIn(tx, place, client));
    }

    private static Next ask(Asked asked, Tenant place, boolean letIn) {
        if (!letIn) {
            return notLetIn(asked);
        }
        return asked.isSilent()
                ? back(asked.refused("consent_required", "The person has not consented to this yet."))
                : new Next.Ask(asked, place);
    }

    /** What the person said to a request that they were asked about. */
    Future<Next> decide(String query, Authentication by, boolean allowed) {
        return each(query, asked -> {
            var place = Place.of(asked.client(), by);
            if (place.isEmpty()) {
                return Future.succeededFuture(inAnotherOrganization(asked));
            }
            return allowed
                    ? let(asked, place.get(), tx -> consents.give(tx, by, place.get(), asked.client(), asked.scopes()))
                    : Future.succeededFuture(back(asked.refused("access_denied", "The person refused.")));
        });
    }

    /** Gives a code if the application is let in there, for a consent that the transaction holds. */
    private Future<Next> let(Asked asked, Tenant place, Function<Tx, Future<Consent>> consented) {
        return database.inTransaction(
                        place,
                        tx -> consents.isLetIn(tx, place, asked.client())
                                .compose(letIn -> letIn
                                        ? consented.apply(tx).compose(consent -> code(tx, asked, consent))
                                        : Future.succeededFuture(notLetIn(asked))))
                .recover(failure -> failure instanceof ConstraintViolation gone && isGone(gone.constraint())
                        ? Future.succeededFuture(back(asked.refused(
                                "access_denied", "They are no member of the organization, or took it back just now.")))
                        : Future.failedFuture(failure));
    }

    private static boolean isGone(String constraint) {
        return constraint.equals("oauth_consent_member_fk")
                || constraint.equals("oauth_consent_client_fk")
                || constraint.equals("oauth_code_consent_fk");
    }

    private Future<Next> code(Tx tx, Asked asked, Consent consent) {
        var secret = ClientSecret.next(CODE_PREFIX);
        var code = new Code(
                secret.hash(),
                consent.id(),
                consent.place(),
                asked.redirect().toString(),
                asked.challenge(),
                asked.scopes(),
                now().plus(CODE_LIFE));
        return codes.insert(tx, code).map(inserted -> back(asked.granted(secret.text())));
    }

    private Instant now() {
        return clock.instant();
    }

    private static Next inAnotherOrganization(Asked asked) {
        return back(asked.refused("access_denied", "The person works in another organization."));
    }

    private static Next notLetIn(Asked asked) {
        return back(asked.refused(
                "access_denied", "The application is not let in by the organization, or where the person is in none."));
    }

    private static Next back(URI to) {
        return new Next.Back(to);
    }

    /** The words of a refusal that no redirection can tell. */
    static Optional<String> notSound(Throwable failure) {
        return failure instanceof Problem problem && problem.is(OauthError.REQUEST_NOT_SOUND)
                ? Optional.of(problem.getMessage())
                : Optional.empty();
    }
}
