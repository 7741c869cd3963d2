package dev.guildhall.host;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.spi.Caller;

/** Whom the code of extensions is told of as its caller. */
public final class Callers {

    private Callers() {}

    /**
     * Somebody who makes a request and has access to the workspace. Fails with {@code ACCESS.DENIED} for those of whom the
     * SPI has no word yet.
     */
    public static Caller of(Authentication by, Access access) {
        if (by.principal() instanceof Principal.User user) {
            return Caller.user(user.id().toString(), by.email(), access.role());
        }
        if (by.principal() instanceof Principal.Extension extension) {
            return of(extension);
        }
        throw CommonError.ACCESS_DENIED.because("Only users and extensions can call extensions.");
    }

    public static Caller of(Principal.Extension extension) {
        return Caller.extension(extension.key());
    }
}
