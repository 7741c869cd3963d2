package dev.guildhall.events.internal.cesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold of every expression, looked at in many that are made by chance. */
class ExpressionPropertyTest {

    private static final int CASES = 50_000;

    private static final List<String> FRAGMENTS = Stream.concat(
                    Stream.of(" ", " ", " ", "\t", "\n", "\u0000", "\u00a0", "\ud83d", "\ude00"),
                    Stream.of("""
                        type hops urgent sequence nope AND or XOR NOT LIKE IN EXISTS TRUE false
                        0 7 2147483647 2147483648 99999999999999999999 'a' "b%" ' " \\ \\' é
                        = != <> < <= > >= + - * / % ( ) , _ ! . ; -- /*
                        ABS( LEFT( CONCAT( SUBSTRING( INT( IS_BOOL( FOO(
                        """.split("\\s+")))
            .toList();

    @Test
    void comesToWhatItsPartsComeTo() {
        var withErrors = 0;
        for (var seed = 0; seed < CASES; seed++) {
            var made = new RandomExpression(seed).next(1 + seed % 4);

            var result = Expression.parse(made.text(), RandomExpression.TYPES).evaluate(RandomExpression.EVENT::get);

            assertThat(result.error().isPresent())
                    .as("error of %s, seed %s: %s", made.text(), seed, result)
                    .isEqualTo(made.value() == null);
            if (made.value() == null) {
                withErrors++;
            } else {
                assertThat(result.value()).as("%s, seed %s", made.text(), seed).isEqualTo(made.value());
            }
        }
        assertThat(withErrors).isBetween(CASES / 10, CASES * 2 / 3);
    }

    @Test
    void answersAnyTextWithAnExpressionOrAProblemThatNamesThePosition() {
        var understood = 0;
        for (var seed = 0; seed < CASES; seed++) {
            var text = garbage(new Random(seed));
            if (evaluated(text, seed).isPresent()) {
                understood++;
            }
        }
        assertThat(understood).isGreaterThan(CASES / 100);
    }

    private static Optional<Result> evaluated(String text, int seed) {
        try {
            var expression = Expression.parse(text, RandomExpression.TYPES);
            return Optional.of(expression.evaluate(RandomExpression.EVENT::get));
        } catch (Problem refused) {
            assertThat(refused.getMessage()).startsWith("sql is not valid at position ");
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError bug) {
            throw new AssertionError("seed " + seed + ": " + text, bug);
        }
    }

    private static String garbage(Random random) {
        var text = new StringBuilder();
        var length = random.nextInt(10);
        for (var i = 0; i < length; i++) {
            if (random.nextInt(20) == 0) {
                text.append((char) random.nextInt(0x10000));
            } else {
                text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
        }
        return text.toString();
    }
}
