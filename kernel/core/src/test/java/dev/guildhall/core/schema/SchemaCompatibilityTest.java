package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCompatibilityTest {

    private static final JsonObject ANY = new JsonObject().put("type", "object");

    /** One change of a schema, and what its author found of it. */
    private record Change(String name, String side, boolean breaking, JsonObject before, JsonObject after) {

        static Change of(JsonObject json) {
            return new Change(
                    json.getString("name"),
                    json.getString("side"),
                    json.getBoolean("breaking"),
                    json.getJsonObject("before"),
                    json.getJsonObject("after"));
        }

        List<String> breaks() {
            return side.equals("input")
                    ? SchemaCompatibility.breaks(before, after, ANY, ANY)
                    : SchemaCompatibility.breaks(ANY, ANY, before, after);
        }

        @Override
        public String toString() {
            return side + ": " + name;
        }
    }

    private static Stream<Change> changes() throws IOException {
        try (var stored = SchemaCompatibilityTest.class.getResourceAsStream("/schemas/changes.json")) {
            return new JsonArray(new String(stored.readAllBytes(), StandardCharsets.UTF_8))
                    .stream().map(change -> Change.of((JsonObject) change));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void refusesWhatBreaksAndTakesWhatDoesNot(Change change) {
        assertThat(SchemaCheck.faultOf(change.before())).isEmpty();
        assertThat(SchemaCheck.faultOf(change.after())).isEmpty();

        assertThat(!change.breaks().isEmpty()).as(change.breaks().toString()).isEqualTo(change.breaking());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void takesWhateverStaysAsItIs(Change change) {
        assertThat(SchemaCompatibility.breaks(change.before(), change.before(), change.after(), change.after()))
                .allMatch(gap -> gap.contains("not worked out"));
    }

    @Test
    void saysWhereAndWhat() {
        var before = new JsonObject("""
            {"type":"object","properties":{"address":{"type":"object","properties":{"city":{"type":"string"}}}}}""");
        var after = new JsonObject("""
            {"type":"object","properties":{"address":{"type":"object","properties":{"city":{"type":"integer"}}}}}""");

        assertThat(SchemaCompatibility.breaks(before, after, ANY, ANY))
                .containsExactly("It no longer takes all that it took: address.city may be of the type string, which is"
                        + " not allowed");
    }
}
