package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Begun;
import dev.guildhall.identity.internal.sso.SsoAttempts;
import io.vertx.core.http.Cookie;
import java.util.Optional;

/** Writes and reads the cookie that binds a sign-in at a provider to the browser that began it. */
final class SsoCookie {

    private static final String NAME = "guildhall_sso";

    private final IdentityOptions options;

    SsoCookie(IdentityOptions options) {
        this.options = options;
    }

    // A browser that comes back from the provider is on a link to here, with which it sends a cookie that is lax; with
    // a
    // form that the provider's page posts it sends none but those that are for all sites, which have to be secure.
    String open(Begun begun, ApiRequest request) {
        var isSecure = isSecure(request);
        return name(request) + "=" + begun.browser().text() + "; Path=/; Max-Age="
                + SsoAttempts.PATIENCE.toSeconds() + "; HttpOnly; SameSite="
                + (begun.isAnsweredByForm() && isSecure ? "None" : "Lax") + (isSecure ? "; Secure" : "");
    }

    Optional<String> read(ApiRequest request) {
        return Optional.ofNullable(request.context().request().getCookie(name(request)))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty());
    }

    private String name(ApiRequest request) {
        return isSecure(request) ? "__Host-" + NAME : NAME;
    }

    private boolean isSecure(ApiRequest request) {
        return options.isPublicByTls() || request.isEncrypted();
    }
}
