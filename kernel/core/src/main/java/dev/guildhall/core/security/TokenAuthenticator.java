package dev.guildhall.core.security;

import io.vertx.core.Future;
import java.util.Optional;

/** Knows the bearer credentials of one kind, such as the keys of apps. Contributed by the module that makes them. */
public interface TokenAuthenticator {

    /** What all of them begin with, and nothing else does. */
    String prefix();

    /**
     * Who is behind a credential of this kind; empty for one that is forged, expired or revoked. Answers from memory once
     * it has seen the credential.
     *
     * @param origin where the request comes from
     */
    Future<Optional<Authentication>> authenticate(String token, Origin origin);
}
