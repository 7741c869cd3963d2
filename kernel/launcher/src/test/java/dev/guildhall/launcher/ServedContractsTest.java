package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.schema.JsonSchemaValidator;
import dev.guildhall.launcher.ServedDocument.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What generators of clients, and people, need the contracts to say of everything. */
class ServedContractsTest {

    private static final List<ServedDocument> DOCUMENTS = ServedDocument.all();
    private static final List<Operation> OPERATIONS = DOCUMENTS.stream()
            .flatMap(document -> document.operations().stream())
            .toList();

    /** The words of JSON Schema that are used; whatever else stands in a schema is half of a text. */
    private static final Set<String> WORDS = Set.of(
            ("$ref type format enum const description examples default properties required additionalProperties items"
                            + " allOf anyOf oneOf not minLength maxLength pattern minimum maximum minItems maxItems"
                            + " uniqueItems minProperties maxProperties propertyNames readOnly writeOnly x-any-case")
                    .split(" "));

    private static final Set<String> SCALARS = Set.of("string", "integer", "number");
    /** What shows what a value looks like. */
    private static final Set<String> SHOWS =
            Set.of("examples", "enum", "const", "default", "allOf", "anyOf", "oneOf", "not");

    /** Names that mean something else where clients are made, so that one would hide the other. */
    private static final Set<String> TAKEN =
            Set.of("Error", "Object", "String", "Map", "List", "Date", "Event", "File");

    /** Those of a socket, which answer 101 and nothing more. */
    private static final Predicate<Operation> ANSWERS_ONCE = operation -> !operation.declares("101");

    private static final Predicate<Operation> SPEAKS_JSON_RPC =
            operation -> operation.path().endsWith("/mcp");

    /** The settings of a workspace in the Teams dialect, of which each may be missing. */
    private static final Set<String> ALL_OPTIONAL = Set.of("#/components/schemas/Settings");

    private static final Pattern LONG = Pattern.compile("sequence|millis", Pattern.CASE_INSENSITIVE);

    private static final Set<String> CHOICES = Set.of("state", "status", "plan", "kind", "delivery", "action");

    /** Strings that are called as a choice is, and why there is no list of their values. */
    private static final Map<String, String> NO_CHOICES = Map.of(
            "AuditEntry.action", "the types of events, those of applications and extensions too",
            "BulkOutcome.status", "a status of HTTP, which SCIM writes as a string",
            "DeliveryBacklog.kind", "the names under which modules have their subscribers",
            "PasskeyCreationResponse.data.state", "sealed, and given back as it is",
            "PasskeyRequestEnvelope.data.state", "sealed, and given back as it is",
            "Problem.status", "a status of HTTP, which SCIM writes as a string",
            "SamlAnswerSent.status", "what an identity provider sent");

    private static void each(Predicate<Operation> which, String what, Predicate<Operation> rule) {
        assertThat(OPERATIONS.stream().filter(which))
                .as(what)
                .isNotEmpty()
                .allSatisfy(operation ->
                        assertThat(rule.test(operation)).as(operation.id()).isTrue());
    }

    private static boolean isWildcard(Operation operation) {
        return operation.json().getBoolean("x-wildcard", false);
    }

    private static boolean hasBody(Operation operation) {
        return !operation.body().isEmpty();
    }

    private static boolean declares(Operation operation, String... statuses) {
        return operation.statuses().containsAll(List.of(statuses));
    }

    @Test
    void eachOperationIsDescribedAndTellsItsPermission() {
        each(operation -> true, "a summary", operation -> operation.json().containsKey("summary"));
        each(
                operation -> true,
                "its permission in its description",
                operation -> operation
                        .json()
                        .getString("description")
                        .contains("Permission: `" + operation.json().getString("x-permission") + "`."));
        for (var document : DOCUMENTS) {
            var tags = document.json().getJsonArray("tags").stream()
                    .map(tag -> ((JsonObject) tag).getString("name"))
                    .toList();
            assertThat(tags).doesNotHaveDuplicates();
            assertThat(document.operations())
                    .allSatisfy(operation -> assertThat(tags).as(operation.id()).containsAll(operation.tags()));
        }
    }

