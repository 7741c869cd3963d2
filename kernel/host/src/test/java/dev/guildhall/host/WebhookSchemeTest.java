package dev.guildhall.host;

import static dev.guildhall.host.WebhookScheme.GITHUB;
import static dev.guildhall.host.WebhookScheme.HMAC_SHA256;
import static dev.guildhall.host.WebhookScheme.SLACK;
import static dev.guildhall.host.WebhookScheme.STANDARD_WEBHOOKS;
import static dev.guildhall.host.WebhookScheme.STRIPE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhookSchemeTest {

    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

    /** The published examples of those who made the schemes. */
    @Test
    void verifiesWhatTheirMakersGiveAsExamples() {
        var standard = Map.of(
                "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp", "1614265330",
                "webhook-signature",
                        "v1,bm9ldHUjKzFob2VudXRob2VodWUzMjRvdWVvdW9ldQo= "
                                + "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(verified(
                        STANDARD_WEBHOOKS,
                        standard,
                        "{\"test\": 2432232314}",
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        1614265330))
                .isPresent();

        var github = Map.of(
                "x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
        assertThat(verified(GITHUB, github, "Hello, World!", "It's a Secret to Everybody", 0))
                .isPresent();

        var slack = Map.of(
                "x-slack-request-timestamp", "1531420618",
                "x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
        var command = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
                + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
                + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        assertThat(verified(SLACK, slack, command, SECRET, 1531420618)).isPresent();
    }

    @Test
    void takesAMessageAtItsTimeOnly() {
        var headers = Map.of("stripe-signature", "t=1700000000,v0=00,v1=" + hex("1700000000.{}"));

        assertThat(verified(STRIPE, headers, "{}", SECRET, 1700000000)).isPresent();
        assertThat(verified(STRIPE, headers, "{}", SECRET, 1700000300)).isPresent();
        assertThat(verified(STRIPE, headers, "{}", SECRET, 1700000301)).isEmpty();
        assertThat(verified(STRIPE, headers, "{}", SECRET, 1699999699)).isEmpty();
        for (var time : new String[] {"", "x", "9223372036854775807", "-9223372036854775808", "99999999999999999999"}) {
            var odd = Map.of("stripe-signature", "t=" + time + ",v1=" + hex(time + ".{}"));
            assertThat(verified(STRIPE, odd, "{}", SECRET, 1700000000)).as(time).isEmpty();
        }
    }

    @Test
    void refusesWhatTheSecretDidNotSign() {
        var signature = hex("{}");

        assertThat(verified(HMAC_SHA256, Map.of("x-sign", signature), "{}", SECRET, 0))
                .isPresent();
        assertThat(verified(HMAC_SHA256, Map.of("x-sign", "sha256=" + signature), "{}", SECRET, 0))
                .isPresent();
        assertThat(verified(HMAC_SHA256, Map.of("x-sign", signature), "{ }", SECRET, 0))
                .isEmpty();
        assertThat(verified(HMAC_SHA256, Map.of("x-sign", signature), "{}", SECRET + "x", 0))
                .isEmpty();
        assertThat(verified(HMAC_SHA256, Map.of(), "{}", SECRET, 0)).isEmpty();
        assertThat(verified(HMAC_SHA256, Map.of("x-sign", ""), "{}", SECRET, 0)).isEmpty();
        assertThat(verified(HMAC_SHA256, Map.of("x-sign", "zz"), "{}", SECRET, 0))
                .isEmpty();
        assertThat(verified(HMAC_SHA256, Map.of("x-sign", signature), "{}", "", 0))
                .isEmpty();
        assertThat(verified(STANDARD_WEBHOOKS, Map.of("webhook-signature", "v1,AA=="), "{}", "whsec_no base64", 0))
                .isEmpty();
    }

    private static Optional<byte[]> verified(
            WebhookScheme scheme, Map<String, String> headers, String body, String secret, long now) {
        var all = new HashMap<>(headers);
        var header = scheme.header() == null ? "x-sign" : scheme.header();
        return scheme.verified(
                header,
                name -> Optional.ofNullable(all.get(name)),
                body.getBytes(StandardCharsets.UTF_8),
                secret,
                Instant.ofEpochSecond(now));
    }

    private static String hex(String content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
