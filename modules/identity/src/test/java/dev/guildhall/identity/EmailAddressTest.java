package dev.guildhall.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.lang.UCharacter;
import dev.guildhall.core.error.Problem;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "Ada@Example.ORG, ada@example.org",
        "' ada@example.org ', ada@example.org",
        // Full-width letters, a ligature, a Kelvin sign, a long s.
        "\uFF41\uFF44\uFF41@example.org, ada@example.org",
        "o\uFB03ce@example.org, office@example.org",
        "\u212Aim@example.org, kim@example.org",
        "\u017Fam@example.org, sam@example.org",
        // What a sharp s and a final sigma fold to, and a letter composed in two ways.
        "stra\u00DFe@example.org, STRASSE@example.org",
        "\u1E9E@example.org, ss@example.org",
        "\u039F\u0394\u039F\u03A3@example.org, \u03BF\u03B4\u03BF\u03C2@example.org",
        "jose\u0301@example.org, JOS\u00C9@example.org",
        // What nobody sees in a local part.
        "a\u034Fda@example.org, ada@example.org",
        // Domains as Unicode, as A-labels, with another full stop, and decomposed.
        "ada@M\u00DCNCHEN.de, ada@xn--mnchen-3ya.DE",
        "ada@mu\u0308nchen.de, ada@xn--mnchen-3ya.de",
        "ada@example\u3002org, ada@example.org",
        "ada@\uFF45xample.org, ada@example.org",
    })
    void meansTheSameInAnySpelling(String one, String other) {
        assertThat(EmailAddress.of(one).key()).isEqualTo(EmailAddress.of(other).key());
        assertThat(EmailAddress.keyOf(one)).isEqualTo(EmailAddress.of(other).key());
    }

    @ParameterizedTest
    @CsvSource({
        // A dotted capital and a dotless small i are no i, in either part.
        "m\u0130ke.x@g\u0130thub-like.example, mike.x@github-like.example",
        "m\u0130ke@example.org, mike@example.org",
        "m\u0131ke@example.org, mike@example.org",
        "mike@g\u0130thub.example, mike@github.example",
        "mike@g\u0131thub.example, mike@github.example",
        // Domains of their own since IDNA2008.
        "ada@fa\u00DF.de, ada@fass.de",
        "ada@\u03B2\u03CC\u03BB\u03BF\u03C2.com, ada@\u03B2\u03CC\u03BB\u03BF\u03C3.com",
        // Cyrillic that looks like Latin.
        "\u0430da@example.org, ada@example.org",
        "ad.a@example.org, ada@example.org",
        "ada+x@example.org, ada@example.org",
    })
    void keepsApartWhatIsNotTheSame(String one, String other) {
        assertThat(EmailAddress.of(one).key())
                .isNotEqualTo(EmailAddress.of(other).key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "ada",
                "ada@",
                "@example.org",
                "ada@example@org",
                "ada@example..org",
                "ada@.example.org",
                "ada@example.org.",
                "a da@example.org",
                "a\u200Bda@example.org",
                "\u202Eada@example.org",
                // Becomes a second @, or a comma, when it is normalized.
                "ada\uFF20example.org@attacker.example",
                "ada\uFF0Cbob@example.org",
                // No such domain: a hyphen at the end, an A-label that is none, mixed directions.
                "ada@b\u00FCcher-.example",
                "ada@b\u00FCcher.xn--0",
                "ada@\u05D0b\u05D1c.example",
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> EmailAddress.of(text))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.details())
                                .extracting(Problem.Detail::field)
                                .containsExactly("email"));
    }

    @Test
    void refusesOneWhoseKeyWouldBeTooLong() {
        assertThatThrownBy(() -> EmailAddress.of("\uFDFA".repeat(200) + "@example.org"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void keepsWhatItsOwnerWroteInNfc() {
        assertThat(EmailAddress.of(" Jose\u0301@Example.org ").text()).isEqualTo("Jos\u00E9@Example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "no address", "x@a..b", "A@B.", "x@\u2260.example", "\uD800@x", "x@xn--\u00FC0"})
    void findsNobodyByWhatIsNoAddress(String text) {
        var key = EmailAddress.keyOf(text);

        assertThat(key).isEqualTo(EmailAddress.keyOf(text)).isNotEqualTo("x@a.b");
    }

    /** The migration fills the keys of such rows by itself. */
    @Test
    void isInLowerCaseWhenItIsAscii() {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++) {
            var address = letters(random) + "@" + letters(random);

            assertThat(EmailAddress.keyOf(address)).isEqualTo(address.toLowerCase(Locale.ROOT));
        }
    }

    private static String letters(Random random) {
        return random.ints(random.nextInt(1, 20), '!', '\u007F')
                .filter(c -> c != '@')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Full case folding and nothing less, for every character there is; and the key of a key is the key. */
    @Test
    void foldsEveryCharacterAsUnicodeSays() {
        for (var character = 0x80; character <= Character.MAX_CODE_POINT; character++) {
            if (!UCharacter.isDefined(character) || Character.getType(character) == Character.SURROGATE) {
                continue;
            }
            var written = "x" + Character.toString(character) + "y@example.org";
            var folded = UCharacter.foldCase(written, true);

            var key = EmailAddress.keyOf(written);

            assertThat(EmailAddress.keyOf(folded)).as("U+%04X", character).isEqualTo(key);
            assertThat(EmailAddress.keyOf(key)).as("U+%04X", character).isEqualTo(key);
        }
    }
}
