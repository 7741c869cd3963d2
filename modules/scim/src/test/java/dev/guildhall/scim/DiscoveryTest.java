package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a directory can find out before it begins. */
class DiscoveryTest extends ScimTest {

    private static JsonObject get(String path) {
        var answer = product.asNobody().get("/scim/v2" + path).expect(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/scim+json");
        return answer.json();
    }

    @Test
    void whatIsSaidToBeSupportedIs() {
        var configuration = get("/ServiceProviderConfig");

        for (var feature : List.of("patch", "bulk", "filter", "sort", "etag")) {
            assertThat(configuration.getJsonObject(feature).getBoolean("supported"))
                    .as(feature)
                    .isTrue();
        }
        assertThat(configuration.getJsonObject("changePassword").getBoolean("supported"))
                .isFalse();
        assertThat(configuration.getJsonObject("bulk").getInteger("maxOperations"))
                .isEqualTo(200);
        assertThat(configuration.getJsonObject("filter").getInteger("maxResults"))
                .isEqualTo(200);
        assertThat(configuration
                        .getJsonArray("authenticationSchemes")
                        .getJsonObject(0)
                        .getString("type"))
                .isEqualTo("oauthbearertoken");
    }

    @Test
    void kindsAndTheirSchemasAreThereTogetherAndByThemselves() {
        var types = get("/ResourceTypes");
        assertThat(types.getInteger("totalResults")).isEqualTo(2);
        for (var one : types.getJsonArray("Resources")) {
            var type = (JsonObject) one;
            assertThat(get("/ResourceTypes/" + type.getString("id"))).isEqualTo(type);
            assertThat(get("/Schemas/" + type.getString("schema")).getString("id"))
                    .isEqualTo(type.getString("schema"));
        }
        assertThat(get("/Schemas").getJsonArray("Resources")).hasSize(2);
        product.asNobody().get("/scim/v2/Schemas/urn:nothing").expect(404);
        product.asNobody().get("/scim/v2/ResourceTypes/Device").expect(404);
        product.asNobody().get("/scim/v2/Schemas?filter=id%20pr").expect(403);
        assertThat(product.asNobody()
                        .get("/scim/v2/openapi.json")
                        .expect(200)
                        .json()
                        .getString("openapi"))
                .startsWith("3.1");
    }

    /** Of every attribute that is shown there is a schema, and of none that is read only can one say otherwise. */
    @Test
    void resourcesAreAsTheirSchemasSay() {
        var ada = world.made(TestProduct.name("ada")).getString("id");
        world.patchUser(ada, operation("replace", "externalId", "e")).expect(200);
        var group = world.group(TestProduct.name("group"), ada);

        check(world.scim.get("/scim/v2/Users/" + ada).json(), get("/Schemas/" + ScimWorld.USER));
        check(world.scim.get("/scim/v2/Groups/" + group).json(), get("/Schemas/" + ScimWorld.GROUP));
    }

    private static void check(JsonObject resource, JsonObject schema) {
        var known = schema.getJsonArray("attributes").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(attribute -> attribute.getString("name"), attribute -> attribute));
        resource.forEach(member -> {
            if (!List.of("schemas", "id", "externalId", "meta").contains(member.getKey())) {
                assertThat(known).containsKey(member.getKey());
                var attribute = known.get(member.getKey());
                assertThat(attribute.getBoolean("multiValued"))
                        .as(member.getKey())
                        .isEqualTo(member.getValue() instanceof JsonArray);
                parts(member.getValue())
                        .forEach(part -> assertThat(attribute.getJsonArray("subAttributes").stream()
                                        .map(sub -> ((JsonObject) sub).getString("name")))
                                .containsAll(part.fieldNames()));
            }
        });
        known.values().stream()
                .filter(attribute -> attribute.getBoolean("required"))
                .forEach(attribute -> assertThat(resource.containsKey(attribute.getString("name")))
                        .isTrue());
    }

    private static List<JsonObject> parts(Object value) {
        if (value instanceof JsonObject complex) {
            return List.of(complex);
        }
        return value instanceof JsonArray many
                ? many.stream().map(JsonObject.class::cast).toList()
                : List.of();
    }
}
