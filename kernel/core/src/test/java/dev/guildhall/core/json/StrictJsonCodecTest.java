package dev.guildhall.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonCodecTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.10",
                "0.1000000000000000055511151231257827",
                "12345678901234567890.123456789",
                "123456789012345678901234567890",
                "-0.000000000000000000000000000000000000000000001"
            })
    void keepsEveryDigit(String number) {
        var written = new JsonObject("{\"n\":" + number + "}").encode();

        assertThat(new java.math.BigDecimal(written.substring(5, written.length() - 1)))
                .isEqualTo(new java.math.BigDecimal(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"b\":[1,1e400]}} | a.b.1",
                "{\"a\":-1e400} | a",
                "[0,1e-400] | 1",
                "{\"a\":1e99999999999999} | a",
            })
    void namesThePlaceOfANumberBeyondADouble(String json, String place) {
        assertThatThrownBy(() -> Json.decodeValue(json))
                .isInstanceOfSatisfying(
                        UnacceptableJson.class,
                        refused -> assertThat(refused.field()).isEqualTo(place))
                .hasMessageContaining("beyond what a double can hold");
        assertThatThrownBy(() -> Json.decodeValue("{\"a\":" + "9".repeat(400) + "}"))
                .isInstanceOfSatisfying(
                        UnacceptableJson.class,
                        refused -> assertThat(refused.field()).isEqualTo("a"));
    }

    @Test
    void namesAPropertyThatIsThereTwice() {
        assertThatThrownBy(() -> new JsonObject("{\"a\":{\"role\":\"x\",\"role\":\"y\"}}"))
                .isInstanceOf(UnacceptableJson.class)
                .hasMessage("a.role is there twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{} {}",
                "{}x",
                "// a comment\n{}",
                "{/* a comment */}",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "[NaN]",
                "[01]",
                "[+1]",
                "[1.]",
                "\ufeff{}",
                "[\"a\tb\"]"
            })
    void takesNothingThatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.decodeValue(text)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Json.decodeValue(Buffer.buffer(text))).isInstanceOf(DecodeException.class);
    }

    /** Latin-1, two overlong forms, half a surrogate pair, UTF-16, and beyond Unicode; each within quotes. */
    @ParameterizedTest
    @ValueSource(
            strings = {"22e922", "22c0af22", "22e080af22", "22eda08022", "fffe22006100220", "22f490808022", "22c3"})
    void takesNothingThatIsNotUtf8(String octets) {
        var bytes = HexFormat.of().parseHex(octets.length() % 2 == 0 ? octets : octets + "0");

        assertThatThrownBy(() -> Json.decodeValue(Buffer.buffer(bytes)))
                .isInstanceOf(UnacceptableJson.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void readsWhatVertxReads() {
        var text = "{\"a\":[1,-2147483649,true,false,null,\"é\\u00e9\",{}],\"b\":{\"c\":\"\"}}";

        assertThat(new JsonObject(Buffer.buffer(text)).getJsonArray("a").getList())
                .startsWith(1, -2147483649L, true, false, null, "éé");
        assertThat(Json.decodeValue(text)).isInstanceOf(JsonObject.class);
        assertThat(Json.decodeValue("[]")).isEqualTo(new JsonArray());
        assertThat(Json.decodeValue("null")).isNull();
        assertThat(Json.decodeValue("7", Integer.class)).isEqualTo(7);
        assertThatThrownBy(() -> new JsonObject("[]")).isInstanceOf(DecodeException.class);
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        assertThatThrownBy(() -> Json.decodeValue("[".repeat(100_000)))
                .isInstanceOf(UnacceptableJson.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void tellsShortlyOfLongNames() {
        var name = "n".repeat(40_000);

        assertThatThrownBy(() -> Json.decodeValue("{\"" + name + "\":1e400}"))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(400));
    }
}
