package dev.guildhall.identity.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.Operations;

/** What the module serves over HTTP. */
final class IdentityApi implements Api {

    private final AuthOperations auth;
    private final SsoSignInOperations sso;
    private final SsoLinkOperations links;
    private final FactorOperations factors;
    private final RecoveryOperations recovery;
    private final PasskeyOperations passkeys;
    private final TokenOperations tokens;
    private final UserOperations users;
    private final WellKnownOperations wellKnown;

    IdentityApi(
            AuthOperations auth,
            SsoSignInOperations sso,
            SsoLinkOperations links,
            FactorOperations factors,
            RecoveryOperations recovery,
            PasskeyOperations passkeys,
            TokenOperations tokens,
            UserOperations users,
            WellKnownOperations wellKnown) {
        this.auth = auth;
        this.sso = sso;
        this.links = links;
        this.factors = factors;
        this.recovery = recovery;
        this.passkeys = passkeys;
        this.tokens = tokens;
        this.users = users;
        this.wellKnown = wellKnown;
    }

    @Override
    public void bind(Operations operations) {
        auth.bind(operations);
        sso.bind(operations);
        links.bind(operations);
        factors.bind(operations);
        recovery.bind(operations);
        passkeys.bind(operations);
        tokens.bind(operations);
        users.bind(operations);
        wellKnown.bind(operations);
    }
}
