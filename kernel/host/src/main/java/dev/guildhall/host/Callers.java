package dev.guildhall.host;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.spi.Caller;
import java.util.Optional;

/** Whom the code of extensions is told of as its caller. */
public final class Callers {

    private Callers() {}

    /**
     * Somebody who makes a request and has access to the workspace. Fails with {@code ACCESS.DENIED} for those of whom the
     * SPI has no word yet.
     */
    public static Caller of(Authentication by, Access access) {
        if (by.principal() instanceof Principal.User user) {
            return KnownCaller.user(user.id().toString(), by.email(), access.role());
        }
        if (by.principal() instanceof Principal.Extension extension) {
            return KnownCaller.extension(extension.key(), Optional.empty());
        }
        throw CommonError.ACCESS_DENIED.because("Only users and extensions can call extensions.");
    }

    /** An extension that calls, for whoever is at the beginning of the chain. */
    public static Caller of(Principal.Extension extension, CallChain chain) {
        return KnownCaller.extension(extension.key(), chain.behalf().map(CallChain.Behalf::caller));
    }
}
