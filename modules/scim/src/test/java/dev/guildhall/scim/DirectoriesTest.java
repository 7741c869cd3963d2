package dev.guildhall.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests that directories send, in the order in which they document them. */
class DirectoriesTest extends ScimTest {

    @ParameterizedTest
    @ValueSource(strings = {"entra", "okta", "onelogin"})
    void provisionTheirUsersAndGroups(String directory) throws IOException {
        var name = TestProduct.name(directory);
        var known = new HashMap<>(Map.of("name", name, "NAME", name.toUpperCase(Locale.ROOT), "domain", world.domain));
        var steps = read(directory).getJsonArray("steps");

        for (var one : steps) {
            var step = (JsonObject) one;
            var answer = send(step, known);
            assertThat(answer.status())
                    .as(step.getString("step") + ": " + answer.body())
                    .isEqualTo(step.getInteger("status"));
            if (step.containsKey("save")) {
                known.put(step.getString("save"), answer.json().getString("id"));
            }
            if (step.containsKey("says")) {
                assertSays(step, (JsonObject) filled(step.getJsonObject("says"), known), answer.json());
            }
        }

        assertThat(steps.size()).isGreaterThan(10);
    }

    private static Response send(JsonObject step, Map<String, String> known) {
        var parts = ((String) filled(step.getString("path"), known)).split("\\?", 2);
        var path = "/scim/v2" + parts[0] + (parts.length == 1 ? "" : "?" + query(parts[1]));
        var body = step.getJsonObject("body");
        return world.scim.send(
                step.getString("method"),
                path,
                body == null ? null : filled(body, known).toString());
    }

    private static String query(String text) {
        var query = new StringBuilder();
        for (var parameter : text.split("&")) {
            var pair = parameter.split("=", 2);
            query.append(query.isEmpty() ? "" : "&").append(pair[0]);
            if (pair.length == 2) {
                query.append('=').append(ScimWorld.encoded(pair[1]));
            }
        }
        return query.toString();
    }

    /** All that is expected must be said; more may be. */
    private static void assertSays(JsonObject step, Object expected, Object said) {
        if (expected instanceof JsonObject object) {
            assertThat(said).as(step.getString("step")).isInstanceOf(JsonObject.class);
            object.forEach(
                    member -> assertSays(step, member.getValue(), ((JsonObject) said).getValue(member.getKey())));
        } else if (expected instanceof JsonArray many) {
            assertThat((JsonArray) said).as(step.getString("step")).hasSize(many.size());
            for (var at = 0; at < many.size(); at++) {
                assertSays(step, many.getValue(at), ((JsonArray) said).getValue(at));
            }
        } else {
            assertThat(said).as(step.getString("step")).isEqualTo(expected);
        }
    }

    private static Object filled(Object value, Map<String, String> known) {
        if (value instanceof String text) {
            var filled = text;
            for (var entry : known.entrySet()) {
                filled = filled.replace("{" + entry.getKey() + "}", entry.getValue());
            }
            return filled;
        }
        if (value instanceof JsonArray many) {
            var all = new JsonArray();
            many.forEach(element -> all.add(filled(element, known)));
            return all;
        }
        if (value instanceof JsonObject object) {
            var all = new JsonObject();
            object.forEach(member -> all.put(member.getKey(), filled(member.getValue(), known)));
            return all;
        }
        return value;
    }

    private static JsonObject read(String directory) throws IOException {
        try (var in = DirectoriesTest.class.getResourceAsStream("/sequences/" + directory + ".json")) {
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        }
    }
}
