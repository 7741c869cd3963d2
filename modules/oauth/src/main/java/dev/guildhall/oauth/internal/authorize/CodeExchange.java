package dev.guildhall.oauth.internal.authorize;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.ApplicationTokens.Issued;
import dev.guildhall.identity.ApplicationTokens.Opened;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.authorize.Code.Brought;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.OauthClient;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/**
 * Exchanges codes for tokens. A code works once, whether or not what it is brought with is right; one that is brought
 * again is in two hands, and what came of it ends. Safe for all event loops.
 */
public final class CodeExchange {

    private final Database database;
    private final Clients clients;
    private final ApplicationTokens tokens;
    private final Clock clock;
    private final CodeTable codes = new CodeTable();

    public CodeExchange(Database database, Clients clients, ApplicationTokens tokens, Clock clock) {
        this.database = database;
        this.clients = clients;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What an application brings with its code. */
    public record Proof(String code, String redirectUri, String verifier) {

        @Override
        public String toString() {
            return "Proof";
        }
    }

    /** Fails with {@code OAUTH.INVALID_GRANT}. */
    public Future<Issued> exchange(OauthClient client, Proof proof, ApiRequest request) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> clients.hold(tx, client.id())
                                .compose(held -> codes.lock(tx, ClientSecret.hash(proof.code())))
                                .compose(found -> found.filter(
                                                brought -> brought.of().client().equals(client.id()))
                                        .map(brought -> use(tx, brought, proof, request))
                                        .orElse(Future.succeededFuture(Optional.empty()))))
                .recover(ConstraintViolation.means("user_session_membership_fk", CodeExchange::refusal))
                .map(opened -> opened.orElseThrow(CodeExchange::refusal))
                .compose(tokens::issue);
    }

    // A refusal is an outcome and not a failure: that would undo that the code was used.
    private Future<Optional<Opened>> use(Tx tx, Brought brought, Proof proof, ApiRequest request) {
        var code = brought.code();
        if (brought.used()) {
            return brought.session()
                    .map(session -> tokens.end(tx, session, Authentication.anonymous(request.origin())))
                    .orElse(Future.succeededFuture())
                    .map(ended -> Optional.empty());
        }
        var now = clock.instant();
        var isRight = now.isBefore(code.expiresAt())
                && code.redirectUri().equals(proof.redirectUri())
                && code.isVerifiedBy(proof.verifier());
        if (!isRight) {
            return codes.use(tx, code, now, Optional.empty()).map(used -> Optional.empty());
        }
        return tokens.open(tx, brought.of(), request)
                .compose(opened -> codes.use(
                                tx, code, now, Optional.of(opened.grant().id()))
                        .map(used -> Optional.of(opened)));
    }

    private static Problem refusal() {
        return OauthError.INVALID_GRANT.because("The code is not good (any more), or was made for another application,"
                + " redirect_uri or code_verifier; begin again.");
    }

    /** Deletes codes that are over. */
    public Future<Void> forgetExpired() {
        return codes.forgetExpired(database, clock.instant());
    }
}
