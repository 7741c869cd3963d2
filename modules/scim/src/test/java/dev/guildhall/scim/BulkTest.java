package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.operation;
import static dev.guildhall.scim.ScimWorld.patch;
import static dev.guildhall.scim.ScimWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many operations at once. */
class BulkTest extends ScimTest {

    private static Response bulk(JsonObject... operations) {
        return world.scim.post("/scim/v2/Bulk", request(operations));
    }

    private static JsonObject request(JsonObject... operations) {
        return new JsonObject()
                .put("schemas", new JsonArray().add("urn:ietf:params:scim:api:messages:2.0:BulkRequest"))
                .put("Operations", new JsonArray(List.of(operations)));
    }

    private static JsonObject bulkOperation(String method, String path, String bulkId, JsonObject data) {
        var made = new JsonObject().put("method", method).put("path", path);
        if (bulkId != null) {
            made.put("bulkId", bulkId);
        }
        return data == null ? made : made.put("data", data);
    }

    private static JsonObject groupOf(String... members) {
        var all = new JsonArray();
        for (var member : members) {
            all.add(new JsonObject().put("type", "User").put("value", member));
        }
        return new JsonObject().put("displayName", TestProduct.name("bulk")).put("members", all);
    }

    private static List<JsonObject> outcomes(Response answer) {
        return answer.expect(200).json().getJsonArray("Operations").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> statuses(Response answer) {
        return outcomes(answer).stream()
                .map(outcome -> outcome.getString("status"))
                .toList();
    }

    private static String id(JsonObject outcome) {
        return TestProduct.idOf(outcome.getString("location"));
    }

    @Test
    void whatIsMadeIsReferredToByItsBulkIdAlsoBeforeItIsMade() {
        var answer = bulk(
                bulkOperation("POST", "/Groups", "g", groupOf("bulkId:u")),
                bulkOperation("POST", "/Users", "u", user(world.address(TestProduct.name("bulk")))),
                bulkOperation("PATCH", "/Users/bulkId:u", null, patch(operation("replace", "displayName", "Bulky"))));

        var outcomes = outcomes(answer);
        assertThat(outcomes).extracting(outcome -> outcome.getString("status")).containsExactly("201", "201", "200");
        assertThat(outcomes).extracting(outcome -> outcome.getString("bulkId")).containsExactly("u", "g", null);
        var group = world.scim
                .get("/scim/v2/Groups/" + id(outcomes.get(1)))
                .expect(200)
                .json();
        assertThat(group.getJsonArray("members").getJsonObject(0).getString("value"))
                .isEqualTo(id(outcomes.get(0)));
        var made = world.scim
                .get("/scim/v2/Users/" + id(outcomes.get(0)))
                .expect(200)
                .json();
        assertThat(made.getString("displayName")).isEqualTo("Bulky");
        assertThat(outcomes.get(2).getString("version"))
                .isEqualTo(
                        world.scim.get("/scim/v2/Users/" + id(outcomes.get(0))).header("ETag"));
    }

    @Test
    void eachIsAsItWouldBeByItself() {
        var ada = world.made(TestProduct.name("ada"));
        var path = "/Users/" + ada.getString("id");

        var answer = bulk(
                bulkOperation("PUT", path, null, user(ada.getString("userName")).put("displayName", "A")),
                bulkOperation("POST", "/Users", "again", user(ada.getString("userName"))),
                bulkOperation("PATCH", path, null, patch(operation("replace", "active", false)))
                        .put("version", ada.getJsonObject("meta").getString("version")),
                bulkOperation("DELETE", path, null, null),
                bulkOperation("DELETE", path, null, null));

        assertThat(statuses(answer)).containsExactly("200", "409", "412", "204", "404");
        assertThat(outcomes(answer).get(1).getJsonObject("response").getString("scimType"))
                .isEqualTo("uniqueness");
    }

    @Test
    void theRestIsLeftUndoneAfterAsManyFailuresAsTheClientBears() {
        var request = request(
                        bulkOperation("DELETE", "/Users/nobody", null, null),
                        bulkOperation("DELETE", "/Users/nobody", null, null),
                        bulkOperation("POST", "/Users", "u", user(world.address(TestProduct.name("late")))))
                .put("failOnErrors", 2);

        assertThat(statuses(world.scim.post("/scim/v2/Bulk", request))).containsExactly("404", "404");
        assertThat(statuses(world.scim.post("/scim/v2/Bulk", request.put("failOnErrors", 3))))
                .containsExactly("404", "404", "201");
    }

    @Test
    void whatRefersToNothingOrToItselfFails() {
        var answer = bulk(
                bulkOperation("POST", "/Groups", "a", groupOf("bulkId:b")),
                bulkOperation("POST", "/Groups", "b", groupOf("bulkId:a")),
                bulkOperation("POST", "/Groups", "c", groupOf("bulkId:never")),
                bulkOperation("DELETE", "/Groups/bulkId:never", null, null));

        assertThat(statuses(answer)).containsOnly("409");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /Users | 400",
                "POST | /Things | 400",
                "POST | Users | 400",
                "POST | /Users/a/b | 400",
                "POST | /Users | 400",
                "DELETE | /Users | 400",
                "PUT | /Users/x | 400",
                "PATCH | /Bulk | 400"
            })
    void whatIsNoOperationFails(String method, String path, String status) {
        assertThat(statuses(bulk(bulkOperation(method, path, null, null)))).containsExactly(status);
    }

    @Test
    void thereAreBounds() {
        var many = new JsonObject[201];
        Arrays.setAll(many, at -> bulkOperation("DELETE", "/Users/nobody", null, null));

        bulk(many).expect(413);
        world.scim
                .post(
                        "/scim/v2/Bulk",
                        request(bulkOperation(
                                "POST", "/Users", "u", new JsonObject().put("title", "x".repeat(1024 * 1024)))))
                .expect(413);
        world.scim.post("/scim/v2/Bulk", new JsonObject()).expect(400);
        world.scim.post("/scim/v2/Bulk", request().put("failOnErrors", "some")).expect(400);
        assertThat(statuses(bulk())).isEmpty();
    }
}
