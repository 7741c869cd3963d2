package dev.guildhall.list;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        a AND b OR c                → (a & (b | c))
        a OR b AND c                → ((a | b) & c)
        a b OR c                    → (a & (b | c))
        a b AND c AND d             → ((a & b) & c & d)
        New York Giants OR Yankees  → (New & York & (Giants | Yankees))
        a OR b OR c                 → (a | b | c)
        (a b) AND c AND d           → ((a & b) & c & d)
        NOT a                       → !a
        -a                          → !a
        NOT (a OR b)                → !(a | b)
        -(a b)                      → !(a & b)
        NOT a b                     → (!a & b)
        NOT a OR b                  → (!a | b)
        a -b                        → (a & !b)
        a-b                         → a-b
        -file:".java"               → !file:.java
        ( a )                       → a
        ((a))                       → a
        (a) (b)                     → (a & b)
        """)
    void orBindsTighterThanAndAndFactorsInARowAreAnded(String filter, String tree) {
        assertThat(parsed(filter)).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        package=com.google          → package=com.google
        msg != 'hello'              → msg!=hello
        a<1                         → a<1
        a <= 1                      → a<=1
        a>1                         → a>1
        a >= 1                      → a>=1
        map:key                     → map:key
        m.foo:*                     → m.foo:<*>
        expr.type_map.1.type = 2    → expr.type_map.1.type=2
        a.NOT.OR = 1                → a.NOT.OR=1
        "a"."b c" = 1               → a.b c=1
        a = -30                     → a=-30
        a = -1.5e-3                 → a=-1.5e-3
        a = 1.2s                    → a=1.2s
        a = *.foo                   → a=<*>.foo
        a = "b*c"                   → a=b<*>c
        name=Yahoo!                 → name=Yahoo!
        name!=Yahoo!                → name!=Yahoo!
        ada@acme.example            → ada@acme.example
        t > 2012-04-21T11:30:00-04:00 a → (t>2012-04-21T11:30:00-04:00 & a)
        t > 2012-04-21t11:30:00.123456789z → t>2012-04-21t11:30:00.123456789z
        role = (A OR B)             → role=(A | B)
        n:(-30 OR NOT 4)            → n:(!30 | !4)
        日本 = 東京                   → 日本=東京
        a = 😀                      → a=😀
        """)
    void readsRestrictions(String filter, String tree) {
        assertThat(parsed(filter)).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        a = "it's"                  → a=it's
        a = 'say "hi"'              → a=say "hi"
        a = "say \\"hi\\""          → a=say "hi"
        a = 'it\\'s'                → a=it's
        a = "\\\\"                  → a=\\
        a = "\\*"                   → a=*
        a = "\\u00e9\\ud83d\\ude00" → a=é😀
        a = ""                      → a=
        a = "AND"                   → a=AND
        "OR"                        → OR
        a = "x AND y=(z"            → a=x AND y=(z
        and or not                  → (and & or & not)
        a and b                     → (a & and & b)
        """)
    void readsQuotesAndEscapesAndKeywordsInCapitalsOnly(String filter, String tree) {
        assertThat(parsed(filter)).isEqualTo(tree);
    }

    @Test
    void readsTabsLineBreaksAndOtherSpacesAsSpace() {
        assertThat(parsed("\t a\u00a0=\n1 \u2003 b\r")).isEqualTo("(a=1 & b)");
        assertThat(parsed("a = \"x\\n\\t\\r\"")).isEqualTo("a=x\n\t\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t "})
    void readsNothingAsNoFilter(String filter) {
        assertThat(FilterParser.parse(new FilterSource(filter))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        a =                    → 4  → expected a value after = but found the end of the filter
        = a                    → 1  → expected a comparison but found '='
        a = = b                → 5  → expected a value after = but found '='
        a == b                 → 4  → expected a value after = but found '='
        a <> b                 → 4  → expected a value after < but found '>'
        a = b = c              → 7  → expected AND, OR or another comparison but found '='
        a AND                  → 6  → expected a comparison but found the end of the filter
        AND a                  → 1  → expected a comparison but found 'AND'
        a OR OR b              → 6  → expected a comparison but found 'OR'
        a AND AND b            → 7  → expected a comparison but found 'AND'
        OR                     → 1  → expected a comparison but found 'OR'
        NOT                    → 4  → expected a comparison but found the end of the filter
        NOT NOT a              → 5  → expected a comparison but found 'NOT'
        --a                    → 2  → expected a comparison but found '-'
        - a                    → 3  → a minus stands directly before what it negates
        a = NOT                → 5  → expected a value after = but found 'NOT'
        (a                     → 1  → the parenthesis is never closed
        a)                     → 2  → expected AND, OR or another comparison but found ')'
        ()                     → 2  → expected a comparison but found ')'
        a (                    → 4  → expected a comparison but found the end of the filter
        (a,b)                  → 3  → expected a closing parenthesis but found ','
        a, b                   → 2  → expected AND, OR or another comparison but found ','
        (a)(b)                 → 4  → expected a space, AND or OR but found '('
        (a)OR b                → 4  → a space stands before OR
        (a) OR(b)              → 7  → a space follows after OR
        a AND(b)               → 6  → a space follows after AND
        NOT(a)                 → 4  → a space follows after NOT
        a="b"c                 → 6  → expected a space, AND or OR but found 'c'
        a="b"'c'               → 6  → expected a space, AND or OR but found ''c''
        a . b                  → 3  → expected AND, OR or another comparison but found '.'
        a. b                   → 4  → a name follows directly after a dot
        a.                     → 3  → expected a name after the dot but found the end of the filter
        a..b                   → 3  → expected a name after the dot but found '.'
        .a                     → 1  → expected a comparison but found '.'
        a = "b                 → 5  → the quote is never closed
        a = 'b"                → 5  → the quote is never closed
        O'Brien                → 2  → the quote is never closed
        a = "\\x"              → 6  → a backslash stands before one of
        a = "\\u12"            → 6  → \\u is followed by four hexadecimal digits
        a = "\\                → 6  → a backslash stands before one of
        a = "\\u0000"          → 5  → a text has neither NUL nor half a surrogate pair in it
        a = "\\ud83d"          → 5  → a text has neither NUL nor half a surrogate pair in it
        regex(a, '^b')         → 1  → there is no function 'regex' in this list
        x AND math.mem('30mb') → 7  → there is no function 'math.mem' in this list
        a = cohort(b)          → 5  → there is no function 'cohort' in this list
        😀 AND 😀 =             → 10 → expected a value after = but found the end of the filter
        """)
    void refusesEverythingElseByItsPosition(String filter, int position, String reason) {
        assertThatThrownBy(() -> parsed(filter))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.details()).singleElement().satisfies(detail -> {
                            assertThat(detail.field()).isEqualTo("filter");
                            assertThat(detail.message())
                                    .startsWith("filter is not valid at position " + position + ": " + reason);
                        }));
    }

    @Test
    void boundsLengthDepthAndComparisons() {
        assertThat(parsed("(".repeat(20) + "a" + ")".repeat(20))).isEqualTo("a");

        assertRefused("a".repeat(100_000), "at most 4096 characters");
        assertRefused("(".repeat(21) + "a" + ")".repeat(21), "at most 20 parentheses deep");
        assertRefused("(".repeat(4000), "at most 20 parentheses deep");
        assertRefused("a ".repeat(101), "at most 100 comparisons");
        assertRefused("a=(" + "b ".repeat(101) + ")", "at most 100 comparisons");
    }

    @Test
    void readsNoFurtherThanTheWildcardThatIsOneTooMany() {
        assertRefused("a=*b ".repeat(11) + "((", "at most 10 parts of texts");
        assertRefused("a=(" + "b* ".repeat(11) + "((", "at most 10 parts of texts");
        assertRefused("a=* ".repeat(11) + "((", "expected a comparison");
    }

    @Test
    void quotesOnlyTheBeginningOfWhatIsLong() {
        assertRefused("a b=c:" + "x".repeat(3000), "found ':'");
        assertRefused("\"a\"" + "😀".repeat(1000), "found '" + "😀".repeat(40) + "…'");
    }

    private static void assertRefused(String filter, String reason) {
        assertThatThrownBy(() -> parsed(filter)).isInstanceOf(Problem.class).hasMessageContaining(reason);
    }

    private static String parsed(String filter) {
        return show(FilterParser.parse(new FilterSource(filter)).orElseThrow());
    }

    private static String show(FilterNode node) {
        if (node instanceof FilterNode.All all) {
            return all.nodes().stream().map(FilterParserTest::show).collect(joining(" & ", "(", ")"));
        }
        if (node instanceof FilterNode.Any any) {
            return any.nodes().stream().map(FilterParserTest::show).collect(joining(" | ", "(", ")"));
        }
        if (node instanceof FilterNode.Not not) {
            return "!" + show(not.inner());
        }
        if (node instanceof FilterNode.Comparison comparison) {
            return show(comparison.field()) + comparison.operator().symbol() + show(comparison.argument());
        }
        return show(((FilterNode.Word) node).literal());
    }

    private static String show(Literal literal) {
        return String.join("<*>", literal.pieces());
    }
}