    /** Whoever has found an open session gets no further by these: they end, hand over or open what is not theirs. */
    private static final Set<String> DANGEROUS = Set.of(
            "deleteUser",
            "deleteApp",
            "deleteOrg",
            "createErasure",
            "createUser",
            "createUsers",
            "updateUser",
            "changePassword",
            "requestEmailChange",
            "sendPasswordLink",
            "createToken",
            "createUserToken",
            "createAppKey",
            "createPortal",
            "rotatePortal",
            "addPublisherKey",
            "createScimConnection",
            "rotateScimConnection",
            "createOauthClient",
            "updateOauthClient",
            "rotateOauthClient",
            "createPlatformOauthClient",
            "updatePlatformOauthClient",
            "rotatePlatformOauthClient",
            "putOauthRule",
            "putSso",
            "removeSso",
            "putOrgSso",
            "removeOrgSso",
            "addSsoDomain",
            "removeSsoDomain",
            "removeSsoIdentity",
            "putSignInPolicy",
            "putPlatformSignInPolicy",
            "enrolTotp",
            "removeTotp",
            "beginPasskey",
            "removePasskey",
            "renewRecoveryCodes",
            "resetFactors");

    private static final Set<String> OF_OWNERS =
            Set.of("workspace.delete", "workspace.transfer", "organization.delete", "organization.transfer");

    private static boolean isDangerous(Operation operation) {
        return DANGEROUS.contains(operation.json().getString("operationId"))
                || OF_OWNERS.contains(operation.json().getString("x-permission"));
    }

    @Test
    void whatIsDangerousAsksForAFreshProof() {
        each(
                ServedContractsTest::isDangerous,
                "a step-up",
                operation -> operation.json().containsKey("x-step-up")
                        && operation.json().getString("description").contains("/api/auth/step-up"));
        assertThat(OPERATIONS.stream().map(operation -> operation.json().getString("operationId")))
                .containsAll(DANGEROUS);
    }

    @Test
    void eachOperationHasTheParametersOfItsPath() {
        each(
                operation -> operation.path().contains("{"),
                "the parameters of the path",
                operation -> operation.parameters().stream()
                        .filter(parameter -> parameter.getString("in").equals("path"))
                        .map(parameter -> "{" + parameter.getString("name") + "}")
                        .allMatch(operation.path()::contains));
        assertThat(DOCUMENTS)
                .allSatisfy(document -> assertThat(document.json().getJsonObject("paths"))
                        .allSatisfy(path -> assertThat(((JsonObject) path.getValue()).fieldNames())
                                .doesNotContain("parameters")));
    }

    @Test
    void eachOperationDeclaresTheRefusalsOfTheKernel() {
        each(
                operation -> true,
                "400, 503 and what else there is",
                operation -> declares(operation, "400", "503", "default"));
        each(
                operation -> !operation.isPublic(),
                "401, 403 and 429",
                operation -> declares(operation, "401", "403", "429"));
        each(ServedContractsTest::hasBody, "408, 413 and 415", operation -> declares(operation, "408", "413", "415"));
        each(operation -> operation.takes("Idempotency-Key"), "409", operation -> declares(operation, "409"));
        each(operation -> operation.takes("If-Match"), "412", operation -> declares(operation, "412"));
        each(
                operation -> operation.declares("429"),
                "Retry-After",
                operation -> operation.headers("429").contains("Retry-After"));
        each(
                operation -> operation.declares("401"),
                "the challenge",
                operation -> operation.headers("401").contains("WWW-Authenticate"));
    }

    @Test
    void eachSuccessDeclaresItsHeadersAndItsBody() {
        each(
                ANSWERS_ONCE,
                "the id of the request",
                operation -> operation.statuses().stream()
                        .allMatch(status -> operation.headers(status).contains("X-Request-Id")));
        each(
                operation -> operation.method().equals("get") && operation.declares("200") && !operation.isStream(),
                "a tag and 304",
                operation -> operation.headers("200").contains("ETag") && operation.declares("304"));
        each(
                operation -> operation.declares("201"),
                "where it is",
                operation -> operation.headers("201").contains("Location"));
        each(
                operation -> operation.takes("Idempotency-Key"),
                "whether it is a repeat",
                operation -> operation.statuses().stream()
                        .filter(status -> status.startsWith("2"))
                        .allMatch(status -> operation.headers(status).contains("Idempotency-Replayed")));
        each(
                operation -> operation.declares("200") && !isWildcard(operation),
                "a body",
                operation -> operation.answer("200").containsKey("content"));
    }

    @Test
    void eachRefusalHasTheOneFormOfItsSurface() {
        for (var document : DOCUMENTS) {
            var forms = document.operations().stream()
                    .filter(operation -> !isWildcard(operation) && !SPEAKS_JSON_RPC.test(operation))
                    .flatMap(operation -> operation.statuses().stream()
                            .filter(status -> status.startsWith("4") || status.equals("default"))
                            .map(status -> operation
                                    .answer(status)
                                    .getJsonObject("content")
                                    .getJsonObject("application/json")
                                    .getJsonObject("schema")
                                    .getString("$ref")))
                    .collect(Collectors.toSet());
            assertThat(forms).as(document.name()).hasSize(1).doesNotContainNull();
        }
    }

