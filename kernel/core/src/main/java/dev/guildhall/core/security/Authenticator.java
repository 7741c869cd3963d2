package dev.guildhall.core.security;

import io.vertx.core.Future;

/** Turns a presented credential into the actor behind it. Implemented by the identity module, called by the gate. */
public interface Authenticator {

    /**
     * The actor of a bearer credential, the text after {@code Bearer }. Fails with {@code AUTH.TOKEN_INVALID} for a
     * forged, expired or revoked one. Answers from memory whenever it has seen the credential before.
     */
    Future<Authentication> bearer(String token);

    /** The same, of a request from there. */
    default Future<Authentication> bearer(String token, Origin origin) {
        return bearer(token).map(known -> known.at(origin));
    }

    /** The actor of the session cookie's value. Fails with {@code AUTH.TOKEN_INVALID} like {@link #bearer}. */
    Future<Authentication> sessionCookie(String value);
}
