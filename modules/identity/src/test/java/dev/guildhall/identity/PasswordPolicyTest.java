package dev.guildhall.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which passwords can be set. */
class PasswordPolicyTest {

    private static String chosen(String password) {
        return AccountFields.newPassword("password", password, Optional.of("Ada.Lovelace@example.org"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "all small letters",
                "        x",
                "\u65e5\u672c\u8a9e\u306e\u30d1\u30b9\u30ef\u30fc\u30c9",
                "guildhall is where we meet",
                "ada.lovelace wrote it"
            })
    void whatItIsMadeOfDoesNotMatter(String password) {
        assertThat(chosen(password)).isEqualTo(password);
    }

    @Test
    void itHasAtLeastEightCharacters() {
        assertRefused("1b3d5f7", "8 to 1024");
        assertThat(chosen("1b3d5f7h")).isEqualTo("1b3d5f7h");
        assertRefused("x".repeat(1025), "8 to 1024");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678",
                "password123",
                "Password123",
                "QWERTYUIOP",
                "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff441"
            })
    void whatManyChooseIsRefusedHoweverItIsWritten(String password) {
        assertRefused(password, "many people");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ada.lovelace@example.org", "Ada.Lovelace", "ada.lovelace1815!", "guildhall", "Guildhall2026"})
    void whatSaysWhoseItIsOrWhatForIsRefused(String password) {
        assertRefused(password, "address or name");
    }

    private static void assertRefused(String password, String why) {
        assertThatThrownBy(() -> chosen(password)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.is(CommonError.REQUEST_INVALID)).isTrue();
            assertThat(problem.details()).singleElement().satisfies(detail -> {
                assertThat(detail.field()).isEqualTo("password");
                assertThat(detail.message()).contains(why).doesNotContain(password);
            });
        });
    }
}
