package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads everything that the contracts let be read, and looks whether it is answered as readers expect. */
class ReadingTest {

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** What operations need beside their path. */
    private static final Map<String, String> QUERIES = new HashMap<>();

    /** Streams, sockets, and what is another each time. */
    private static final Set<String> NOT_KEPT = Set.of(
            "streamEvents",
            "streamSession",
            "streamMcp",
            "openSocket",
            "openEventBus",
            "openEventBusSession",
            "getEventBusInfo",
            "getNodes",
            "getMailQueue");

    /** Of services of extensions; it takes one. */
    private static final Set<String> FOR_SERVICES = Set.of("getExtensionStateValue");

    /** Of subscriptions to topics of a Kafka, which is not there. */
    private static final Set<String> FOR_SOURCES = Set.of("getSubscriptionSource", "listRejectedRecords");

    /** For browsers, which are sent elsewhere or shown a page. */
    private static final Set<String> FOR_BROWSERS = Set.of("startSso", "finishSso", "authorize", "showDevice");

    /** What is done by these with {@code If-Match} needs the tag of a revision. */
    private static final List<String> CHANGING = List.of("put", "patch", "delete");

    private static final Pattern OFFERED = Pattern.compile("the fields are ([A-Za-z, ]*)");

    /** Names that lists offer and that are no field of what they list, and what they are. */
    private static final Map<String, String> OFFERED_ONLY = Map.of(
            "causationId", "the attribute causationid, which CloudEvents has in lower case",
            "category", "one of the categories",
            "correlationId", "the attribute correlationid, which CloudEvents has in lower case",
            "mailState", "the state of the mail",
            "permission", "one of the permissions",
            "rank", "the order that permissions and built-in roles stand in",
            "role", "one of the roles",
            "search", "text in any of several fields");

    @TempDir
    static Path folder;

    private static final Map<String, String> VALUES = new HashMap<>();
    private static RunningProduct product;
    private static HttpTester admin;