    @Test
    void noOperationAnswersTwoDifferentSchemas() {
        each(
                operation -> true,
                "one schema",
                operation -> operation.statuses().stream()
                                .filter(status -> status.startsWith("2"))
                                .map(status -> operation.answer(status).getJsonObject("content", new JsonObject()))
                                .filter(content -> content.containsKey("application/json"))
                                .map(content -> operation
                                        .document()
                                        .followed(content.getJsonObject("application/json")
                                                .getJsonObject("schema")))
                                .filter(schema -> !schema.equals(new JsonObject().put("type", "object")))
                                .distinct()
                                .count()
                        <= 1);
        for (var document : DOCUMENTS) {
            document.eachSchema((place, schema) -> assertThat(schema.containsKey("anyOf"))
                    .as(document.name() + " " + place + " is one of several, of which generators make nothing good")
                    .isFalse());
        }
    }

    @Test
    void eachSchemaSaysWhatGeneratorsNeed() {
        for (var document : DOCUMENTS) {
            document.eachSchema((place, schema) -> {
                var where = document.name() + " " + place;
                assertThat(WORDS).as(where).containsAll(schema.fieldNames());
                if (isOf("object", schema) && !schema.containsKey("properties") && !schema.containsKey("allOf")) {
                    assertThat(schema.fieldNames()).as(where).contains("additionalProperties");
                }
                if (isOf("integer", schema)) {
                    assertThat(schema.getString("format")).as(where).isIn("int32", "int64");
                }
            });
        }
    }

    /** What grows without end, or begins at 1970, does not fit into 32 bits. */
    @Test
    void sequencesAndMillisecondsAreLong() {
        var narrow = new TreeSet<String>();
        var seen = new TreeSet<String>();
        for (var document : DOCUMENTS) {
            eachProperty(document, (where, property) -> {
                var said = where.substring(where.lastIndexOf('.') + 1) + " " + property.getString("description", "");
                if (isOf("integer", property) && LONG.matcher(said).find()) {
                    seen.add(where);
                    if (!"int64".equals(property.getString("format"))) {
                        narrow.add(where);
                    }
                }
            });
        }
        assertThat(seen).as("those that count or tell a time").hasSizeGreaterThan(20);
        assertThat(narrow).isEmpty();
    }

    @Test
    void whatIsAChoiceIsAnEnum() {
        var free = new TreeSet<String>();
        for (var document : DOCUMENTS) {
            eachProperty(document, (where, property) -> {
                var name = where.substring(where.lastIndexOf('.') + 1).replaceFirst("^previous_?", "");
                if (CHOICES.contains(name.toLowerCase(Locale.ROOT))
                        && isOf("string", property)
                        && !property.containsKey("enum")
                        && !property.containsKey("const")) {
                    free.add(where.substring(where.indexOf(' ') + 1));
                }
            });
        }
        assertThat(free).as("those of which others name the values").isEqualTo(NO_CHOICES.keySet());
    }

    @Test
    void pagesToldByAHeaderDeclareIt() {
        var pagesByHeader = OPERATIONS.stream()
                .filter(operation -> operation.document().name().endsWith("teams.json"))
                .filter(operation -> operation.parameters().stream()
                        .anyMatch(parameter -> parameter.getString("name").equals("pageToken")))
                .map(Operation::id)
                .toList();
        var declaring = OPERATIONS.stream()
                .filter(operation -> operation.headers("200").contains("X-Next-Page-Token"))
                .map(Operation::id)
                .toList();
        assertThat(declaring).isNotEmpty().containsExactlyInAnyOrderElementsOf(pagesByHeader);
    }

    @Test
    void eachPropertyIsDescribedAndShownByAnExample() {
        for (var document : DOCUMENTS) {
            var undescribed = new TreeSet<String>();
            var notShown = new TreeSet<String>();
            eachProperty(document, (where, property) -> {
                if (property.getString("description", "").isBlank()) {
                    undescribed.add(where);
                }
                if (SCALARS.stream().anyMatch(type -> isOf(type, property))
                        && SHOWS.stream().noneMatch(property::containsKey)) {
                    notShown.add(where);
                }
            });
            assertThat(undescribed).as("without a description").isEmpty();
            assertThat(notShown).as("without an example").isEmpty();
        }
    }

