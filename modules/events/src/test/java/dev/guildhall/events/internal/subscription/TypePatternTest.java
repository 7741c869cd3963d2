package dev.guildhall.events.internal.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {

    @ParameterizedTest
    @CsvSource({
        "member.added, member.added, true",
        "member.added, member.removed, false",
        "member.added, member.added.twice, false",
        "member.*, member.added, true",
        "member.*, member.added.twice, true",
        "member.*, member, false",
        "member.*, members.added, false",
        "a.b.*, a.b.c, true",
        "a.b.*, a.c, false",
        "*, anything, true"
    })
    void matchesTheTypesItNames(String pattern, String type, boolean matches) {
        assertThat(TypePattern.parse(pattern).orElseThrow().matches(type)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".*", "*.added", "a*", "a.*.b", "a..b", "**", "a b", "a.", ".a", "a.**"})
    void takesNothingElseForAPattern(String text) {
        assertThat(TypePattern.parse(text)).isEmpty();
    }
}
