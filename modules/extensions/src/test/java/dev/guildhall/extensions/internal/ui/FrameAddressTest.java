package dev.guildhall.extensions.internal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrameAddressTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private final SecretBox secrets = box(1);

    private static SecretBox box(int seed) {
        var key = new byte[32];
        key[0] = (byte) seed;
        return new SecretBox(MasterKey.of(new Secret(Base64.getEncoder().encodeToString(key))));
    }

    private static FrameAddress address() {
        return FrameAddress.of(
                new WorkspaceId(UUID.randomUUID()),
                "directory",
                UUID.randomUUID(),
                "1.0.0",
                new Principal.User(new UserId(UUID.randomUUID())),
                NOW.plus(Duration.ofMinutes(10)));
    }

    @Test
    void opensWithinItsTimeAndNotAfterIt() {
        var address = address();

        var sealed = address.sealed(secrets);

        assertThat(FrameAddress.open(secrets, sealed, NOW)).contains(address);
        assertThat(FrameAddress.open(secrets, sealed, NOW.plus(Duration.ofMinutes(10))))
                .isEmpty();
    }

    @Test
    void saysNothingToWhoeverHasItAndIsOfThisServer() {
        var sealed = address().sealed(secrets);

        assertThat(new String(Base64.getUrlDecoder().decode(sealed.split("\\.")[3])))
                .doesNotContain("directory");
        assertThat(FrameAddress.open(box(2), sealed, NOW)).isEmpty();
        assertThat(FrameAddress.open(secrets, secrets.seal("another purpose", "{}"), NOW))
                .isEmpty();
        assertThat(FrameAddress.open(secrets, "", NOW)).isEmpty();
    }

    @Test
    void isAnotherEachTime() {
        var address = address();

        assertThat(address.sealed(secrets)).isNotEqualTo(address.sealed(secrets));
    }
}
