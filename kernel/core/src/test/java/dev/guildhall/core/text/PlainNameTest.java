package dev.guildhall.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acme",
                "Booking.com",
                "Node.js Team",
                "J.R.R. Tolkien",
                "O\u2019Neill & S\u00F8ns (Berlin): R&D / 2026 @ home",
                "\u674E\u56DB",
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
                "\uD83D\uDC69\u200D\uD83D\uDCBB builders",
                "Team 3.14",
            })
    void areOfAnyScriptAndTaste(String name) {
        assertThat(PlainName.isPlain(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pay at https://evil.example",
                "HTTPS://EVIL",
                "Visit WWW.evil.example now",
                "evil.example/login",
                "security@evil.example",
                "mailto:eve",
                "javascript:alert(1)",
                "Acme\nBcc: eve",
                "Acme\u0000",
                "\u202EemcA",
                "Acme\u2066\u2069",
                "A\u200Bcme",
                "Acme\u2028",
                "Acme\uFEFF",
                "\uD800",
            })
    void leadNowhereAndHideNothing(String name) {
        assertThat(PlainName.isPlain(name)).isFalse();
    }

    @Test
    void ofPeopleMayBeTheirAddresses() {
        assertThat(PlainName.isPersonal("ada@example.org")).isTrue();
        assertThat(PlainName.isPersonal("ada@example.org\u202E")).isFalse();
        assertThat(PlainName.isPersonal("https://ada.example.org")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Acme|Acme",
                "Pay at https://evil.example/x|Pay at https evil. example/x",
                "www.evil.example|www. evil. example",
                "eve@evil.example|eve at evil. example",
                "Booking.com|Booking. com",
                "Team 3.14|Team 3.14",
            })
    void areShownInMailsSoThatNothingCanBeClicked(String name, String shown) {
        assertThat(PlainName.shown(name)).isEqualTo(shown);
    }

    @Test
    void areShownInOneDirection() {
        assertThat(PlainName.shown("A\u202Ecme\u200B\r\nX")).isEqualTo("A cme X");
    }
}
