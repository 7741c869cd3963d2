package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class JsonTextsTest {

    @Test
    void findsNothingWrongWithTextsOfAnyScript() {
        var fine = new JsonObject()
                .put("name", "Zoë 😀 \u0001\uffff")
                .put("list", new JsonArray().add("a").add(1).addNull());

        assertThat(JsonTexts.faults(fine)).isEmpty();
    }

    @Test
    void namesEachTextThatNothingCanKeep() {
        var body = new JsonObject()
                .put("name", "a\u0000b")
                .put("tags", new JsonArray().add("fine").add("\ud83d"))
                .put("data", new JsonObject().put("deep", "\ude00\ud83d"));

        assertThat(JsonTexts.faults(body))
                .extracting(Problem.Detail::field)
                .containsExactlyInAnyOrder("name", "tags.1", "data.deep");
        assertThat(JsonTexts.faults("\ud83dx"))
                .extracting(Problem.Detail::field)
                .containsExactly("");
    }

    @Test
    void namesTheObjectWhosePropertyHasSuchAName() {
        var body = new JsonObject().put("data", new JsonObject().put("\u0000", 1));

        assertThat(JsonTexts.faults(body)).extracting(Problem.Detail::field).containsExactly("data");
    }
}
