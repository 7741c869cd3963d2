package dev.guildhall.launcher;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Asks every operation of every contract for what belongs to other tenants: wholly theirs, and theirs below what is one's
 * own. Nothing of it is there, and the answer is the one for what exists nowhere. An operation that is added is walked;
 * a parameter of a new name needs a value in {@link #side}.
 */
class IsolationWalkTest {

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** How the surfaces call what the canonical API calls otherwise. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "app_id", "appId",
            "id", "organizationId",
            "organization_id", "organizationId",
            "workspace_id", "workspaceId",
            "user_id", "userId",
            "token_id", "tokenId",
            "uid", "userId");

    /** What is nobody's own. */
    private static final Map<String, String> COMMON = Map.of(
            "extensionKey",
            "hello",
            "jobId",
            "reminder",
            "stateKey",
            "cursor",
            "version",
            "1.0.0",
            "sequence",
            "1",
            "path",
            "greeting",
            "workspace",
            "00000000-0000-7000-8000-000000000009",
            "fingerprint",
            "0123456789abcdef",
            "resourceType",
            "User",
            "schema",
            "urn:ietf:params:scim:schemas:core:2.0:User");

    /** What the one parameter of SCIM's paths is. */
    private static final Map<String, String> SCIM_IDS = Map.of(
            "/scim/v2/Users/{id}", "userId",
            "/scim/v2/Groups/{id}", "teamId",
            "/scim/v2/ResourceTypes/{id}", "resourceType",
            "/scim/v2/Schemas/{id}", "schema");

    /** What is taken where the contract says only that it is text. */
    private static final Map<String, String> SENSIBLE =
            Map.of("role", "MEMBER", "domain", "acme.example", "slug", "acme", "timezone", "UTC");

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private static final String APP_KEY = "app key";
    private static final String DIRECTORY = "directory";

    private static final List<String> UNKNOWN = List.of("nobody", "signed-out", "revoked token");

    /** All of these answers say no; which of them it is must not depend on whether something exists. */
    private static final Set<Integer> REFUSED = Set.of(401, 403, 404);

    /** What lists what is one's own somewhere: nothing of it, where one has nothing. */
    private static final Set<String> OF_ONES_OWN = Set.of("listCurrentUserOrganizationWorkspaces", "listUserTokens");

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static RunningProduct product;
    private static HttpTester admin;
    private static String accessCode;
    private static List<Asked> operations;
    private static Side acme;
    private static Side globex;
    private static Side sister;
    private static Side alone;

    private final Set<String> faults = new ConcurrentSkipListSet<>();
    private final Map<String, String> missing = new ConcurrentHashMap<>();
    private final AtomicInteger cases = new AtomicInteger();

    /** A tenant with all that belongs to it; its ids by the names of the parameters, and who is in it by their roles. */
    private record Side(String canary, Map<String, String> ids, Map<String, String> tokens) {}

    /** Who asks, with the ids of what is theirs. */
    private record Caller(String name, HttpTester client, Side home) {}

    private record Asked(String id, String method, String path, String body) {

        /** What its path names, by the names that ids are kept under here. */
        List<String> parameters() {
            return PARAMETER
                    .matcher(path)
                    .results()
                    .map(found -> owned(found.group(1)))
                    .toList();
        }

        String owned(String parameter) {
            if (parameter.equals("invitationId") && path.contains("{teamId}")) {
                return "teamInvitationId";
            }
            if (parameter.equals("invitationId") && path.startsWith("/api/organizations")) {
                return "organizationInvitationId";
            }
            if (parameter.equals("subscriptionId") && path.startsWith("/api/organizations")) {
                return "organizationSubscriptionId";
            }
            if (parameter.equals("connectionId") && path.contains("/scim/connections")) {
                return "scimConnectionId";
            }
            return SCIM_IDS.getOrDefault(path, SYNONYMS.getOrDefault(parameter, parameter));
        }
    }

    @BeforeAll
    static void open() {
        product = PRODUCT.get();
        admin = product.signInAsAdmin();
        accessCode = admin.post("/api/admin/portals", new JsonObject().put("name", "Web"))
                .expect(201)
                .data()
                .getString("accessCode");
        operations = operations();
        acme = side("acme", app("Field service"));
        sister = side("sister", acme.ids.get("appId"));
        globex = side("globex", app("Warehouse"));
        alone = side("alone", null);
    }

    @Test
    void whatBelongsToOthersIsWhatExistsNowhere() throws Exception {
        var walks = new ArrayList<Runnable>();
        for (var caller : callers(acme)) {
            walks(caller, globex, sister, alone).forEach(walks::add);
            walks.add(() -> lists(caller, List.of(globex, alone)));
        }
        for (var caller : callers(globex)) {
            walks(caller, acme, sister).forEach(walks::add);
        }
        var threads = Executors.newFixedThreadPool(16);
        var walked = walks.stream().map(threads::submit).toList();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
        for (var walk : walked) {
            walk.get();
        }

        System.out.println("CASES " + cases);
        assertThat(faults).isEmpty();
        assertThat(cases.get()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void aDirectoryReachesNobodyElseByWhatItSays() {
        var scim = as(acme.tokens.get(DIRECTORY));
        var team = acme.ids.get("teamId");
        for (var other : List.of(globex, sister)) {
            assertThat(found(scim, "/Users/.search", "userName co \"" + other.canary + "\""))
                    .isZero();
            assertThat(found(scim, "/Groups/.search", "displayName co \"" + other.canary + "\""))
                    .isZero();
            for (var name : List.of("userId", "teamId")) {
                assertThat(found(scim, "/.search", "id eq \"" + other.ids.get(name) + "\""))
                        .isZero();
            }
            assertThat(inBulk(scim, other.ids.get("userId"), other.ids.get("teamId")))
                    .isEqualTo(inBulk(
                            scim,
                            UUID.randomUUID().toString(),
                            UUID.randomUUID().toString()));
            assertThat(told(scim.patch("/scim/v2/Groups/" + team, adding(other.ids.get("userId"))), other.ids))
                    .isEqualTo(withoutTheirId(scim, team));
        }
        assertThat(found(scim, "/Users/.search", "userName co \"" + acme.canary + "\""))
                .isPositive();
        assertThat(found(scim, "/.search", "id eq \"" + team + "\"")).isEqualTo(1);
    }

    private static int found(HttpTester scim, String place, String filter) {
        return scim.post("/scim/v2" + place, new JsonObject().put("filter", filter))
                .expect(200)
                .json()
                .getInteger("totalResults");
    }

    private static String withoutTheirId(HttpTester scim, String team) {
        var nobody = UUID.randomUUID().toString();
        return told(scim.patch("/scim/v2/Groups/" + team, adding(nobody)), Map.of("userId", nobody));
    }

    private static JsonObject adding(String user) {
        var member = new JsonArray().add(new JsonObject().put("value", user));
        return operations(
                        new JsonObject().put("op", "add").put("path", "members").put("value", member))
                .put("schemas", new JsonArray().add("urn:ietf:params:scim:api:messages:2.0:PatchOp"));
    }

    private static JsonObject operations(JsonObject... all) {
        return new JsonObject().put("Operations", new JsonArray(List.of(all)));
    }

    /** What becomes of a user and a group in one go. */
    private static String inBulk(HttpTester scim, String user, String group) {
        var body = operations(
                        bulk("DELETE", "/Users/" + user, null),
                        bulk("PUT", "/Users/" + user, new JsonObject().put("userName", "eve@acme.example")),
                        bulk("PATCH", "/Groups/" + group, adding(user)),
                        bulk("DELETE", "/Groups/" + group, null))
                .put("schemas", new JsonArray().add("urn:ietf:params:scim:api:messages:2.0:BulkRequest"));
        var answer = scim.post("/scim/v2/Bulk", body).expect(200);
        assertThat(answer.json().getJsonArray("Operations"))
                .extracting(outcome -> ((JsonObject) outcome).getString("status"))
                .containsOnly("404");
        return told(answer, Map.of("userId", user, "teamId", group));
    }

    private static JsonObject bulk(String method, String path, JsonObject data) {
        var operation = new JsonObject().put("method", method).put("path", path);
        return data == null ? operation : operation.put("data", data);
    }

    // Who is nobody is refused before it is looked whose it is, and slowly when that happens often.
    private Stream<Runnable> walks(Caller caller, Side... others) {
        return Stream.of(others)
                .limit(UNKNOWN.stream().anyMatch(caller.name::startsWith) ? 1 : others.length)
                .map(theirs -> () -> walk(caller, theirs));
    }

    private static List<Caller> callers(Side home) {
        var all = new ArrayList<Caller>();
        home.tokens.forEach((name, token) -> all.add(new Caller(name + " of " + home.canary, as(token), home)));
        all.add(new Caller("nobody", as(null), home));
        return all;
    }

    private static HttpTester as(String token) {
        var client = product.http().withHeader("X-PORTAL-ACCESS-CODE", accessCode);
        return token == null ? client : client.withBearer(token);
    }

    private void walk(Caller caller, Side theirs) {
        if (caller.name.startsWith(APP_KEY) && caller.home.ids.get("appId").equals(theirs.ids.get("appId"))) {
            return;
        }
        for (var operation : operations) {
            var owned = operation.parameters().stream()
                    .filter(name -> !COMMON.containsKey(name))
                    .toList();
            for (var mask = 1; mask < 1 << owned.size(); mask++) {
                var foreign = new TreeSet<String>();
                for (var i = 0; i < owned.size(); i++) {
                    if ((mask >> i & 1) == 1) {
                        foreign.add(owned.get(i));
                    }
                }
                if (foreign.stream().allMatch(theirs.ids::containsKey)) {
                    compare(caller, operation, foreign, theirs);
                }
            }
        }
    }

    private void compare(Caller caller, Asked operation, Set<String> foreign, Side theirs) {
        var found = ask(caller, operation, foreign, theirs.ids);
        var missing = missing(caller, operation, foreign);
        cases.incrementAndGet();
        var what = caller.name + " asks " + operation.id + " for " + foreign + " of " + theirs.canary + ": ";
        if (!REFUSED.contains(found.status()) && !OF_ONES_OWN.contains(operation.id)) {
            faults.add(what + found.status() + " " + found.body());
        } else if (!told(found, theirs.ids).equals(missing)) {
            faults.add(what + told(found, theirs.ids) + ", and for what is nowhere " + missing);
        } else if (found.body().contains(theirs.canary)) {
            faults.add(what + "it tells of " + theirs.canary + ": " + found.body());
        }
    }

    /** What is answered when it exists nowhere; asked once, for it is the same whoever else has something. */
    private String missing(Caller caller, Asked operation, Set<String> foreign) {
        return missing.computeIfAbsent(caller.name + operation + foreign, key -> {
            var nowhere = new HashMap<String, String>();
            foreign.forEach(name -> nowhere.put(name, UUID.randomUUID().toString()));
            return told(ask(caller, operation, foreign, nowhere), nowhere);
        });
    }

    private static Response ask(Caller caller, Asked operation, Set<String> foreign, Map<String, String> theirs) {
        var path = PARAMETER.matcher(operation.path).replaceAll(parameter -> {
            var name = operation.owned(parameter.group(1));
            var value =
                    foreign.contains(name) ? theirs.get(name) : COMMON.getOrDefault(name, caller.home.ids.get(name));
            return value == null ? UUID.randomUUID().toString() : value;
        });
        return caller.client.send(operation.method, path, operation.body);
    }

    /** An answer without the ids that were asked for, and what is new in each answer. */
    private static String told(Response response, Map<String, String> ids) {
        var body = response.body();
        for (var id : ids.values()) {
            body = body.replace(id, "…");
        }
        return response.status() + " "
                + body.replaceAll("\"(requestId|request_id|timestamp|instance)\":(\"[^\"]*\"|\\d+)", "");
    }

    private void lists(Caller caller, List<Side> others) {
        for (var operation : operations) {
            if (operation.method.equals("GET")
                    && operation.parameters().isEmpty()
                    && !operation.path.endsWith(".json")) {
                var answer = caller.client.get(operation.path);
                cases.incrementAndGet();
                for (var other : others) {
                    if (answer.body().contains(other.canary)) {
                        faults.add(caller.name + " reads of " + other.canary + " by " + operation.id);
                    }
                }
            }
        }
    }

    private static List<Asked> operations() {
        var index = product.http().get("/api/openapi.json").expect(200).json();
        var contracts = new TreeMap<String, JsonObject>(Map.of("/api", index));
        for (var base : List.of("/web/v1", "/workspaces", "/api/v1", "/api/v2/protected/developer", "/scim/v2")) {
            contracts.put(
                    base, product.http().get(base + "/openapi.json").expect(200).json());
        }
        var all = new ArrayList<Asked>();
        contracts
                .values()
                .forEach(contract -> contract.getJsonObject("paths")
                        .forEach(item -> ((JsonObject) item.getValue()).forEach(method -> {
                            if (METHODS.contains(method.getKey())) {
                                var operation = (JsonObject) method.getValue();
                                all.add(new Asked(
                                        operation.getString("operationId"),
                                        method.getKey().toUpperCase(Locale.ROOT),
                                        item.getKey(),
                                        body(contract, operation)));
                            }
                        })));
        return all;
    }

    /** The least that the contract takes as a body. */
    private static String body(JsonObject contract, JsonObject operation) {
        var content = resolved(contract, operation.getJsonObject("requestBody", new JsonObject()))
                .getJsonObject("content", new JsonObject());
        var json = content.getJsonObject("application/json");
        return json == null ? null : String.valueOf(least(contract, json.getJsonObject("schema", new JsonObject())));
    }

    private static Object least(JsonObject contract, JsonObject reference) {
        var schema = resolved(contract, reference);
        for (var given : List.of("const", "example", "default")) {
            if (schema.containsKey(given)) {
                return quoted(schema.getValue(given));
            }
        }
        for (var given : List.of("enum", "examples")) {
            if (schema.containsKey(given)) {
                return quoted(schema.getJsonArray(given).getValue(0));
            }
        }
        for (var choice : List.of("oneOf", "anyOf")) {
            if (schema.containsKey(choice)) {
                return least(contract, schema.getJsonArray(choice).getJsonObject(0));
            }
        }
        var type =
                schema.getValue("type") instanceof JsonArray several ? several.getString(0) : schema.getString("type");
        if (type == null || type.equals("object")) {
            return object(contract, schema);
        }
        return switch (type) {
            case "array" ->
                schema.getInteger("minItems", 0) == 0
                        ? "[]"
                        : "[" + least(contract, schema.getJsonObject("items")) + "]";
            case "integer", "number" -> schema.getInteger("minimum", 1);
            case "boolean" -> true;
            default -> quoted(string(schema));
        };
    }

    private static String object(JsonObject contract, JsonObject schema) {
        var properties = schema.getJsonObject("properties", new JsonObject());
        var names = new TreeSet<String>();
        schema.getJsonArray("required", new JsonArray()).forEach(name -> names.add((String) name));
        if (names.size() < schema.getInteger("minProperties", 0)) {
            names.add(properties.fieldNames().iterator().next());
        }
        return names.stream()
                .map(name -> '"' + name + "\":"
                        + (SENSIBLE.containsKey(name)
                                ? quoted(SENSIBLE.get(name))
                                : least(contract, properties.getJsonObject(name, new JsonObject()))))
                .collect(joining(",", "{", "}"));
    }

    private static String string(JsonObject schema) {
        return switch (schema.getString("format", "")) {
            case "uuid" -> UUID.randomUUID().toString();
            case "email" -> "someone@example.org";
            case "uri" -> "https://example.org/";
            case "date-time" -> "2030-01-01T00:00:00Z";
            default -> "somebody";
        };
    }

    private static Object quoted(Object value) {
        return value instanceof String text ? new JsonArray().add(text).encode().replaceAll("^\\[|]$", "") : value;
    }

    private static JsonObject resolved(JsonObject contract, JsonObject reference) {
        var found = reference;
        while (found.containsKey("$ref")) {
            var place = contract;
            for (var name : found.getString("$ref").substring(2).split("/")) {
                place = place.getJsonObject(name);
            }
            found = place;
        }
        return found;
    }

    private static String app(String name) {
        return id(admin.post("/api/apps", new JsonObject().put("name", name)));
    }

    /** An organization of the app with all that can be in one, or a workspace of none. */
    private static Side side(String name, String app) {
        var canary = "canary-" + name;
        var ids = new HashMap<String, String>();
        var tokens = new TreeMap<String, String>();
        var owner = person(canary, "owner", tokens);
        ids.put("userId", owner);
        var made = new JsonObject().put("key", canary).put("name", canary);
        if (app != null) {
            organization(canary, app, owner, ids, tokens);
            made.put("organizationId", ids.get("organizationId"));
        }
        ids.put(
                "workspaceId",
                admin.post("/api/workspaces", made).expect(200).data().getString("id"));
        var workspace = "/api/workspaces/" + ids.get("workspaceId");
        if (app == null) {
            admin.post(workspace + "/transfer", new JsonObject().put("userId", owner));
            admin.post(workspace + "/members", seat(owner, "ADMIN")).expect(200);
        }
        admin.post(workspace + "/members", seat(ids.getOrDefault("viewer", owner), app == null ? "ADMIN" : "VIEWER"))
                .expect(200);
        ids.remove("viewer");
        ids.put(
                "roleId",
                id(admin.post(
                        workspace + "/roles",
                        new JsonObject().put("name", canary).put("permissions", new JsonArray().add("members.read")))));
        ids.put(
                "invitationId",
                id(admin.post(
                        workspace + "/invitations",
                        new JsonObject()
                                .put("email", "invited@" + canary + ".example")
                                .put("role", "MEMBER"))));
        ids.put("subscriptionId", id(admin.post(workspace + "/subscriptions", subscription(canary))));
        agents(canary, workspace, ids);
        admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put(
                                        "grantedPermissions",
                                        new JsonArray().add("members.read").add("events.publish")))
                .expect(201);
        return new Side(canary, ids, tokens);
    }

    private static void agents(String canary, String workspace, Map<String, String> ids) {
        // Whoever asks for it is told its key, and of what bears it nothing.
        var key = "agent-" + Integer.toHexString(canary.hashCode());
        var agent = new JsonObject()
                .put("key", key)
                .put("name", canary)
                .put("provider", "echo")
                .put("model", "echo");
        admin.post(workspace + "/agents", agent).expect(201);
        ids.put("agentKey", key);
        ids.put(
                "sessionId",
                id(admin.post(
                        workspace + "/sessions",
                        new JsonObject()
                                .put("agentKey", key)
                                .put("surface", "group")
                                .put("surfaceId", canary))));
        ids.put(
                "runId",
                admin.post(
                                workspace + "/sessions/" + ids.get("sessionId") + "/messages",
                                new JsonObject().put("content", canary))
                        .expect(201)
                        .data()
                        .getString("runId"));
        ids.put("memoryId", id(admin.post(workspace + "/memory", new JsonObject().put("content", canary))));
        var receiver = admin.post(
                        "/api/workspaces",
                        new JsonObject().put("key", canary + "-receiver").put("name", "Receiver"))
                .expect(200)
                .data()
                .getString("id");
        ids.put(
                "grantId",
                id(admin.post(
                        workspace + "/grants",
                        new JsonObject().put("receivingWorkspaceId", receiver).put("agentKey", key))));
    }

    private static void organization(
            String canary, String app, String owner, Map<String, String> ids, Map<String, String> tokens) {
        ids.put("appId", app);
        var key = admin.post("/api/apps/" + app + "/keys", new JsonObject().put("name", canary))
                .expect(201)
                .data();
        ids.put("keyId", key.getString("id"));
        tokens.put(APP_KEY, key.getString("key"));
        var organization = id(admin.post(
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", canary)
                        .put("slug", canary)
                        .put("domain", canary + ".example")
                        .put("ownerId", owner)));
        ids.put("organizationId", organization);
        for (var role : List.of("admin", "member", "billing")) {
            admin.post(
                            "/api/organizations/" + organization + "/members",
                            seat(person(canary, role, tokens), role.toUpperCase(Locale.ROOT)))
                    .expect(200);
        }
        var viewer = person(canary, "viewer", tokens);
        admin.post("/api/organizations/" + organization + "/members", seat(viewer, "MEMBER"))
                .expect(200);
        ids.put("viewer", viewer);
        person(canary, "outsider", tokens);
        var path = "/api/organizations/" + organization;
        var team = id(admin.post(path + "/teams", new JsonObject().put("name", canary)));
        ids.put("teamId", team);
        ids.put(
                "organizationInvitationId",
                id(admin.post(
                        path + "/invitations",
                        new JsonObject()
                                .put("email", "invited@" + canary + ".example")
                                .put("role", "MEMBER"))));
        ids.put("organizationSubscriptionId", id(admin.post(path + "/subscriptions", subscription(canary))));
        ids.put("teamInvitationId", id(admin.post(path + "/teams/" + team + "/invitations", new JsonObject())));
        var connection = admin.post(path + "/scim/connections", new JsonObject().put("name", canary))
                .expect(201)
                .data();
        ids.put("scimConnectionId", connection.getString("id"));
        tokens.put(DIRECTORY, connection.getString("token"));
        ids.put("tokenId", token(canary, "scoped token", tokens));
        as(tokens.get("owner"))
                .delete("/api/auth/tokens/" + token(canary, "revoked token", tokens))
                .expect(204);
        person(canary, "signed-out", tokens);
        as(tokens.get("signed-out")).post("/api/auth/logout", null).expect(204);
    }

    private static JsonObject subscription(String canary) {
        return new JsonObject()
                .put("name", canary)
                .put("types", new JsonArray().add("nothing.at.all"))
                .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/"));
    }

    private static String person(String canary, String role, Map<String, String> tokens) {
        var email = role + "@" + canary + ".example";
        var id = RunningProduct.user(admin, email);
        tokens.put(role, product.token(email, RunningProduct.PASSWORD));
        return id;
    }

    /** A token of the owner that only reads; its id. */
    private static String token(String canary, String name, Map<String, String> tokens) {
        var made = as(tokens.get("owner"))
                .post(
                        "/api/auth/tokens",
                        new JsonObject()
                                .put("name", canary)
                                .put(
                                        "scopes",
                                        new JsonArray().add("workspace.read").add("members:*")))
                .expect(201)
                .data();
        tokens.put(name, made.getString("token"));
        return made.getString("id");
    }

    private static JsonObject seat(String user, String role) {
        return new JsonObject().put("userId", user).put("role", role);
    }

    private static String id(Response created) {
        return created.expect(201).data().getString("id");
    }
}
