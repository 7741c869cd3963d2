package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes into a contract what the kernel itself answers: the refusals of the gate, of bodies and of keys, each by its
 * status, and the headers that come with answers. The document's response {@code Error} says how a refusal looks.
 */
final class StandardAnswers {

    private static final String TEMPLATES = "openapi/answers.yaml";
    private static final String REFERENCE = "$ref";
    private static final String RESPONSES = "responses";
    private static final String HEADERS = "headers";
    private static final String STATUS = "x-status";
    private static final String OF_RESPONSES = "#/components/responses/";
    private static final String OF_HEADERS = "#/components/headers/";
    private static final String ANY_ERROR = OF_RESPONSES + "Error";
    private static final String STREAM = "text/event-stream";

    private final JsonObject components;
    private final JsonObject headerTemplates;
    private final Map<String, String> nameByStatus = new TreeMap<>();
    private final JsonObject templates;

    private StandardAnswers(JsonObject document) {
        components = ContractSource.section(document, "components");
        var read = ContractSource.read(TEMPLATES).getJsonObject("components");
        headerTemplates = read.getJsonObject(HEADERS);
        templates = read.getJsonObject(RESPONSES);
        templates
                .fieldNames()
                .forEach(name -> nameByStatus.put(templates.getJsonObject(name).getString(STATUS), name));
    }

    static void declare(JsonObject document) {
        var answers = new StandardAnswers(document);
        DeclaredOperation.of(document).forEach(answers::complete);
        ContractSource.section(answers.components, RESPONSES).remove("Error");
    }

    private void complete(DeclaredOperation operation) {
        var declared = ContractSource.section(operation.declared(), RESPONSES);
        var all = new TreeMap<String, JsonObject>();
        declared.forEach(answer -> all.put(answer.getKey(), (JsonObject) answer.getValue()));
        refusals(operation).forEach(status -> all.putIfAbsent(status, reference(ANY_ERROR)));
        if (isCacheable(operation, all)) {
            all.putIfAbsent("304", reference(OF_RESPONSES + response("304")));
        }
        all.replaceAll(
                (status, answer) -> ANY_ERROR.equals(answer.getString(REFERENCE)) && nameByStatus.containsKey(status)
                        ? reference(OF_RESPONSES + response(status))
                        : answer);
        all.forEach((status, answer) -> addHeaders(operation, status, resolved(answer)));
        declared.clear();
        all.forEach(declared::put);
    }

    /** What any operation of its kind may be refused with. */
    private static Set<String> refusals(DeclaredOperation operation) {
        var statuses = new TreeSet<>(Set.of("400", "503", "default"));
        if (!operation.isPublic()) {
            statuses.addAll(Set.of("401", "403", "429"));
        }
        if (operation.path().contains("{")) {
            statuses.add("404");
        }
        if (operation.hasBody()) {
            statuses.addAll(Set.of("408", "413", "415"));
        }
        if (operation.takes(IdempotencyKeys.HEADER)) {
            statuses.add("409");
        }
        if (operation.takes("If-Match")) {
            statuses.add("412");
        }
        return statuses;
    }

    private boolean isCacheable(DeclaredOperation operation, Map<String, JsonObject> answers) {
        return operation.method().equals("get")
                && answers.containsKey("200")
                && !ContractSource.section(resolved(answers.get("200")), "content")
                        .containsKey(STREAM);
    }

    private void addHeaders(DeclaredOperation operation, String status, JsonObject answer) {
        addHeader(answer, "X-Request-Id", "RequestId");
        var isSuccess = status.startsWith("2");
        if (status.equals("200") && operation.method().equals("get")) {
            addHeader(answer, "ETag", "EntityTag");
        }
        if (status.equals("201")) {
            addHeader(answer, "Location", "Location");
        }
        // Refusals are shared by all operations, so that what one says of itself is declared of each.
        if (operation.hasDeprecated()) {
            addHeader(answer, "Deprecation", "Deprecation");
            addHeader(answer, "Sunset", "Sunset");
        }
        if (isSuccess && operation.takes(IdempotencyKeys.HEADER)) {
            addHeader(answer, "Idempotency-Replayed", "IdempotencyReplayed");
        }
    }

    private void addHeader(JsonObject answer, String name, String component) {
        var headers = ContractSource.section(answer, HEADERS);
        if (!headers.containsKey(name)) {
            headers.put(name, reference(OF_HEADERS + component));
        }
        useHeaders(headers);
    }

    // Only what is referred to is written down.
    private void useHeaders(JsonObject headers) {
        headers.forEach(header -> {
            var target = ((JsonObject) header.getValue()).getString(REFERENCE, "");
            if (target.startsWith(OF_HEADERS)) {
                var name = target.substring(OF_HEADERS.length());
                ContractSource.section(components, HEADERS)
                        .put(name, headerTemplates.getJsonObject(name).copy());
            }
        });
    }

    /** The name of the component for a status, which is written down with this. */
    private String response(String status) {
        var name = nameByStatus.get(status);
        var written = ContractSource.section(components, RESPONSES);
        if (!written.containsKey(name)) {
            var made = templates.getJsonObject(name).copy();
            made.remove(STATUS);
            if (!status.equals("304")) {
                made.put("content", written.getJsonObject("Error").getJsonObject("content"));
            }
            written.put(name, made);
        }
        return name;
    }

    private JsonObject resolved(JsonObject answer) {
        var target = answer.getString(REFERENCE);
        return target == null
                ? answer
                : components.getJsonObject(RESPONSES).getJsonObject(target.substring(OF_RESPONSES.length()));
    }

    private static JsonObject reference(String target) {
        return new JsonObject().put(REFERENCE, target);
    }
}
