package dev.guildhall.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedSecretTest {

    private static final String PREFIX = "ghl_pat_";

    @Test
    void secretsAreSoundAndNeverTheSame() {
        var secrets = IntStream.range(0, 1_000)
                .mapToObj(number -> CheckedSecret.next(PREFIX).text())
                .toList();

        assertThat(secrets).doesNotHaveDuplicates().allMatch(text -> CheckedSecret.isSound(PREFIX, text));
        assertThat(secrets).allMatch(text -> text.matches("ghl_pat_[0-9A-Za-z]{49}"));
    }

    @Test
    void oneWrongLetterIsNoticedWhereverItIs() {
        var text = CheckedSecret.next(PREFIX).text();

        for (var place = 0; place < text.length(); place++) {
            var wrong = new StringBuilder(text);
            wrong.setCharAt(place, text.charAt(place) == 'x' ? 'y' : 'x');
            assertThat(CheckedSecret.isSound(PREFIX, wrong.toString()))
                    .as("letter %s", place)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ghl_pat_",
                "ghl_pat_\uD83D\uDE00",
                "ghl_pat_0000000000000000000000000000000000000000000000000"
            })
    void whatIsNoSecretIsNotSound(String text) {
        assertThat(CheckedSecret.isSound(PREFIX, text)).isFalse();
    }

    @Test
    void scannersCanComputeTheChecksum() {
        assertThat(CheckedSecret.isSound(
                        PREFIX, PREFIX + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg" + checksumByHand()))
                .isTrue();
    }

    /** CRC-32 of all before it, in base 62 with the digits first, then upper and lower case, as GitHub's tokens have it. */
    private static String checksumByHand() {
        var crc = new CRC32();
        crc.update((PREFIX + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg").getBytes(StandardCharsets.US_ASCII));
        var digits = new StringBuilder();
        for (var rest = crc.getValue(); digits.length() < 6; rest /= 62) {
            var digit = (int) (rest % 62);
            digits.insert(0, (char) (digit < 10 ? '0' + digit : digit < 36 ? 'A' + digit - 10 : 'a' + digit - 36));
        }
        return digits.toString();
    }
}
