package dev.guildhall.events.internal.cesql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LikePatternTest {

    private static final int CASES = 50_000;

    private static final Pattern PART = Pattern.compile("\\\\[%_]|.");

    @Test
    void matchesWhatARegularExpressionOfTheSameMeaningDoes() {
        var matched = 0;
        for (var seed = 0; seed < CASES; seed++) {
            var random = new Random(seed);
            var pattern = made(random, "ab%_\\", 8);
            var text = made(random, "ab%_\\", 10);

            var matches = new LikePattern(pattern).matches(text, new Evaluation(name -> null));

            assertThat(matches)
                    .as("seed %s: '%s' LIKE '%s'", seed, text, pattern)
                    .isEqualTo(regex(pattern).matcher(text).matches());
            matched += matches ? 1 : 0;
        }
        assertThat(matched).isBetween(CASES / 20, CASES / 2);
    }

    @Test
    void looksAtEachCharacterOnceWhenPiecesAreShortHoweverManyThereAre() {
        var run = new Evaluation(name -> null);

        var matches = new LikePattern("%a".repeat(4000) + "%b").matches("a".repeat(8000), run);

        assertThat(matches).isFalse();
        assertThat(run.error()).isEmpty();
        assertThat(run.steps()).isLessThan(8000 + 2 * 4001);
    }

    @Test
    void givesUpOnAPatternThatTakesMoreStepsThanThereMayBe() {
        var run = new Evaluation(name -> null);

        var matches = new LikePattern("%" + "a".repeat(4000) + "b").matches("a".repeat(40_000), run);

        assertThat(matches).isFalse();
        assertThat(run.error()).contains(EvaluationError.GENERIC);
        assertThat(run.steps()).isEqualTo(Evaluation.MAX_STEPS + 1);
    }

    private static String made(Random random, String alphabet, int longest) {
        return random.ints(random.nextInt(longest + 1), 0, alphabet.length())
                .mapToObj(index -> alphabet.substring(index, index + 1))
                .collect(Collectors.joining());
    }

    private static Pattern regex(String pattern) {
        var regex = PART.matcher(pattern).replaceAll(part -> Matcher.quoteReplacement(meaning(part.group())));
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static String meaning(String part) {
        return switch (part) {
            case "%" -> ".*";
            case "_" -> ".";
            case "\\%", "\\_" -> Pattern.quote(part.substring(1));
            default -> Pattern.quote(part);
        };
    }
}
