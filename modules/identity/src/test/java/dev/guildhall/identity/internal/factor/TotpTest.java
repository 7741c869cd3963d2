package dev.guildhall.identity.internal.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    /** The secret of RFC 6238, "12345678901234567890". */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void makesTheCodesOfTheStandard(long second, String code) {
        assertThat(Totp.code(SECRET, Instant.ofEpochSecond(second))).isEqualTo(code);
    }

    @Test
    void readsTheSecretAsItIsWrittenDown() {
        assertThat(new String(Base32.decode(SECRET), StandardCharsets.US_ASCII)).isEqualTo("12345678901234567890");
        assertThat(Base32.decode(Totp.newSecret())).hasSize(20);
    }

    @Test
    void takesTheCodeOfNowAndOfTheHalfMinutesNextToIt() {
        var now = Instant.ofEpochSecond(1_234_567_890);
        for (var off = -2; off <= 2; off++) {
            var match = Totp.match(SECRET, Totp.code(SECRET, now.plusSeconds(30L * off)), now, 0);

            assertThat(match.isPresent()).as("%s steps off", off).isEqualTo(Math.abs(off) <= 1);
        }
    }

    @Test
    void takesNoCodeThatIsNotLaterThanTheLastOne() {
        var now = Instant.ofEpochSecond(1_234_567_890);
        var step = Totp.step(now);

        assertThat(Totp.match(SECRET, Totp.code(SECRET, now), now, step)).isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, now.minusSeconds(30)), now, step))
                .isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, now.plusSeconds(30)), now, step))
                .hasValue(step + 1);
    }

    @Test
    void makesRecoveryCodesThatAreKnownHoweverTheyAreTyped() {
        var codes = RecoveryCodes.fresh();

        assertThat(new HashSet<>(codes)).hasSize(10);
        var code = codes.get(0);
        assertThat(code).matches("([a-z2-7]{4}-){5}[a-z2-7]{4}");
        assertThat(RecoveryCodes.hash(" " + code.toUpperCase(Locale.ROOT).replace("-", " ")))
                .isEqualTo(RecoveryCodes.hash(code));
        assertThat(RecoveryCodes.hash(codes.get(1))).isNotEqualTo(RecoveryCodes.hash(code));
    }
}
