package dev.guildhall.events.internal.cesql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {

    private static final Map<String, Type> TYPES = Map.of(
            "type", Type.STRING,
            "subject", Type.STRING,
            "sequence", Type.STRING,
            "hops", Type.INTEGER,
            "urgent", Type.BOOLEAN,
            "note", Type.STRING,
            "weight", Type.INTEGER,
            "billed", Type.BOOLEAN);

    private static final Map<String, Object> EVENT =
            Map.of("type", "order.placed", "subject", "4711", "sequence", "7", "hops", 3, "urgent", true);

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        7                        → 7
        007                      → 7
        -7                       → -7
        - 7                      → -7
        +7                       → 7
        2147483647               → 2147483647
        -2147483648              → -2147483648
        true                     → true
        FaLsE                    → false
        'Ada'                    → 'Ada'
        "Ada"                    → 'Ada'
        ''                       → ''
        'say "hi"'               → 'say "hi"'
        "it's"                   → 'it's'
        'it\\'s'                 → 'it's'
        "say \\"hi\\""           → 'say "hi"'
        'a\\nb'                  → 'a\\nb'
        'a\\"b'                  → 'a\\"b'
        '\\\\'                   → '\\\\'
        'AND (1'                 → 'AND (1'
        '日本 😀'                 → '日本 😀'
        type                     → 'order.placed'
        TYPE                     → 'order.placed'
        hops                     → 3
        urgent                   → true
        ((hops))                 → 3
        """)
    void readsLiteralsAndAttributes(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        7 + 2                    → 9
        7 - 2                    → 5
        7-2                      → 5
        7 -2                     → 5
        7 - -2                   → 9
        7 * -2                   → -14
        7 / 2                    → 3
        -7 / 2                   → -3
        7 % 2                    → 1
        -7 % 2                   → -1
        7 % -2                   → 1
        --7                      → 7
        -hops                    → -3
        - - hops                 → 3
        -'5'                     → -5
        '5' + '6'                → 11
        '+5' + 1                 → 6
        '-5' + '005'             → 0
        1 + true                 → 2
        1 - FALSE                → 1
        sequence * 2             → 14
        2147483647 - 1 + 1       → 2147483647
        -2147483647 - 1          → -2147483648
        """)
    void calculatesWithIntegersOfThirtyTwoBits(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        1 = 1                    → true
        1 = 2                    → false
        1 != 2                   → true
        1 <> 2                   → true
        1 <> 1                   → false
        'a' = 'a'                → true
        'a' = 'A'                → false
        'a' != 'A'               → true
        true = true              → true
        true <> false            → true
        1 < 2                    → true
        2 < 2                    → false
        2 <= 2                   → true
        3 <= 2                   → false
        2 > 1                    → true
        2 > 2                    → false
        2 >= 2                   → true
        1 >= 2                   → false
        '9' < '10'               → true
        false < true             → true
        sequence = 7             → true
        sequence = '07'          → false
        7 = sequence             → true
        '07' = 7                 → true
        1 = '1'                  → true
        1 = '01'                 → false
        1 = true                 → true
        2 = true                 → true
        true = 2                 → false
        true = 1                 → true
        'TRUE' = true            → true
        true = 'TRUE'            → false
        true = 'true'            → true
        urgent = 'true'          → true
        """)
    void comparesForEqualityByTheTypeOfTheRightAndForOrderAsIntegers(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        true AND true            → true
        true and false           → false
        false OR true            → true
        false Or false           → false
        true XOR true            → false
        false xor true           → true
        NOT true                 → false
        not not true             → true
        NOT 0                    → true
        NOT 7                    → false
        NOT 'false'              → true
        1 AND 'true'             → true
        0 XOR 'TRUE'             → true
        false AND 1 / 0 = 1      → false
        true OR 1 / 0 = 1        → true
        false AND note = 'a'     → false
        true OR note             → true
        """)
    void looksAtTheSecondTruthOnlyWhenTheFirstHasNotDecided(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        type LIKE 'order.%'      → true
        type like '%placed'      → true
        type LIKE 'ORDER.%'      → false
        type NOT LIKE 'order.%'  → false
        type not like 'member.%' → true
        'ab' LIKE 'a_'           → true
        'a' LIKE 'a_'            → false
        '' LIKE ''               → true
        '' LIKE '%'              → true
        '' LIKE '_'              → false
        'a%' LIKE 'a\\%'         → true
        'ab' LIKE 'a\\%'         → false
        'a_b' LIKE 'a\\_b'       → true
        'axb' LIKE 'a\\_b'       → false
        'a\\b' LIKE 'a\\b'       → true
        'it\\'s' LIKE 'it\\'%'   → true
        'a😀b' LIKE 'a_b'         → true
        'a.b' LIKE 'a.b'         → true
        'axb' LIKE 'a.b'         → false
        'a*' LIKE 'a*'           → true
        4711 LIKE '47__'         → true
        true LIKE 'tr%'          → true
        """)
    void likeHasWildcardsForAnyNumberOfCharactersAndForOne(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        subject IN ('12', '4711')        → true
        subject in ('12')                → false
        subject NOT IN ('12', '4711')    → false
        subject NOT IN ('12')            → true
        subject IN (4711)                → true
        4711 IN (subject)                → true
        1 IN ('2', '01')                 → true
        '1' IN ('2', '01')               → false
        'true' IN (TRUE)                 → true
        'TRUE' IN (TRUE)                 → false
        true IN ('FALSE', 'TRUE')        → true
        hops IN (1 + 1, LENGTH('abc'))   → true
        1 IN (1, 1 / 0)                  → true
        EXISTS subject                   → true
        exists SUBJECT                   → true
        EXISTS note                      → false
        NOT EXISTS note                  → true
        """)
    void inComparesByTheTypeOfTheLeftAndExistsAsksForAnAttribute(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        2 + 3 * 4                        → 14
        (2 + 3) * 4                      → 20
        10 - 4 - 3                       → 3
        20 / 5 / 2                       → 2
        7 % 4 * 2                        → 6
        -2 * 3                           → -6
        - (2 + 3)                        → -5
        1 + 1 = 2                        → true
        1 < 2 = true                     → true
        3 > 2 > 0                        → true
        1 = 1 AND 2 = 2                  → true
        true OR true AND false           → false
        false AND false OR true          → true
        true XOR true OR true            → true
        NOT false AND false              → false
        NOT (false AND false)            → true
        NOT 0 = 1                        → true
        NOT (0 = 1)                      → true
        NOT 1 = 0                        → true
        NOT 'true' LIKE 'f%'             → true
        NOT EXISTS note AND urgent       → true
        2 + 4711 LIKE '47%'              → 3
        2 * 3 IN (3)                     → 2
        'a' LIKE 'a' IN (true)           → true
        """)
    void bindsInTheOrderOfPrecedenceAndFromTheLeft(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        ABS(-7)                          → 7
        abs('-7')                        → 7
        LENGTH('Ada')                    → 3
        LENGTH('😀')                      → 1
        LENGTH('')                       → 0
        LENGTH(true)                     → 4
        CONCAT()                         → ''
        CONCAT('a')                      → 'a'
        Concat(type, ':', hops, urgent)  → 'order.placed:3true'
        CONCAT_WS('-')                   → ''
        CONCAT_WS('-', 'a')              → 'a'
        concat_ws('-', 'a', 1, true)     → 'a-1-true'
        CONCAT_WS(1, '', '')             → '1'
        LOWER('ÄbC')                     → 'äbc'
        UPPER('äbC')                     → 'ÄBC'
        UPPER(true)                      → 'TRUE'
        TRIM('  a b ')                   → 'a b'
        TRIM('\u00a0\u2003a\u3000')      → 'a'
        TRIM('\u0001a\u001f')            → '\u0001a\u001f'
        TRIM('   ')                      → ''
        LEFT('Adam', 2)                  → 'Ad'
        LEFT('Adam', 0)                  → ''
        LEFT('Adam', 9)                  → 'Adam'
        LEFT('😀a', 1)                    → '😀'
        RIGHT('Adam', 2)                 → 'am'
        RIGHT('Adam', 0)                 → ''
        RIGHT('Adam', 9)                 → 'Adam'
        RIGHT('a😀', 1)                   → '😀'
        SUBSTRING('Adam', 1)             → 'Adam'
        SUBSTRING('Adam', 3)             → 'am'
        SUBSTRING('Adam', 4)             → 'm'
        SUBSTRING('Adam', -1)            → 'm'
        SUBSTRING('Adam', -4)            → 'Adam'
        SUBSTRING('Adam', 0)             → ''
        SUBSTRING('', 0)                 → ''
        SUBSTRING('Adam', 2, 2)          → 'da'
        SUBSTRING('Adam', 2, 0)          → ''
        SUBSTRING('Adam', 2, 2147483647) → 'dam'
        SUBSTRING('Adam', -3, 2)         → 'da'
        SUBSTRING('Adam', 0, 2)          → ''
        SUBSTRING('a😀b', 2, 1)           → '😀'
        INT('-12')                       → -12
        INT(true)                        → 1
        INT(7)                           → 7
        BOOL('TrUe')                     → true
        BOOL(0)                          → false
        BOOL(-7)                         → true
        BOOL(false)                      → false
        STRING(-7)                       → '-7'
        STRING(FALSE)                    → 'false'
        STRING('a')                      → 'a'
        IS_INT('-12')                    → true
        IS_INT('12a')                    → false
        IS_INT('2147483648')             → false
        IS_INT(7)                        → true
        IS_BOOL('FALSE')                 → true
        IS_BOOL('no')                    → false
        IS_BOOL(true)                    → true
        LEFT (type, 5)                   → 'order'
        """)
    void callsFunctionsInWhateverCase(String expression, String value) {
        assertThat(valueOf(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
        2147483647 + 1           → 0      → MATH
        -2147483648 - 1          → 0      → MATH
        65536 * 65536            → 0      → MATH
        -2147483648 / -1         → 0      → MATH
        --2147483648             → 0      → MATH
        7 / 0                    → 0      → MATH
        7 % 0                    → 0      → MATH
        ABS(-2147483648)         → 2147483647 → MATH
        INT('a')                 → 0      → CAST
        INT('')                  → 0      → CAST
        INT(' 7')                → 0      → CAST
        INT('7.0')               → 0      → CAST
        INT('٧')                 → 0      → CAST
        INT('2147483648')        → 0      → CAST
        BOOL('yes')              → false  → CAST
        BOOL('falſe')            → false  → CAST
        type + 1                 → 0      → CAST
        type < 1                 → false  → CAST
        type = 1                 → false  → CAST
        NOT type                 → false  → CAST
        type AND true            → false  → CAST
        true AND type            → false  → CAST
        NOT type LIKE 'x%'       → false  → CAST
        1 IN ('a', 1)            → false  → CAST
        1 NOT IN ('a')           → false  → CAST
        LEFT('Adam', -1)         → 'Adam' → FUNCTION_EVALUATION
        RIGHT('Adam', -1)        → 'Adam' → FUNCTION_EVALUATION
        RIGHT('a', -2147483648)  → 'a'    → FUNCTION_EVALUATION
        SUBSTRING('Adam', 5)     → ''     → FUNCTION_EVALUATION
        SUBSTRING('Adam', -5)    → ''     → FUNCTION_EVALUATION
        SUBSTRING('Adam', -2147483648) → '' → FUNCTION_EVALUATION
        SUBSTRING('Adam', 1, -1) → ''     → FUNCTION_EVALUATION
        SUBSTRING('Adam', 0, -1) → ''     → FUNCTION_EVALUATION
        note                     → false  → MISSING_ATTRIBUTE
        note = ''                → false  → MISSING_ATTRIBUTE
        note != ''               → false  → MISSING_ATTRIBUTE
        NOT billed               → false  → MISSING_ATTRIBUTE
        -weight                  → 0      → MISSING_ATTRIBUTE
        1 / weight               → 0      → MISSING_ATTRIBUTE
        CONCAT('a', note)        → ''     → MISSING_ATTRIBUTE
        LENGTH(note)             → 0      → MISSING_ATTRIBUTE
        note LIKE '%'            → false  → MISSING_ATTRIBUTE
        note NOT LIKE 'a'        → false  → MISSING_ATTRIBUTE
        note IN ('a')            → false  → MISSING_ATTRIBUTE
        note NOT IN ('a')        → false  → MISSING_ATTRIBUTE
        'a' NOT IN (note)        → false  → MISSING_ATTRIBUTE
        true AND note            → false  → MISSING_ATTRIBUTE
        billed OR true           → false  → MISSING_ATTRIBUTE
        billed XOR true          → false  → MISSING_ATTRIBUTE
        """)
    void hasAValueEvenWithAnError(String expression, String value, EvaluationError error) {
        var result = Expression.parse(expression, TYPES).evaluate(EVENT::get);

        assertThat(shown(result.value())).isEqualTo(value);
        assertThat(result.error()).contains(error);
    }

    @Test
    void isNotTrueWhenThereWasAnErrorWhateverItsValue() {
        assertThat(isTrue("ABS(-2147483648) = 2147483647")).isFalse();
        assertThat(isTrue("type = 'order.placed' OR note = 'a'")).isTrue();
        assertThat(isTrue("note = 'a' OR type = 'order.placed'")).isFalse();
        assertThat(isTrue("EXISTS note AND note = 'a' OR type = 'order.placed'"))
                .isTrue();
    }

    @Test
    void takesATextThatIsTooLongForAnError() {
        var half = "'" + "a".repeat(2000) + "'";

        assertThat(valueOf("LENGTH(CONCAT(" + half + ", 'b'))")).isEqualTo("2001");
        var tripled = Expression.parse("CONCAT(type, type, type)", TYPES).evaluate(name -> "a".repeat(2000));
        assertThat(tripled.error()).contains(EvaluationError.FUNCTION_EVALUATION);
        assertThat(tripled.value()).isEqualTo("");
        var grown = Expression.parse("UPPER(type)", TYPES).evaluate(name -> "ß".repeat(3000));
        assertThat(grown.error()).contains(EvaluationError.FUNCTION_EVALUATION);
    }

    @Test
    void endsWithAnErrorWhenItLooksAtTooMuch() {
        var lowered = "LOWER(type) = 'a'" + " OR LOWER(type) = 'a'".repeat(100);
        var run = new Evaluation(name -> "b".repeat(4000));

        var result = Expression.parse(lowered, TYPES).evaluate(run);

        assertThat(result.error()).contains(EvaluationError.GENERIC);
        assertThat(run.steps()).isBetween((long) Evaluation.MAX_STEPS, Evaluation.MAX_STEPS + 4002L);
        assertThat(Expression.parse(lowered, TYPES)
                        .evaluate(name -> "b".repeat(80))
                        .error())
                .isEmpty();
    }

    @Test
    void isAskedOfAnEventHoweverLongTheChainOfItsOperatorsIs() {
        assertThat(valueOf("1" + " + 1".repeat(499))).isEqualTo("500");
        assertThat(valueOf("1" + " XOR 1".repeat(499))).isEqualTo("false");
        assertThat(valueOf("0" + " OR 0".repeat(499))).isEqualTo("false");
        assertThat(valueOf("'a'" + " LIKE '%'".repeat(400))).isEqualTo("true");
        assertThat(valueOf("1" + " IN (1)".repeat(240))).isEqualTo("true");
    }

    private static String valueOf(String expression) {
        var result = Expression.parse(expression, TYPES).evaluate(EVENT::get);
        assertThat(result.error()).as(expression).isEmpty();
        return shown(result.value());
    }

    private static String shown(Object value) {
        return value instanceof String text ? "'" + text + "'" : value.toString();
    }

    private static boolean isTrue(String expression) {
        return Expression.condition("filter.sql", expression, TYPES).isTrue(EVENT::get);
    }
}
