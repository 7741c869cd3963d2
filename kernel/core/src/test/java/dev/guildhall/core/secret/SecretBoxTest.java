package dev.guildhall.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWEObject;
import dev.guildhall.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {

    private static final Secret KEY = new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final Secret OTHER_KEY = new Secret("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    private final SecretBox box = new SecretBox(MasterKey.of(KEY));

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_abc", "Grüße, 😀", "{\"token\":1}"})
    void opensWhatItSealed(String secret) {
        var sealed = box.seal("subscription/1/secret", secret);

        assertThat(box.open("subscription/1/secret", sealed)).isEqualTo(secret);
        assertThat(new SecretBox(MasterKey.of(KEY)).open("subscription/1/secret", sealed))
                .isEqualTo(secret);
    }

    @Test
    void sealsToACompactJweThatTellsNothingOfTheSecret() throws ParseException {
        var sealed = box.seal("subscription/1/secret", "whsec_abc");

        var header = JWEObject.parse(sealed).getHeader();
        assertThat(header.getAlgorithm().getName()).isEqualTo("dir");
        assertThat(header.getEncryptionMethod().getName()).isEqualTo("A256GCM");
        assertThat(header.getKeyID()).isEqualTo(MasterKey.of(KEY).fingerprint());
        assertThat(decoded(sealed)).doesNotContain("whsec_abc");
        assertThat(box.seal("subscription/1/secret", "whsec_abc")).isNotEqualTo(sealed);
    }

    @Test
    void doesNotOpenWhatWasCopiedToAnotherRow() {
        var sealed = box.seal("subscription/1/secret", "whsec_abc");

        assertThatThrownBy(() -> box.open("subscription/2/secret", sealed))
                .isInstanceOf(SecretUnreadableException.class)
                .hasMessage("The secret for subscription/2/secret cannot be read: it is sealed for another purpose.");
    }

    @Test
    void doesNotOpenWhatPretendsToBeForAnotherPurpose() {
        var one = box.seal("subscription/1/secret", "whsec_abc");
        var two = box.seal("subscription/2/secret", "whsec_xyz");

        var forged = two.substring(0, two.indexOf('.')) + one.substring(one.indexOf('.'));

        assertThatThrownBy(() -> box.open("subscription/2/secret", forged))
                .isInstanceOf(SecretUnreadableException.class)
                .hasMessageContaining("changed after it was sealed");
    }

    @Test
    void doesNotOpenWhenAnyCharacterWasChanged() {
        var sealed = box.seal("subscription/1/secret", "whsec_abc");

        for (var i = 0; i < sealed.length(); i++) {
            var changed = new StringBuilder(sealed);
            changed.setCharAt(i, sealed.charAt(i) == 'A' ? 'Q' : 'A');
            assertThatThrownBy(() -> box.open("subscription/1/secret", changed.toString()))
                    .isInstanceOf(SecretUnreadableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_abc", "a.b.c.d.e", "....", "eyJhbGciOiJub25lIn0.e30."})
    void doesNotOpenWhatItNeverSealed(String sealed) {
        assertThatThrownBy(() -> box.open("any", sealed)).isInstanceOf(SecretUnreadableException.class);
    }

    @Test
    void namesTheKeyThatIsMissing() {
        var sealed = new SecretBox(MasterKey.of(OTHER_KEY)).seal("any", "whsec_abc");

        assertThatThrownBy(() -> box.open("any", sealed))
                .isInstanceOf(SecretUnreadableException.class)
                .hasMessageContaining(MasterKey.of(OTHER_KEY).fingerprint())
                .hasMessageContaining(MasterKey.of(KEY).fingerprint());
    }

    private static String decoded(String sealed) {
        return Arrays.stream(sealed.split("\\."))
                .map(part -> new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
    }
}
