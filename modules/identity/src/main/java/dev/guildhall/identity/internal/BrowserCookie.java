package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.IdentityOptions;
import io.vertx.core.http.Cookie;
import java.time.Duration;
import java.util.Optional;

/** Writes and reads a cookie that binds a sign-in to the browser that began it; pages cannot read it. */
final class BrowserCookie {

    /** With what a browser sends it. */
    enum SameSite {
        /** With what pages of this host ask for. */
        STRICT("Strict"),
        /** With links from elsewhere, too. */
        LAX("Lax"),
        /** With whatever other sites post, too; over TLS alone. */
        NONE("None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    private final IdentityOptions options;
    private final String name;

    BrowserCookie(IdentityOptions options, String name) {
        this.options = options;
        this.name = name;
    }

    String open(ClientSecret browser, Duration life, SameSite sameSite, ApiRequest request) {
        var isSecure = isSecure(request);
        var sent = sameSite == SameSite.NONE && !isSecure ? SameSite.LAX : sameSite;
        return name(request) + "=" + browser.text() + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite="
                + sent.text + (isSecure ? "; Secure" : "");
    }

    Optional<String> read(ApiRequest request) {
        return Optional.ofNullable(request.context().request().getCookie(name(request)))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty());
    }

    private String name(ApiRequest request) {
        return isSecure(request) ? "__Host-" + name : name;
    }

    private boolean isSecure(ApiRequest request) {
        return options.isPublicByTls() || request.isEncrypted();
    }
}