    @BeforeAll
    static void open() throws IOException {
        product = RunningProduct.start(folder.resolve("data"), "--webhook-allow-private");
        var person = product.signInAsAdmin();
        var ada = RunningProduct.user(person, "ada@acme.example");
        var app = id(person, "/api/apps", new JsonObject().put("name", "Field service"));
        var organization = id(
                person,
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", "Acme")
                        .put("slug", "acme")
                        .put("domain", "acme.example")
                        .put("ownerId", ada));
        var workspace = person.post(
                        "/api/workspaces",
                        new JsonObject().put("key", "acme").put("name", "Acme").put("organizationId", organization))
                .expect(200)
                .data()
                .getString("id");
        var at = "/api/workspaces/" + workspace;
        person.post(at + "/members", new JsonObject().put("userId", ada).put("role", "MEMBER"))
                .expect(200);
        person.upload(
                        "/api/admin/marketplace/extensions",
                        Part.file("artifact", "h.jar", BundledExtension.HELLO.bytes()))
                .expect(201);
        var hello = new JsonObject()
                .put("extensionKey", "hello")
                .put("grantedPermissions", new JsonArray().add("members.read").add("events.publish"));
        person.post(at + "/extensions", hello).expect(201);
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hook");
        var subscription = new JsonObject()
                .put("name", "CRM")
                .put("types", new JsonArray().add("nothing.at.all"))
                .put("sink", sink);
        var portal = person.post("/api/admin/portals", new JsonObject().put("name", "Web"))
                .expect(201);
        var unwanted = new JsonObject().put("userId", RunningProduct.user(person, "unwanted@acme.example"));
        VALUES.put("erasureId", id(person, "/api/admin/erasures", unwanted));
        VALUES.put("appId", app);
        VALUES.put("organizationId", organization);
        VALUES.put("organization_id", organization);
        VALUES.put("workspace_id", workspace);
        person.put(
                        "/api/organizations/" + organization + "/sso",
                        new JsonObject().put("provider", "OIDC").put("issuerUrl", "http://127.0.0.1:9"))
                .expect(200);
        person.post(
                        "/api/organizations/" + organization + "/sso/domains",
                        new JsonObject().put("domain", "acme.example"))
                .expect(201);
        VALUES.put("domain", "acme.example");
        VALUES.put(
                "connectionId",
                id(
                        person,
                        "/api/organizations/" + organization + "/scim/connections",
                        new JsonObject().put("name", "Directory")));
        var application = new JsonObject()
                .put("name", "Assistant")
                .put("redirectUris", new JsonArray().add("https://acme.example/back"))
                .put("grantTypes", new JsonArray().add("AUTHORIZATION_CODE"))
                .put("scopes", new JsonArray().add("workspace.read"));
        VALUES.put("clientId", id(person, "/api/organizations/" + organization + "/oauth/clients", application));
        VALUES.put("/api/admin/oauth/clients/{clientId}", id(person, "/api/admin/oauth/clients", application));
        VALUES.put("app_id", app);
        VALUES.put("id", organization);
        VALUES.put("user_id", ada);
        var teams = "/api/organizations/" + VALUES.get("organizationId") + "/teams";
        VALUES.put("teamId", id(person, teams, new JsonObject().put("name", "Crew")));
        person.post(
                        teams + "/" + VALUES.get("teamId") + "/members",
                        new JsonObject().put("userId", ada).put("role", "LEAD"))
                .expect(200);
        var hosts = "/api/organizations/{organizationId}";
        VALUES.put(
                hosts + "/invitations/{invitationId}",
                id(
                        person,
                        "/api/organizations/" + VALUES.get("organizationId") + "/invitations",
                        new JsonObject().put("email", "b@acme.example").put("role", "MEMBER")));
        VALUES.put(
                hosts + "/teams/{teamId}/invitations/{invitationId}",
                id(
                        person,
                        teams + "/" + VALUES.get("teamId") + "/invitations",
                        new JsonObject().put("email", "b@acme.example")));
        VALUES.put("workspaceId", workspace);
        VALUES.put("userId", ada);
        VALUES.put("roleId", "MEMBER");
        VALUES.put("extensionKey", "hello");
        VALUES.put("jobId", "reminder");
        VALUES.put("capabilityKey", capability(person, at));
        VALUES.put("portalId", portal.data().getString("id"));
        VALUES.put("path", "swagger-ui.css");
        VALUES.put("subscriptionId", id(person, at + "/subscriptions", subscription));
        VALUES.put(
                hosts + "/subscriptions/{subscriptionId}",
                id(person, "/api/organizations/" + organization + "/subscriptions", subscription));
        VALUES.put("/api/admin/subscriptions/{subscriptionId}", id(person, "/api/admin/subscriptions", subscription));
        VALUES.put(
                "invitationId",
                id(
                        person,
                        at + "/invitations",
                        new JsonObject().put("email", "b@acme.example").put("role", "MEMBER")));
        person.post(at + "/agents", agent()).expect(201);
        person.post("/api/admin/agents", agent()).expect(201);
        VALUES.put("agentKey", "polly");
        VALUES.put("workspace", workspace);
        VALUES.put("sessionId", id(person, at + "/sessions", new JsonObject().put("agentKey", "polly")));
        var said = person.post(
                at + "/sessions/" + VALUES.get("sessionId") + "/messages", new JsonObject().put("content", "hello"));
        VALUES.put("runId", said.expect(201).data().getString("runId"));
        QUERIES.put("explainAccess", "?permission=members.read&userId=" + ada);
        admin = person.withHeader("X-PORTAL-ACCESS-CODE", portal.data().getString("accessCode"));
    }

    @AfterAll
    static void close() {
        product.close();
    }

