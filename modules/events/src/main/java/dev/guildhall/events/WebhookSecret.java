package dev.guildhall.events;

import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key a webhook is signed with, in the form of Standard Webhooks: {@code whsec_} and 32 bytes as base64. */
public final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private WebhookSecret(String text) {
        this.text = text;
    }

    public static WebhookSecret generate() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    public static WebhookSecret of(String text) {
        return new WebhookSecret(text);
    }

    /** One whose 32 bytes come from elsewhere. */
    public static WebhookSecret of(byte[] key) {
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /**
     * The headers that sign a message: its id, the time, and a signature by each of the secrets.
     *
     * @param id the same whenever the message is sent again
     */
    public static Map<String, String> headers(List<String> secrets, String id, Instant now, Buffer body) {
        var timestamp = Long.toString(now.getEpochSecond());
        var signed =
                Buffer.buffer(id + "." + timestamp + ".").appendBuffer(body).getBytes();
        var signatures = secrets.stream().map(secret -> of(secret).sign(signed)).collect(Collectors.joining(" "));
        return Map.of("webhook-id", id, "webhook-timestamp", timestamp, "webhook-signature", signatures);
    }

    /** What its owner is shown, once. */
    public String reveal() {
        return text;
    }

    /** The signature in the form of the header {@code webhook-signature}. */
    String sign(byte[] content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(text.substring(PREFIX.length())), ALGORITHM));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content));
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
