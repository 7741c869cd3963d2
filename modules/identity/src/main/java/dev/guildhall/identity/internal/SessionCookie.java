package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.SecurityGate;
import dev.guildhall.identity.IdentityOptions;

/** Writes the cookie that keeps a browser signed in (RFC 6265); pages cannot read it, and other sites not write with it. */
final class SessionCookie {

    private final IdentityOptions options;

    SessionCookie(IdentityOptions options) {
        this.options = options;
    }

    String open(NewSession session, ApiRequest call) {
        return cookie(session.cookie().text(), options.sessionLife().toSeconds(), call);
    }

    String clear(ApiRequest call) {
        return cookie("", 0, call);
    }

    private String cookie(String value, long maxAge, ApiRequest call) {
        var secure = options.isPublicByTls() || call.isEncrypted();
        return SecurityGate.sessionCookie(secure) + "=" + value + "; Path=/; Max-Age=" + maxAge
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
