package dev.guildhall.identity;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.internal.SessionTable;
import dev.guildhall.identity.internal.factor.GivenCode;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Signing in, staying signed in and signing out. */
public interface SignIn {

    /** What a client acts by, and what it comes back with for more; both are secret. */
    record Tokens(String accessToken, long expiresInSeconds, ClientSecret refreshToken) {

        @Override
        public String toString() {
            return "Tokens[expiresInSeconds=" + expiresInSeconds + "]";
        }
    }

    /**
     * What a client has after signing in.
     *
     * @param organization what the session is scoped to
     * @param cookie the session, as a browser keeps it
     */
    record SignedIn(Account account, Optional<OrganizationId> organization, ClientSecret cookie, Tokens tokens)
            implements Entry {}

    /**
     * What a client has whose password was right, of an account with a second factor.
     *
     * @param methods by which it can go on
     */
    record Challenged(ClientSecret challenge, Set<SignInMethod> methods) implements Entry {}

    /** How far a password has brought a client. */
    sealed interface Entry permits SignedIn, Challenged {}

    /**
     * Opens a session, or begins to where the account has a second factor. The session is scoped to the organization, or else to the only one that the user is in. Fails with {@code
     * AUTH.BAD_CREDENTIALS}, the same for an unknown address and a wrong password, with {@code AUTH.TOO_MANY_ATTEMPTS}, and
     * with {@code ORGANIZATION.NOT_FOUND} for one that is not the user's.
     */
    Future<Entry> signIn(String email, String password, Optional<OrganizationId> organization, Client client);

    /**
     * Opens the session that a password has begun. Fails with {@code AUTH.CHALLENGE_INVALID}, {@code AUTH.BAD_CODE} and
     * {@code AUTH.TOO_MANY_ATTEMPTS}.
     */
    Future<SignedIn> complete(String challenge, GivenCode given, Client client);

    /**
     * What a browser is asked for a passkey that completes a sign-in. Fails with {@code AUTH.CHALLENGE_INVALID} and {@code
     * FACTOR.NOT_FOUND}.
     */
    Future<JsonObject> askForPasskey(String challenge, Client client);

    /** The same by a passkey. Fails with {@code AUTH.CHALLENGE_INVALID} and {@code AUTH.BAD_PASSKEY}. */
    Future<SignedIn> complete(String challenge, GivenPasskey given, Client client);

    /** Exchanges a refresh token, which works once. Fails with {@code AUTH.TOKEN_INVALID} and {@code AUTH.TOKEN_REUSED}. */
    Future<Tokens> refresh(String refreshToken, Client client);

    /**
     * The same session, scoped to another organization of the user or to none. Fails with {@code ORGANIZATION.NOT_FOUND}.
     */
    Future<Tokens> switchTo(Authentication by, Optional<OrganizationId> organization);

    /** Ends the session. */
    Future<Void> signOut(Authentication by);

    /** What lists of sessions know. */
    ListFields<OpenSession> SESSIONS = SessionTable.LIST;

    /** The sessions in which a user is signed in now; not the tokens that apps have made for them. */
    Future<Page<OpenSession>> sessions(UserId user, PageRequest<OpenSession> page);

    /** Ends a session of one's own. Fails with {@code AUTH.SESSION_NOT_FOUND} for one that is not open, or not one's own. */
    Future<Void> end(Authentication by, UUID session);

    /** Ends all sessions of one's own but the one it is done in. */
    Future<Void> endOthers(Authentication by);

    /** Changes one's own password and ends all sessions but the one it is done in. */
    Future<Void> changePassword(Authentication by, String current, String replacement, Client client);
}