    @Test
    void whateverIsReadHasATagAndIsNotSentAgainToWhoHasIt() {
        var faults = new TreeSet<String>();
        for (var reading : readings()) {
            var first = admin.get(reading.path).expect(200);
            var tag = first.header("ETag");
            if (tag == null) {
                faults.add(reading.id + " has no ETag");
                continue;
            }
            var again = admin.withHeader("If-None-Match", "\"other\", " + tag).send("GET", reading.path, null);
            var head = admin.send("HEAD", reading.path, null);
            check(faults, again.status() == 304 && again.body().isEmpty(), reading.id + " is sent again");
            check(faults, tag.equals(again.header("ETag")), reading.id + " has another ETag at 304");
            check(faults, head.status() == 200 && tag.equals(head.header("ETag")), reading.id + " differs at HEAD");
            check(faults, !(reading.isChanged && tag.startsWith("W/")), reading.id + " has the tag " + tag);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void theMethodsOfEveryPathAreTold() {
        for (var reading : readings()) {
            var allowed = admin.send("OPTIONS", reading.path, null).expect(204).header("Allow");

            assertThat(allowed).as(reading.id).contains("GET", "HEAD", "OPTIONS");
        }
    }

    @Test
    void everyListSaysHowManyThereAreOnAllPagesToWhoAsks() {
        var pages = lists();
        var faults = new TreeSet<String>();
        for (var list : pages) {
            var path = list.path + (list.path.contains("?") ? "&" : "?");
            var all = admin.get(path + "pageSize=1000").expect(200).json();
            var first =
                    admin.get(path + "pageSize=1&includeTotal=true").expect(200).json();
            check(
                    faults,
                    !all.containsKey("totalSize") && !all.containsKey("totalSizeCapped"),
                    list.id + " tells unasked");
            check(faults, !all.containsKey("nextPageToken"), list.id + " has more than a page");
            // What is read may be noted, and be an entry of the list itself.
            check(
                    faults,
                    first.getInteger("totalSize", -1)
                                    >= all.getJsonArray("data").size()
                            && first.getInteger("totalSize")
                                    <= all.getJsonArray("data").size() + 2,
                    list.id + " has " + all.getJsonArray("data").size() + " and counts "
                            + first.getInteger("totalSize"));
            check(faults, Boolean.FALSE.equals(first.getBoolean("totalSizeCapped")), list.id + " says it is capped");
            check(
                    faults,
                    admin.get(path + "includeTotal=perhaps").status() == 400,
                    list.id + " takes what is no boolean");
        }

        assertThat(faults).isEmpty();
        assertThat(pages).hasSizeGreaterThan(40);
    }

    @Test
    void everyNameThatAListOffersIsOneOfWhatItLists() {
        var canonical = new ServedDocument("api", contracts().get("/api/openapi.json"));
        var unknown = new TreeSet<String>();
        var offered = new TreeSet<String>();
        for (var list : lists()) {
            var operation = canonical.operations().stream()
                    .filter(one -> one.json().getString("operationId").equals(list.id))
                    .findFirst()
                    .orElseThrow();
            var listed = properties(canonical, operation.answer("200").getJsonObject("content"));
            for (var asked : Map.of("filter", "?filter=nothing%20%3D%201", "orderBy", "?orderBy=nothing")
                    .entrySet()) {
                if (operation.takes(asked.getKey())) {
                    for (var name : offered(list.path + asked.getValue())) {
                        offered.add(list.id + " " + name);
                        check(unknown, listed.contains(name), name);
                    }
                }
            }
        }

        assertThat(unknown).isEqualTo(OFFERED_ONLY.keySet());
        assertThat(offered).hasSizeGreaterThan(100);
    }

    /** As the refusal of one that is not known tells. */
    private static List<String> offered(String path) {
        var refusal = OFFERED.matcher(admin.get(path).expect(400).body());
        assertThat(refusal.find()).as(path).isTrue();
        return List.of(refusal.group(1).split(", "));
    }

    private static Set<String> properties(ServedDocument document, JsonObject content) {
        var answer = content.getJsonObject("application/json").getJsonObject("schema");
        var found = new TreeSet<String>();
        collectProperties(document, member(document, answer, "data").getJsonObject("items"), found);
        return found;
    }

    private static JsonObject member(ServedDocument document, JsonObject schema, String name) {
        return document.followed(
                document.followed(schema).getJsonObject("properties").getJsonObject(name));
    }

    private static void collectProperties(ServedDocument document, JsonObject reference, Set<String> found) {
        var schema = document.followed(reference);
        found.addAll(schema.getJsonObject("properties", new JsonObject()).fieldNames());
        schema.getJsonArray("allOf", new JsonArray())
                .forEach(part -> collectProperties(document, (JsonObject) part, found));
    }

    /** Those of the canonical API that are given by pages. */
    private static List<Reading> lists() {
        var paged = new TreeSet<String>();
        contracts().get("/api/openapi.json").getJsonObject("paths").forEach(entry -> {
            var operation = ((JsonObject) entry.getValue()).getJsonObject("get");
            if (operation != null
                    && operation
                            .getJsonArray("parameters", new JsonArray())
                            .encode()
                            .contains("/PageToken\"")) {
                paged.add(operation.getString("operationId"));
            }
        });
        // Other surfaces call some of theirs the same.
        return readings().stream()
                .filter(reading -> paged.contains(reading.id)
                        && reading.path.startsWith("/api/")
                        && !reading.path.matches("/api/v[0-9].*"))
                .toList();
    }

    @Test
    void anAddressIsShownWithWhetherItIsProven() {
        var shown = new ArrayList<JsonObject>();
        for (var reading : readings()) {
            var answer = admin.get(reading.path).expect(200);
            if (String.valueOf(answer.header("Content-Type")).startsWith("application/json")
                    && !reading.path.endsWith("openapi.json")
                    && !reading.path.endsWith("webhooks.json")) {
                collectAddressed(Json.decodeValue(answer.body()), shown);
            }
        }

        assertThat(shown)
                .hasSizeGreaterThan(4)
                .allSatisfy(person -> assertThat(person.getValue("emailVerified", person.getValue("email_verified")))
                        .as(person.encode())
                        .isInstanceOf(Boolean.class));
    }

    @Test
    void theContractsSayWhetherAnAddressIsProvenWhereverTheyShowOne() {
        var without = new TreeSet<String>();
        for (var contract : contracts().values()) {
            collectUnproven("", contract, without);
        }

        // An invited address is nobody's account.
        without.removeIf(place -> place.endsWith("/schemas/Invitation")
                || place.endsWith("/schemas/CreateInvitationRequest")
                || place.endsWith("/schemas/PreviewInvitationResponse/properties/data")
                || place.contains("/x-events/invitation."));
        assertThat(without).isEmpty();
    }

    private record Reading(String id, String path, boolean isChanged) {}

    private static List<Reading> readings() {
        var all = new ArrayList<Reading>();
        contracts()
                .forEach((document, contract) -> contract.getJsonObject("paths").forEach(entry -> {
                    var item = (JsonObject) entry.getValue();
                    var operation = item.getJsonObject("get");
                    if (operation == null
                            || operation.getBoolean("x-wildcard", false)
                                    && !entry.getKey().startsWith("/docs")
                            || NOT_KEPT.contains(operation.getString("operationId"))
                            || FOR_SERVICES.contains(operation.getString("operationId"))
                            || FOR_BROWSERS.contains(operation.getString("operationId"))
                            || FOR_SOURCES.contains(operation.getString("operationId"))) {
                        return;
                    }
                    var id = operation.getString("operationId");
                    var isChanged = document.equals("/api/openapi.json")
                            && CHANGING.stream().anyMatch(method -> takesTag(item.getJsonObject(method)));
                    all.add(new Reading(id, path(entry.getKey()) + QUERIES.getOrDefault(id, ""), isChanged));
                }));
        return all;
    }

    private static boolean takesTag(JsonObject operation) {
        return operation != null && operation.encode().contains("#/components/parameters/IfMatch");
    }

    private static Map<String, JsonObject> contracts() {
        var all = new HashMap<String, JsonObject>();
        for (var document : List.of(
                "/api/openapi.json",
                "/api/v1/openapi.json",
                "/web/v1/openapi.json",
                "/workspaces/openapi.json",
                "/api/v2/protected/developer/openapi.json",
                "/oauth/openapi.json")) {
            all.put(document, product.http().get(document).expect(200).json());
        }
        return all;
    }

    private static String path(String template) {
        return PARAMETER.matcher(template).replaceAll(found -> {
            // Those of an organization and of a team are called like those of a workspace.
            var before = template.substring(0, found.start());
            var value = VALUES.getOrDefault(before + found.group(), VALUES.get(found.group(1)));
            assertThat(value).as(template).isNotNull();
            return value;
        });
    }

    private static void collectAddressed(Object json, List<JsonObject> found) {
        if (json instanceof JsonObject object) {
            // An invitation is to an address, whoever has it.
            if (object.containsKey("email") && !object.containsKey("expiresAt") && !object.containsKey("expire_time")) {
                found.add(object);
            }
            object.forEach(member -> collectAddressed(member.getValue(), found));
        } else if (json instanceof JsonArray array) {
            array.forEach(item -> collectAddressed(item, found));
        }
    }

    private static void collectUnproven(String place, Object json, Set<String> found) {
        if (json instanceof JsonObject object) {
            if (object.getValue("properties") instanceof JsonObject properties
                    && properties.containsKey("email")
                    && !properties.containsKey("emailVerified")
                    && !properties.containsKey("email_verified")) {
                found.add(place);
            }
            object.forEach(member -> {
                if (!member.getKey().equals("requestBody")) {
                    collectUnproven(place + "/" + member.getKey(), member.getValue(), found);
                }
            });
        } else if (json instanceof JsonArray array) {
            array.forEach(item -> collectUnproven(place, item, found));
        }
    }

    private static void check(Set<String> faults, boolean right, String fault) {
        if (!right) {
            faults.add(fault);
        }
    }

    private static JsonObject agent() {
        return new JsonObject()
                .put("key", "polly")
                .put("name", "Polly")
                .put("provider", "echo")
                .put("model", "echo");
    }

    private static String id(HttpTester client, String path, JsonObject body) {
        return client.post(path, body).expect(201).data().getString("id");
    }

    private static String capability(HttpTester client, String workspace) {
        return ((JsonObject) client.get(workspace + "/capabilities")
                        .expect(200)
                        .list()
                        .getValue(0))
                .getString("key");
    }
}
