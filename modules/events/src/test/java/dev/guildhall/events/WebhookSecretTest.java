package dev.guildhall.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {

    @Test
    void signsAsTheReferenceImplementationsDo() {
        var secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var content = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";

        assertThat(secret.sign(content.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void isMadeOfThirtyTwoRandomBytesAndHidesThemInLogs() {
        var secret = WebhookSecret.generate();

        assertThat(secret.reveal()).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(secret.reveal().substring(6))).hasSize(32);
        assertThat(secret.reveal()).isNotEqualTo(WebhookSecret.generate().reveal());
        assertThat(secret.toString()).isEqualTo("whsec_…");
    }
}
