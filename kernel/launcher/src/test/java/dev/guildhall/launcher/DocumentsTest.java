package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.schema.JsonSchemaValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The documents that people read at {@code /docs}. */
class DocumentsTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @Test
    void allContractsAreShown() {
        var http = PRODUCT.get().http();

        var shown = new JsonArray(http.get("/docs/contracts.json").expect(200).body());

        assertThat(shown).hasSize(ServedDocument.all().size() + 1);
        shown.stream().map(JsonObject.class::cast).forEach(contract -> {
            var document = http.get(contract.getString("url")).expect(200).json();
            assertThat(document.getJsonObject("info").getString("title")).isEqualTo(contract.getString("name"));
        });
        assertThat(http.get("/docs").expect(200).body()).contains("swagger-ui-standalone-preset.js");
        http.get("/docs/swagger-ui-standalone-preset.js").expect(200);
    }

    @Test
    void eachErrorCodeIsShownWithItsStatusWhereTheContractLeads() {
        var http = PRODUCT.get().http();

        var page = Jsoup.parse(http.get("/docs/errors").expect(200).body());

        assertThat(page.select("tbody tr").stream()
                        .map(row -> row.child(0).text() + " " + row.child(1).text()))
                .containsExactlyElementsOf(ErrorCatalogueTest.CODES.stream()
                        .map(code -> code.code() + " " + code.kind().status())
                        .toList());
        assertThat(http.get("/api/openapi.json")
                        .expect(200)
                        .json()
                        .getJsonObject("info")
                        .getString("description"))
                .contains("(/docs/errors)");
        assertThat(http.get("/").expect(200).body()).contains("href=\"/docs/errors\"");
    }

    @Test
    void eachTypeOfEventIsShownWithAnExample() {
        var document =
                PRODUCT.get().http().get("/api/webhooks.json").expect(200).json();

        var webhooks = document.getJsonObject("webhooks");
        assertThat(webhooks.fieldNames()).isEqualTo(EventCatalogue.SERVED.types());
        webhooks.forEach(webhook -> {
            var body = ((JsonObject) webhook.getValue())
                    .getJsonObject("post")
                    .getJsonObject("requestBody")
                    .getJsonObject("content")
                    .getJsonObject("application/cloudevents+json");
            var schema = body.getJsonObject("schema").copy().put("components", document.getJsonObject("components"));
            var example = body.getJsonObject("example");
            assertThat(example.getString("type")).isEqualTo(webhook.getKey());
            assertThat(new JsonSchemaValidator(schema).faults(example))
                    .as(webhook.getKey())
                    .isEmpty();
            assertThat(EventCatalogue.SERVED.faults(example))
                    .as(webhook.getKey())
                    .isEmpty();
        });
    }
}
