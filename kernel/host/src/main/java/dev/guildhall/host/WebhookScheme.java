package dev.guildhall.host;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How senders of webhooks sign what they send: HMAC-SHA256 under a secret that both sides know, each in its own dress. */
public enum WebhookScheme {
    /** {@code webhook-signature: v1,<base64>} over {@code id.timestamp.body}. */
    STANDARD_WEBHOOKS("webhook-signature", true),
    /** {@code x-hub-signature-256: sha256=<hex>} over the body. */
    GITHUB("x-hub-signature-256", false),
    /** {@code stripe-signature: t=<timestamp>,v1=<hex>} over {@code timestamp.body}. */
    STRIPE("stripe-signature", true),
    /** {@code x-slack-signature: v0=<hex>} over {@code v0:timestamp:body}. */
    SLACK("x-slack-signature", true),
    /** A header of the sender's own with {@code <hex>} or {@code <base64>} over the body. */
    HMAC_SHA256(null, false);

    /** How far the sender's clock may be from ours, and how old a message may be. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int MOST_SIGNATURES = 10;
    private static final int LONGEST_HEADER = 4_000;
    private static final int SHORTEST_KEY = 8;
    private static final String SECRET_PREFIX = "whsec_";

    private final String header;
    private final boolean isTimed;

    WebhookScheme(String header, boolean isTimed) {
        this.header = header;
        this.isTimed = isTimed;
    }

    /** The header with the signature; null when the manifest names it. */
    public String header() {
        return header;
    }

    /** Whether a message says when it was sent, in what is signed, so that it can be told when it comes again. */
    public boolean isTimed() {
        return isTimed;
    }

    /**
     * The signature by which the body is the sender's, as bytes; empty when it is not, or too old.
     *
     * @param headers the only value of each; none when there are several
     * @param secret as the workspace's admin configured it
     */
    public Optional<byte[]> verified(
            String signatureHeader,
            Function<String, Optional<String>> headers,
            byte[] body,
            String secret,
            Instant now) {
        var given = headers.apply(signatureHeader).filter(value -> value.length() <= LONGEST_HEADER);
        var key = key(secret);
        if (given.isEmpty() || key.length < SHORTEST_KEY) {
            return Optional.empty();
        }
        return switch (this) {
            case STANDARD_WEBHOOKS ->
                headers.apply("webhook-id")
                        .flatMap(id -> timed(headers.apply("webhook-timestamp"), now)
                                .flatMap(time -> matching(
                                        parts(given.get(), " ", "v1,"),
                                        WebhookScheme::base64,
                                        mac(key, id + "." + time + ".", body))));
            case GITHUB -> matching(parts(given.get(), " ", "sha256="), WebhookScheme::hex, mac(key, "", body));
            case STRIPE ->
                timed(parts(given.get(), ",", "t=").stream().findFirst(), now)
                        .flatMap(time -> matching(
                                parts(given.get(), ",", "v1="), WebhookScheme::hex, mac(key, time + ".", body)));
            case SLACK ->
                timed(headers.apply("x-slack-request-timestamp"), now)
                        .flatMap(time -> matching(
                                parts(given.get(), " ", "v0="),
                                WebhookScheme::hex,
                                mac(key, "v0:" + time + ":", body)));
            case HMAC_SHA256 -> {
                var value = given.get().startsWith("sha256=") ? given.get().substring(7) : given.get();
                yield matching(List.of(value), WebhookScheme::hexOrBase64, mac(key, "", body));
            }
        };
    }

    private byte[] key(String secret) {
        if (this != STANDARD_WEBHOOKS) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        return base64(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret)
                .orElse(new byte[0]);
    }

    private static Optional<String> timed(Optional<String> seconds, Instant now) {
        return seconds.filter(text -> {
            try {
                return Math.abs(Math.subtractExact(now.getEpochSecond(), Long.parseLong(text))) <= WINDOW.toSeconds();
            } catch (ArithmeticException | NumberFormatException noTime) {
                return false;
            }
        });
    }

    private static List<String> parts(String value, String separator, String prefix) {
        return Arrays.stream(value.split(separator, MOST_SIGNATURES + 1))
                .map(String::strip)
                .filter(part -> part.startsWith(prefix))
                .limit(MOST_SIGNATURES)
                .map(part -> part.substring(prefix.length()))
                .toList();
    }

    private static Optional<byte[]> matching(
            List<String> given, Function<String, Optional<byte[]>> decode, byte[] expected) {
        return given.stream()
                .flatMap(text -> decode.apply(text).stream())
                .filter(signature -> MessageDigest.isEqual(signature, expected))
                .findFirst();
    }

    private static Optional<byte[]> hexOrBase64(String text) {
        return hex(text).or(() -> base64(text));
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] mac(byte[] key, String before, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
