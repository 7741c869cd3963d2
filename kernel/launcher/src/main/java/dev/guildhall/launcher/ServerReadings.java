package dev.guildhall.launcher;

import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.http.TrustedProxies;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes values of texts that only the server itself has a use for; see {@link Readings}. */
final class ServerReadings {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");
    private static final Pattern ORIGIN = Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");
    private static final int KEY_BYTES = 32;

    private ServerReadings() {}

    static String host(String text) {
        return Readings.matching(HOST, text, "give a host name or an IP address, such as 127.0.0.1 or 0.0.0.0 for all");
    }

    static String origin(String text) {
        return Readings.matching(
                        ORIGIN,
                        text,
                        "give origins with commas between, such as https://app.example.com,http://localhost:3000")
                .toLowerCase(Locale.ROOT);
    }

    static String network(String text) {
        try {
            TrustedProxies.in(List.of(text));
            return text;
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "give IP addresses and networks with commas between, such as 127.0.0.1,10.0.0.0/8", none);
        }
    }

    static Secret masterKey(String text) {
        if (Readings.base64(text).length != KEY_BYTES) {
            throw new IllegalArgumentException("give 32 bytes in base64, as `openssl rand -base64 32` prints them");
        }
        return new Secret(text);
    }
}