    @Test
    void eachExampleIsOneOfItsSchema() {
        for (var document : DOCUMENTS) {
            var wrong = new TreeSet<String>();
            eachProperty(document, (where, property) -> {
                if (!property.encode().contains("\"$ref\"")) {
                    var holder = new JsonSchemaValidator(new JsonObject()
                            .put("type", "object")
                            .put("properties", new JsonObject().put("it", property)));
                    property.getJsonArray("examples", new JsonArray()).stream()
                            .filter(example -> !holder.faults(new JsonObject().put("it", example))
                                    .isEmpty())
                            .forEach(example -> wrong.add(where + ": " + example));
                }
            });
            assertThat(wrong).isEmpty();
        }
    }

    /** Those that say themselves what they are, and do not refer to something that does. */
    private static void eachProperty(ServedDocument document, BiConsumer<String, JsonObject> seen) {
        document.eachSchema((place, schema) -> schema.getJsonObject("properties", new JsonObject()).stream()
                .filter(property -> !((JsonObject) property.getValue()).containsKey("$ref"))
                .forEach(property -> seen.accept(
                        document.name() + " " + place + "." + property.getKey(), (JsonObject) property.getValue())));
    }

    private static boolean isOf(String type, JsonObject schema) {
        return schema.getValue("type") instanceof JsonArray several
                ? several.contains(type)
                : type.equals(schema.getValue("type"));
    }

    /** Types of clients have a field with a default always, also where it need not be sent. */
    @Test
    void noBodyHasDefaults() {
        for (var operation : OPERATIONS) {
            operation
                    .body()
                    .forEach(type -> withReferences(
                            operation.document(),
                            ((JsonObject) type.getValue()).getJsonObject("schema"),
                            new TreeSet<>(),
                            schema -> assertThat(schema.fieldNames())
                                    .as(operation.id())
                                    .doesNotContain("default")));
        }
    }

    @Test
    void answersSayWhatIsAlwaysThere() {
        for (var document : DOCUMENTS) {
            var taken = new TreeSet<String>(ALL_OPTIONAL);
            document.operations()
                    .forEach(operation -> operation
                            .body()
                            .forEach(type -> withReferences(
                                    document,
                                    ((JsonObject) type.getValue()).getJsonObject("schema"),
                                    taken,
                                    schema -> {})));
            for (var operation : document.operations()) {
                operation.statuses().stream()
                        .filter(status -> status.startsWith("2"))
                        .forEach(status -> operation
                                .answer(status)
                                .getJsonObject("content", new JsonObject())
                                .forEach(type -> {
                                    var schema = ((JsonObject) type.getValue()).getJsonObject("schema");
                                    var isOwn = !taken.contains(schema.getString("$ref", ""));
                                    assertThat(!isOwn || hasRequired(document, schema))
                                            .as(operation.id() + " " + status)
                                            .isTrue();
                                }));
            }
        }
    }

    private static boolean hasRequired(ServedDocument document, JsonObject reference) {
        var schema = document.followed(reference);
        return !schema.containsKey("properties") && !schema.containsKey("allOf")
                || schema.containsKey("required")
                || schema.getJsonArray("allOf", new JsonArray()).stream()
                        .anyMatch(part -> hasRequired(document, (JsonObject) part));
    }

    private interface Look {
        void at(JsonObject schema);
    }

    private static void withReferences(ServedDocument document, JsonObject from, Set<String> seen, Look look) {
        ServedDocument.eachSchema("", from, (place, schema) -> {
            look.at(schema);
            var target = schema.getString("$ref");
            if (target != null && seen.add(target)) {
                withReferences(document, document.followed(schema), seen, look);
            }
        });
    }

    /** A generator calls the schema of a field by the names of the two, and overwrites another of that name. */
    @Test
    void noTwoSchemasWouldBeCalledAlike() {
        for (var document : DOCUMENTS) {
            var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
            assertThat(document.schemas().fieldNames())
                    .as(document.name())
                    .allMatch(names::add)
                    .doesNotContainAnyElementsOf(TAKEN);
            document.schemas()
                    .forEach(named -> ServedDocument.eachSchema(
                            named.getKey(), (JsonObject) named.getValue(), (place, schema) -> {
                                if (place.contains(".") && schema.containsKey("properties")) {
                                    assertThat(names)
                                            .as(document.name() + " " + place)
                                            .doesNotContain(pascal(place));
                                }
                            }));
        }
    }

    private static String pascal(String place) {
        return List.of(place.replace("[]", ".Inner").split("\\.")).stream()
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
