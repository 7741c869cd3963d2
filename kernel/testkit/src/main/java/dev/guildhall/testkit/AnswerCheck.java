package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.schema.JsonSchemaValidator;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what is answered against the contracts: its status, its headers, its media type and each field of its body must
 * be declared, and what is declared as required must be there. So do the clients that are generated from them.
 */
public final class AnswerCheck {

    /** Those that mean something to a client of this product; the others are of HTTP itself. */
    private static final List<String> HEADERS = List.of(
            "ETag",
            "Location",
            "X-Next-Page-Token",
            "Idempotency-Replayed",
            "Retry-After",
            "WWW-Authenticate",
            "X-Request-Id",
            "Deprecation",
            "Sunset",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset");

    /** Of any request: the path does not take the method, or the headers are too large to be read. */
    private static final Set<Integer> OF_HTTP = Set.of(405, 431);

    private static final AnswerCheck NONE = new AnswerCheck(List.of());

    private final List<DeclaredAnswers> contracts;
    /** By the very part of a document, for comparing schemas takes longer than all else. */
    private final Map<Object, JsonSchemaValidator> validators = Collections.synchronizedMap(new IdentityHashMap<>());

    private AnswerCheck(List<DeclaredAnswers> contracts) {
        this.contracts = contracts;
    }

    /** Against documents of which each has some paths. */
    public static AnswerCheck of(List<JsonObject> documents) {
        return new AnswerCheck(documents.stream().map(DeclaredAnswers::new).toList());
    }

    /** Against nothing. */
    static AnswerCheck none() {
        return NONE;
    }

    /** Fails naming what the contract does not say of the answer, or says otherwise. */
    <T extends HttpResponse<String>> T check(T answer) {
        var method = answer.request().method();
        for (var contract : contracts) {
            contract.operation(method, answer.uri().getRawPath())
                    .filter(operation -> !isPlan(operation, answer))
                    .ifPresent(operation -> check(contract, operation, answer));
        }
        return answer;
    }

    // A form of the answer that is not documented any more, by a parameter that is deprecated.
    private static boolean isPlan(JsonObject operation, HttpResponse<String> answer) {
        var query = answer.uri().getRawQuery();
        return query != null
                && query.contains("dryRun=true")
                && !answer.request().method().equals("DELETE");
    }

    private void check(DeclaredAnswers contract, JsonObject operation, HttpResponse<String> answer) {
        var what = operation.getString("operationId") + " answered " + answer.statusCode() + ": " + answer.body();
        if (OF_HTTP.contains(answer.statusCode())) {
            return;
        }
        var declared = contract.answer(operation, answer.statusCode());
        assertThat(declared).as("a declared status: " + what).isPresent();
        for (var header : HEADERS) {
            if (answer.headers().firstValue(header).isPresent()) {
                assertThat(contract.headers(declared.get()))
                        .as("declared headers: " + what)
                        .contains(header);
            }
        }
        if (!answer.body().isEmpty() && answer.statusCode() != 304) {
            checkBody(contract, declared.get(), answer, what);
        }
    }

    private void checkBody(DeclaredAnswers contract, JsonObject declared, HttpResponse<String> answer, String what) {
        var type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        var content = declared.getJsonObject("content", new JsonObject());
        assertThat(content.fieldNames()).as("declared media types: " + what).contains(type);
        if (type.equals("application/json") || type.endsWith("+json")) {
            var schema = content.getJsonObject(type).getJsonObject("schema");
            var validator = validators.computeIfAbsent(
                    schema.getMap(), first -> new JsonSchemaValidator(contract.closed(schema)));
            var faults = validator.validate(json(answer.body()));
            assertThat(faults.getErrors() == null ? List.of() : faults.getErrors())
                    .extracting(Object::toString)
                    .as(what)
                    .isEmpty();
        }
    }

    private static Object json(String text) {
        var value = Json.decodeValue(text);
        return value instanceof JsonArray || value instanceof JsonObject ? value : new JsonArray().add(value);
    }
}
