package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of the API is to go one day, as clients are told. */
class DeprecationTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @Test
    void whoUsesAnAliasIsToldSinceWhenItIsOne() {
        var admin = PRODUCT.get().signInAsAdmin();
        var workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "deprecated").put("name", "Deprecated"))
                        .expect(200)
                        .data()
                        .getString("id");
        var installation = new JsonObject()
                .put("extensionKey", "hello")
                .put("grantedPermissions", new JsonArray().add("members.read").add("events.publish"));

        var alias =
                admin.post(workspace + "/extensions?dryRun=true", installation).expect(200);
        var current = admin.post(workspace + "/extensions", installation).expect(201);

        assertThat(since(alias.header("Deprecation"))).isEqualTo(LocalDate.of(2026, 11, 29));
        assertThat(current.header("Deprecation")).isNull();
    }

    private static LocalDate since(String header) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(header.substring(1))), ZoneOffset.UTC);
    }

    @Test
    void theContractDeclaresWhatIsTold() {
        var contract = PRODUCT.get().http().get("/api/openapi.json").expect(200).json();

        var answer = contract.getJsonObject("paths")
                .getJsonObject("/api/workspaces/{workspaceId}/extensions")
                .getJsonObject("post")
                .getJsonObject("responses")
                .getJsonObject("201");

        assertThat(followed(contract, answer).getJsonObject("headers").fieldNames())
                .contains("Deprecation", "Sunset");
    }

    private static JsonObject followed(JsonObject contract, JsonObject answer) {
        var target = answer.getString("$ref");
        return target == null
                ? answer
                : contract.getJsonObject("components")
                        .getJsonObject("responses")
                        .getJsonObject(target.substring(target.lastIndexOf('/') + 1));
    }
}
