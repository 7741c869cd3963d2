package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractKeysTest {

    @Test
    void takesTheKeysThatMeanSomething() {
        var operation = new JsonObject().put("operationId", "addNote").put("x-permission", "notes.write");
        var header = parameter(IdempotencyKeys.HEADER, new JsonObject().put("x-idempotency-key", true));

        assertThatCode(() -> ContractKeys.check(List.of(operation), List.of(header)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAKeyOfAnOperationThatMeansNothing() {
        var misspelled = new JsonObject().put("operationId", "addNote").put("x-permision", "notes.write");

        assertThatThrownBy(() -> ContractKeys.check(List.of(misspelled), List.of()))
                .hasMessageContaining("addNote")
                .hasMessageContaining("x-permision");
    }

    @Test
    void refusesAKeyOfAParameterThatMeansNothing() {
        var header = parameter(
                IdempotencyKeys.HEADER,
                new JsonObject().put("x-idempotency-key", true).put("x-repeat", true));

        assertThatThrownBy(() -> ContractKeys.check(List.of(), List.of(header))).hasMessageContaining("x-repeat");
    }

    @Test
    void refusesAnIdempotencyKeyThatNobodyWouldHeed() {
        var unmarked = parameter("idempotency-key", new JsonObject());

        assertThatThrownBy(() -> ContractKeys.check(List.of(), List.of(unmarked)))
                .hasMessageContaining("x-idempotency-key");
    }

    @Test
    void refusesAMarkOnAnotherHeader() {
        var other = parameter("If-Match", new JsonObject().put("x-idempotency-key", true));

        assertThatThrownBy(() -> ContractKeys.check(List.of(), List.of(other))).hasMessageContaining("If-Match");
    }

    private static RoutedOperation parameter(String name, JsonObject declared) {
        var schema = JsonSchema.of(new JsonObject().put("type", "string"));
        var parameter = new DeclaredParameter(name, DeclaredParameter.In.HEADER, declared, schema, sent -> List.of());
        return new RoutedOperation("addNote", "/notes", HttpMethod.POST, List.of(parameter), Map.of(), false);
    }
}
