package dev.guildhall.events.internal.cesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

    private static final Map<String, Type> TYPES = Map.of("type", Type.STRING, "hops", Type.INTEGER);

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        ``                    → 1  → expected a value but found the end of the expression
        type =                → 7  → expected a value but found the end of the expression
        = type                → 1  → expected a value but found '='
        type == 'a'           → 7  → expected a value but found '='
        type = 'a' 'b'        → 12 → expected an operator but found ''b''
        type = 'it''s'        → 12 → expected an operator but found ''s''
        type hops             → 6  → expected an operator but found 'hops'
        (type = 'a'           → 1  → the parenthesis is never closed
        type = 'a')           → 11 → expected an operator but found ')'
        ()                    → 2  → expected a value but found ')'
        (type, hops)          → 6  → expected a closing parenthesis but found ','
        type AND              → 9  → expected a value but found the end of the expression
        AND type              → 1  → expected a value but found 'AND'
        type AND OR hops      → 10 → expected a value but found 'OR'
        NOT                   → 4  → expected a value but found the end of the expression
        type NOT              → 9  → expected LIKE or IN after NOT but found the end of the expression
        type NOT = 'a'        → 10 → expected LIKE or IN after NOT but found '='
        type LIKE             → 10 → expected a quoted text after LIKE but found the end of the expression
        type LIKE type        → 11 → expected a quoted text after LIKE but found 'type'
        type LIKE 7           → 11 → expected a quoted text after LIKE but found '7'
        type IN 'a'           → 9  → expected an opening parenthesis after IN but found ''a''
        type IN ()            → 10 → expected a value but found ')'
        type IN ('a'          → 9  → the parenthesis is never closed
        type IN ('a',)        → 14 → expected a value but found ')'
        EXISTS                → 7  → expected the name of an attribute after EXISTS but found the end
        EXISTS 'type'         → 8  → expected the name of an attribute after EXISTS but found ''type''
        EXISTS (type)         → 8  → expected the name of an attribute after EXISTS but found '('
        EXISTS not            → 8  → expected the name of an attribute after EXISTS but found 'not'
        + type                → 3  → expected an integer after the plus but found 'type'
        ++1                   → 2  → expected an integer after the plus but found '+'
        2147483648            → 1  → an integer is from -2147483648 to 2147483647
        -2147483649           → 2  → an integer is from -2147483648 to 2147483647
        type = 'a             → 8  → the quote is never closed
        type = 'a"            → 8  → the quote is never closed
        type = 'a\\'          → 8  → the quote is never closed
        type = 'a\\           → 8  → the quote is never closed
        'é😀' = 'a' AND 1 ! 2  → 18 → '!' stands in quoted texts only
        type = 1; hops        → 9  → ';' stands in quoted texts only
        type = 😀              → 8  → '😀' stands in quoted texts only
        data.id = 1           → 5  → '.' stands in quoted texts only
        _type = 1             → 1  → '_' stands in quoted texts only
        data = 1              → 1  → 'data' is not an attribute of events; there are hops, type
        hops = 1 OR Foo = 1   → 13 → 'Foo' is not an attribute of events; there are hops, type
        EXISTS foo            → 8  → 'foo' is not an attribute of events; there are hops, type
        12ab = 1              → 1  → '12ab' is not an attribute of events; there are hops, type
        1 = FOO(type)         → 5  → there is no function 'FOO'; there are ABS, LENGTH, CONCAT,
        type('a')             → 1  → there is no function 'type'; there are ABS
        ABS()                 → 1  → ABS takes 1 argument, not 0
        abs(1, 2)             → 1  → ABS takes 1 argument, not 2
        LEFT('a')             → 1  → LEFT takes 2 arguments, not 1
        SUBSTRING('a')        → 1  → SUBSTRING takes 2 or 3 arguments, not 1
        SUBSTRING('a',1,2,3)  → 1  → SUBSTRING takes 2 or 3 arguments, not 4
        CONCAT_WS()           → 1  → CONCAT_WS takes at least 1 argument, not 0
        ABS(1                 → 4  → the parenthesis is never closed
        ABS(1 2)              → 7  → expected a closing parenthesis but found '2'
        """)
    void refusesByPositionWhatIsNoExpression(String expression, int position, String reason) {
        assertThatThrownBy(() -> Expression.condition("filter.sql", expression == null ? "" : expression, TYPES))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(CommonError.REQUEST_INVALID);
                    assertThat(problem.details()).singleElement().satisfies(detail -> {
                        assertThat(detail.field()).isEqualTo("filter.sql");
                        assertThat(detail.message())
                                .startsWith("filter.sql is not valid at position " + position + ": " + reason);
                    });
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        type                  → it is a text, not true or false; compare it with something
        CONCAT(type, 'a')     → it is a text, not true or false; compare it with something
        hops + 1              → it is an integer, not true or false; compare it with something
        """)
    void refusesAConditionThatIsNeverTrue(String expression, String reason) {
        assertThatThrownBy(() -> Expression.condition("filter.sql", expression, TYPES))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("filter.sql is not valid at position 1: " + reason);
    }

    @Test
    void boundsLengthDepthAndTokens() {
        accepts("(".repeat(20) + "true" + ")".repeat(20));
        accepts("NOT ".repeat(20) + "true");
        accepts("1" + " + 1".repeat(498) + " = 1");
        accepts("type = '" + "a".repeat(4087) + "'");

        refuses("(".repeat(21) + "true" + ")".repeat(21), "position 22: an expression is nested at most 20 deep");
        refuses("(".repeat(4000), "an expression is nested at most 20 deep");
        refuses("NOT ".repeat(21) + "true", "an expression is nested at most 20 deep");
        refuses("-".repeat(4000), "an expression is nested at most 20 deep");
        refuses("ABS(".repeat(1000), "an expression is nested at most 20 deep");
        refuses("type IN (".repeat(400), "an expression is nested at most 20 deep");
        refuses("1" + "+1".repeat(500), "position 1001: an expression has at most 1000 words, values and signs");
        refuses("type = '" + "a".repeat(4088) + "'", "an expression has at most 4096 characters");
        refuses("a".repeat(1_000_000), "an expression has at most 4096 characters");
    }

    private static void accepts(String expression) {
        assertThatCode(() -> Expression.condition("filter.sql", expression, TYPES))
                .doesNotThrowAnyException();
    }

    private static void refuses(String expression, String reason) {
        assertThatThrownBy(() -> Expression.condition("filter.sql", expression, TYPES))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(reason);
    }
}
