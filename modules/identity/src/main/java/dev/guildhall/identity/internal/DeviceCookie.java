package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityOptions;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes and reads the cookie by which accounts know the browsers in which somebody has signed in to them. */
final class DeviceCookie {

    private static final String NAME = "guildhall_device";
    private static final String PREFIX = "ghl_dev_";
    private static final Pattern VALUE = Pattern.compile(PREFIX + "[\\w-]{43}");

    /** The longest that browsers keep a cookie. */
    private static final Duration LIFE = Devices.REMEMBERED;

    private final IdentityOptions options;

    DeviceCookie(IdentityOptions options) {
        this.options = options;
    }

    /** The client, and by which device it is told from others: what it was given earlier, or something new. */
    Client clientOf(ApiRequest request) {
        return Client.of(request)
                .withDevice(
                        read(request).orElseGet(() -> ClientSecret.next(PREFIX).text()));
    }

    private Optional<String> read(ApiRequest request) {
        return Optional.ofNullable(request.context().request().getCookie(name(request)))
                .map(Cookie::getValue)
                .filter(value -> VALUE.matcher(value).matches());
    }

    /** Has the browser of who has signed in keep it, beside the cookie of the session. */
    void write(Client client, ApiRequest request) {
        client.device()
                .ifPresent(device -> request.context()
                        .response()
                        .addCookie(Cookie.cookie(name(request), device)
                                .setPath("/")
                                .setMaxAge(LIFE.toSeconds())
                                .setHttpOnly(true)
                                .setSameSite(CookieSameSite.LAX)
                                .setSecure(isSecure(request))));
    }

    private String name(ApiRequest request) {
        return isSecure(request) ? "__Host-" + NAME : NAME;
    }

    private boolean isSecure(ApiRequest request) {
        return options.isPublicByTls() || request.isEncrypted();
    }
}
