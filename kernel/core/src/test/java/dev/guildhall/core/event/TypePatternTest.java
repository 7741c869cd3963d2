package dev.guildhall.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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
        assertThat(TypePattern.parse(pattern).matches(type)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".*", "*.added", "a*", "a.*.b", "a..b", "**", "a b", "a.", ".a", "a.**"})
    void takesNothingElseForAPattern(String text) {
        assertThat(TypePattern.isValid(text)).isFalse();
        assertThatThrownBy(() -> TypePattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsTheLengthOfTheTypeOnly() {
        var longest = "a".repeat(128);

        assertThat(TypePattern.isValid(longest)).isTrue();
        assertThat(TypePattern.isValid(longest + ".*")).isTrue();
        assertThat(TypePattern.isValid(longest + "a")).isFalse();
        assertThat(TypePattern.isValid(longest + "a.*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*, member.*, true",
        "member.*, member.added, true",
        "member.*, member.role.*, true",
        "member.*, member.*, true",
        "member.added, member.*, false",
        "member.role.*, member.*, false",
        "member.*, *, false"
    })
    void knowsWhichPatternsAreWithinAnother(String pattern, String other, boolean covered) {
        assertThat(TypePattern.parse(pattern).covers(TypePattern.parse(other))).isEqualTo(covered);
    }
}
