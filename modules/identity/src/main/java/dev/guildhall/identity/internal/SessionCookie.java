package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.SecurityGate;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.IdentityOptions;

/** Writes the cookie that keeps a browser signed in (RFC 6265); pages cannot read it, and other sites not write with it. */
final class SessionCookie {

    private final IdentityOptions options;

    SessionCookie(IdentityOptions options) {
        this.options = options;
    }

    String open(ClientSecret session, ApiRequest request) {
        return cookie(session.text(), options.sessionLife().toSeconds(), request);
    }

    String clear(ApiRequest request) {
        return cookie("", 0, request);
    }

    private String cookie(String value, long maxAge, ApiRequest request) {
        var secure = options.isPublicByTls() || request.isEncrypted();
        return SecurityGate.sessionCookie(secure) + "=" + value + "; Path=/; Max-Age=" + maxAge
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
