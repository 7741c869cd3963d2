package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an author or a client can make a validation cost. None of these would end within the run of the tests. */
class ValidationCostTest {

    private static final int MEGABYTE = 1_000_000;
    private static final int SMALL_STACK = 256 * 1024;

    @Test
    void aSchemaThatDoublesWithTheDepthOfTheValueIsGivenUp() {
        var validator = shape("{'properties':{'a':{'allOf':[{'$ref':'#'},{'$ref':'#'}]}}}");

        var faults = validator.faults(nested(40));

        assertThat(faults)
                .extracting(Problem.Detail::message)
                .containsExactly("The body is too large to be held against its schema");
    }

    @Test
    void whatIsTooMuchForAnEventLoopIsNotToldThere() {
        var validator = shape("{'properties':{'a':{'items':{'type':'integer'}}}}");

        assertThat(validator.quickFaults(list(10))).hasValue(List.of());
        assertThat(validator.quickFaults(list(100_000))).isEmpty();
        assertThat(validator.faults(list(100_000))).isEmpty();
    }

    @Test
    void patternsTakeTimeThatGrowsWithTheText() {
        var validator = shape("{'properties':{'a':{'pattern':'^(a+)+$'}},'patternProperties':{'^(b|b)*c$':false}}");

        assertThat(validator.faults(text("a".repeat(100_000) + "!")))
                .extracting(Problem.Detail::field)
                .containsExactly("a");
        assertThat(validator.faults(new JsonObject().put("b".repeat(100_000), 1)))
                .isEmpty();
    }

    @Test
    void aPatternThatTakesManyStepsForEachCharacterIsNotTriedOnLongTexts() {
        var validator = shape("{'properties':{'a':{'pattern':'(x|y){1,200}z'}}}");

        assertThat(validator.faults(text("xyz"))).isEmpty();
        assertThat(validator.faults(text("xy".repeat(MEGABYTE / 2))))
                .extracting(Problem.Detail::message)
                .containsExactly("The body is too large to be held against its schema");
    }

    @Test
    void everyFormatIsJudgedWithALittleStackHoweverLongTheText() throws InterruptedException {
        var judged = new ArrayList<List<Problem.Detail>>();
        var failed = new ArrayList<Throwable>();
        var thread = new Thread(null, () -> judgeFormats(judged), "a small stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((same, failure) -> failed.add(failure));

        thread.start();
        thread.join();

        assertThat(failed).isEmpty();
        assertThat(judged).hasSizeGreaterThan(1_000);
    }

    private static void judgeFormats(List<List<Problem.Detail>> judged) {
        for (var format : BoundedFormats.all()) {
            var validator = shape("{'properties':{'a':{'format':'" + format.getName() + "'}}}");
            for (var unit : List.of("a.", "a", "1", "/~0", "{a}", "é", "\u0301", "xn--", "[:", "((a+)+", " ")) {
                judged.add(validator.faults(text(unit.repeat(MEGABYTE / unit.length()))));
                judged.add(validator.faults(text("http://" + unit.repeat(60_000 / unit.length()) + "!")));
                judged.add(validator.faults(text(unit.repeat(2_000 / unit.length()) + "!")));
                judged.add(validator.faults(text(unit.repeat(120 / unit.length()) + "!")));
            }
        }
    }

    @Test
    void aValueIsNotFollowedDeeperThanTheStack() {
        var validator = shape("{'properties':{'a':{'$ref':'#'}},'additionalProperties':{'$ref':'#'}}");

        assertThat(validator.faults(nested(100))).isEmpty();
        assertThat(validator.faults(nested(1_000)))
                .extracting(Problem.Detail::message)
                .containsExactly("The body is nested too deep to be held against its schema");
    }

    @Test
    void digitsAreNotWrittenOutToCompareNumbers() {
        var validator = shape("{'properties':{'a':{'multipleOf':0.01,'uniqueItems':true,'enum':[1],'maximum':5}}}");

        var faults = validator.faults(new JsonObject().put("a", new BigDecimal("1e-999999999")));

        assertThat(faults)
                .extracting(Problem.Detail::message)
                .containsExactly("The body has a number with too many digits");
    }

    @Test
    void faultsAreToldUpToAReasonableNumber() {
        var validator = shape("{'properties':{'a':{'items':{'type':'string','enum':['" + "x".repeat(5_000) + "']}}}}");

        var faults = validator.faults(list(20_000));

        assertThat(faults)
                .hasSize(50)
                .allSatisfy(fault -> assertThat(fault.message()).hasSizeLessThan(400));
    }

    @Test
    void wideArraysAreComparedOnceForEachSchema() {
        var schemas = new JsonArray();
        for (var index = 0; index < 2_000; index++) {
            schemas.add(new JsonObject().put("uniqueItems", true).put("contains", new JsonObject().put("const", 1)));
        }
        var validator = new JsonSchemaValidator(new JsonObject()
                .put("properties", new JsonObject().put("a", new JsonObject().put("allOf", schemas))));

        assertThat(validator.faults(list(50_000)))
                .extracting(Problem.Detail::message)
                .containsExactly("The body is too large to be held against its schema");
    }

    private static JsonObject text(String text) {
        return new JsonObject().put("a", text);
    }

    private static JsonObject list(int size) {
        var list = new JsonArray();
        for (var index = 0; index < size; index++) {
            list.add(index);
        }
        return new JsonObject().put("a", list);
    }

    private static JsonObject nested(int depth) {
        var value = new JsonObject();
        for (var level = 0; level < depth; level++) {
            value = new JsonObject().put("a", value);
        }
        return value;
    }

    private static JsonSchemaValidator shape(String schema) {
        return new JsonSchemaValidator(new JsonObject(schema.replace('\'', '"')));
    }
}
