package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAdministrationTest {

    private static final String USERS = "/api/admin/users";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static HttpTester admin;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        admin = node.admin();
    }

    @Test
    void createsAUserWhoCanSignIn() {
        var answer = admin.post(USERS, newUser("grace@example.org")).expect(201);

        var user = answer.data();
        assertThat(answer.header("Location")).isEqualTo(USERS + "/" + user.getString("id"));
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(UUID.fromString(user.getString("id")).version()).isEqualTo(7);
        assertThat(user.fieldNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "email",
                        "emailVerified",
                        "mailRefusedAt",
                        "fullName",
                        "roles",
                        "externalId",
                        "metadata",
                        "createdAt",
                        "updatedAt");
        assertThat(user.getString("email")).isEqualTo("grace@example.org");
        assertThat(user.getString("fullName")).isEqualTo("Grace Hopper");
        assertThat(user.getJsonArray("roles")).isEqualTo(new JsonArray().add("USER"));
        assertThat(user.getInstant("createdAt")).isEqualTo(user.getInstant("updatedAt"));
        node.login("grace@example.org", PASSWORD).expect(200);
        assertThat(admin.get(answer.header("Location")).expect(200).data()).isEqualTo(user);
    }

    @Test
    void createsAUserWithoutAPasswordWhomNobodySignsInAs() {
        var path = admin.post(USERS, newUser("later@example.org").putNull("password"))
                .expect(201)
                .header("Location");

        node.login("later@example.org", PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        admin.put(path, new JsonObject().put("password", PASSWORD)).expect(200);
        node.login("later@example.org", PASSWORD).expect(200);
    }

    @Test
    void keepsWhatAnApplicationNotesOfAUser() {
        var noted = new JsonObject()
                .put("externalId", "crm-7")
                .put("metadata", new JsonObject().put("tier", "gold").put("region", "eu"));
        var made =
                admin.post(USERS, newUser("noted@example.org").mergeIn(noted)).expect(201);
        assertThat(made.data().getString("externalId")).isEqualTo("crm-7");

        var change = new JsonObject()
                .put("metadata", new JsonObject().putNull("region").put("seats", "3"));
        var changed = admin.put(made.header("Location"), change).expect(200).data();

        assertThat(changed.getJsonObject("metadata"))
                .isEqualTo(new JsonObject().put("tier", "gold").put("seats", "3"));
        assertThat(admin.get(USERS + "?filter=externalId%3D%22crm-7%22")
                        .expect(200)
                        .json()
                        .getJsonArray("data"))
                .isEqualTo(new JsonArray().add(changed));
        admin.post(USERS, newUser("other@example.org").put("externalId", "crm-7"))
                .expect(409, "USER.EXTERNAL_ID_EXISTS");
        admin.put(made.header("Location"), new JsonObject().putNull("externalId"))
                .expect(200);
        admin.post(USERS, newUser("other@example.org").put("externalId", "crm-7"))
                .expect(201);
    }

    @Test
    void takesRolesInAnyCaseAndOrder() {
        var roles = admin.post(
                        USERS, newUser("roles@example.org").put("roles", array("support", "User", "ADMIN", "user")))
                .expect(201)
                .data()
                .getJsonArray("roles");

        assertThat(roles).isEqualTo(array("ADMIN", "USER", "SUPPORT"));
    }

    @Test
    void keepsNamesOfAllTheWorld() {
        var name = "Zoë O'Brien-Ångström 李小龍 \"Q\" \uD83D\uDE00";

        var user = admin.post(USERS, newUser("world@example.org").put("fullName", "  " + name + " "))
                .expect(201)
                .data();

        assertThat(user.getString("fullName")).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email | \"\"",
                "email | \"no address\"",
                "email | \"two@at@signs\"",
                "email | \"@example.org\"",
                "email | \"ada@\"",
                "email | \"a da@example.org\"",
                "email | \"a\\u0000da@example.org\"",
                "email | \"a\\u200bda@example.org\"",
                "email | \"\\ud800@example.org\"",
                "email | \"<ada@example.org>\"",
                "email | null",
                "email | 42",
                "email | [\"ada@example.org\"]",
                "fullName | \"\"",
                "fullName | \"   \"",
                "fullName | \"A\\u0000da\"",
                "fullName | \"A\\nda\"",
                "fullName | \"A\\ud800da\"",
                "fullName | null",
                "fullName | {}",
                "password | \"\"",
                "password | \"seven77\"",
                "password | 12345678",
                "roles | []",
                "roles | null",
                "roles | \"USER\"",
                "roles | [\"OWNER\"]",
                "roles | [\"USER\",\"root\"]",
                "roles | [\"\"]",
                "isAdmin | true",
                "id | \"0190a9f6-0000-7000-8000-000000000000\"",
            })
    void refusesAUserWithOneBadFieldAndNamesIt(String field, String value) {
        var body = newUser("bad@example.org").encode();
        var changed = new JsonObject(body);
        changed.remove(field);
        var text = changed.encode().replaceFirst("}$", ",\"" + field + "\":" + value.replace("\\", "\\\\") + "}");

        var answer = admin.send("POST", USERS, text).expect(400, "REQUEST.INVALID");

        assertThat(fields(answer))
                .allSatisfy(named -> assertThat(named).startsWith(field))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "fullName", "password", "roles"})
    void refusesAUserWithoutAField(String field) {
        var body = newUser("missing@example.org");
        body.remove(field);

        assertThat(fields(admin.post(USERS, body).expect(400, "REQUEST.INVALID")))
                .containsExactly(field);
    }

    @Test
    void refusesAnythingOfAbsurdLength() {
        admin.post(USERS, newUser("x".repeat(250) + "@example.org")).expect(400, "REQUEST.INVALID");
        admin.post(USERS, newUser("long@example.org").put("fullName", "x".repeat(201)))
                .expect(400, "REQUEST.INVALID");
        admin.post(USERS, newUser("long@example.org").put("password", "x".repeat(1025)))
                .expect(400, "REQUEST.INVALID");
        var roles = new JsonArray();
        for (var i = 0; i < 5_000; i++) {
            roles.add("USER");
        }
        admin.post(USERS, newUser("long@example.org").put("roles", roles)).expect(400, "REQUEST.INVALID");
    }

    @Test
    void takesAnAddressOnceWhateverItsCase() {
        admin.post(USERS, newUser("Only.Once@Example.org")).expect(201);

        var refused = admin.post(USERS, newUser("only.once@EXAMPLE.ORG")).expect(409, "USER.EMAIL_EXISTS");

        assertThat(fields(refused)).containsExactly("email");
    }

    @Test
    void createsOneUserHoweverManyAskAtOnce() {
        var answers =
                SignInTest.atOnce(32, i -> admin.sendPatiently("POST", USERS, newUser(mixed("race@example.org", i))));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(answer -> answer.expect(409, "USER.EMAIL_EXISTS"));
    }

    @Test
    void isForAdministratorsOnly() {
        var user = node.signedIn(node.user());
        var support = node.signedIn(node.user(PlatformRole.SUPPORT));
        var path = USERS + "/" + Ids.next();

        for (var client : List.of(user, support)) {
            client.get(USERS).expect(403, "ACCESS.DENIED");
            client.post(USERS, newUser("no@example.org")).expect(403, "ACCESS.DENIED");
            client.get(path).expect(403, "ACCESS.DENIED");
            client.put(path, json("fullName", "X")).expect(403, "ACCESS.DENIED");
            client.delete(path).expect(403, "ACCESS.DENIED");
        }
        node.http.get(USERS).expect(401, "AUTH.REQUIRED");
    }

    @Test
    void saysWhenThereIsNoSuchUser() {
        var path = USERS + "/" + Ids.next();

        admin.get(path).expect(404, "USER.NOT_FOUND");
        admin.put(path, json("fullName", "X")).expect(404, "USER.NOT_FOUND");
        admin.put(path, json("roles", array("USER"))).expect(404, "USER.NOT_FOUND");
        admin.delete(path).expect(404, "USER.NOT_FOUND");
        admin.get(USERS + "/42").expect(400, "REQUEST.INVALID");
    }

    @Test
    void changesTheFieldsGivenAndNoOthers() {
        var created = admin.post(USERS, newUser("change@example.org")).expect(201);
        var path = created.header("Location");

        var renamed = admin.put(path, json("fullName", "Rear Admiral Hopper")).expect(200);
        assertThat(renamed.header("ETag")).isEqualTo("\"2\"");
        assertThat(renamed.data().getString("fullName")).isEqualTo("Rear Admiral Hopper");
        assertThat(renamed.data().getString("email")).isEqualTo("change@example.org");
        assertThat(renamed.data().getInstant("updatedAt"))
                .isAfter(created.data().getInstant("updatedAt"));

        var moved = admin.put(path, json("email", "moved@example.org", "roles", array("admin", "user")))
                .expect(200);
        assertThat(moved.data().getString("fullName")).isEqualTo("Rear Admiral Hopper");
        assertThat(moved.data().getJsonArray("roles")).isEqualTo(array("ADMIN", "USER"));
        node.login("moved@example.org", PASSWORD).expect(200);
        node.login("change@example.org", PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
    }

    @Test
    void changesNothingWhenNothingIsDifferent() {
        var path = admin.post(USERS, newUser("same@example.org")).header("Location");

        assertThat(admin.put(path, json()).expect(200).header("ETag")).isEqualTo("\"1\"");
        assertThat(admin.put(path, json("fullName", "Grace Hopper")).expect(200).header("ETag"))
                .isEqualTo("\"1\"");
    }

    @Test
    void refusesAChangeToABadFieldOrATakenAddress() {
        admin.post(USERS, newUser("taken@example.org")).expect(201);
        var path = admin.post(USERS, newUser("changing@example.org")).header("Location");

        admin.put(path, json("email", "TAKEN@example.org")).expect(409, "USER.EMAIL_EXISTS");
        admin.put(path, json("email", "nonsense")).expect(400, "REQUEST.INVALID");
        admin.put(path, json("fullName", null)).expect(400, "REQUEST.INVALID");
        admin.put(path, json("password", "short")).expect(400, "REQUEST.INVALID");
        admin.put(path, json("password", null)).expect(400, "REQUEST.INVALID");
        admin.put(path, json("roles", array())).expect(400, "REQUEST.INVALID");
        admin.put(path, json("roles", array("KING"))).expect(400, "REQUEST.INVALID");
        admin.put(path, json("createdAt", "2026-01-01T00:00:00Z")).expect(400, "REQUEST.INVALID");
        admin.put(path, json("email", "CHANGING@example.org")).expect(200);
    }

    @Test
    void changesOnlyWhatTheClientHasSeen() {
        var path = admin.post(USERS, newUser("etag@example.org")).header("Location");
        admin.put(path, json("fullName", "Second")).expect(200);

        admin.withHeader("If-Match", "\"1\"")
                .put(path, json("fullName", "Third"))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        admin.withHeader("If-Match", "\"1\"").delete(path).expect(412, "REQUEST.PRECONDITION_FAILED");
        admin.withHeader("If-Match", "\"2\"")
                .put(path, json("fullName", "Third"))
                .expect(200);
        admin.withHeader("If-Match", "*").put(path, json("fullName", "Fourth")).expect(200);
        admin.withHeader("If-Match", "\"1\", \"4\"").delete(path).expect(204);
    }

    @Test
    void letsOneOfManyConditionalChangesThrough() {
        var path = admin.post(USERS, newUser("once@example.org")).header("Location");
        var conditional = admin.withHeader("If-Match", "\"1\"");

        var answers = SignInTest.atOnce(32, i -> conditional.sendAsync("PUT", path, json("fullName", "Name " + i)));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 412).hasSize(31);
    }

    @Test
    void endsTheSessionsOfAUserWhosePasswordIsReset() {
        var ada = node.user();
        var login = node.login(ada);
        var client = node.http.withBearer(login.getString("accessToken"));
        client.get("/api/auth/me").expect(200);

        admin.put(USERS + "/" + ada.id(), json("password", "another long password"))
                .expect(200);

        client.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http
                .post("/api/auth/refresh", json("refreshToken", login.getString("refreshToken")))
                .expect(401, "AUTH.TOKEN_INVALID");
        node.login(ada.email(), PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        node.login(ada.email(), "another long password").expect(200);
    }

    @Test
    void givesAndTakesTheAdministratorsRightsAtOnce() {
        var ada = node.user();
        var client = node.signedIn(ada);
        client.get(USERS).expect(403, "ACCESS.DENIED");

        admin.put(USERS + "/" + ada.id(), json("roles", array("ADMIN", "USER"))).expect(200);
        client.get(USERS).expect(200);

        admin.put(USERS + "/" + ada.id(), json("roles", array("USER"))).expect(200);
        client.get(USERS).expect(403, "ACCESS.DENIED");
    }

    @Test
    void deletesAUserAndAllTheyHad() {
        var ada = node.user();
        var login = node.login(ada);
        var client = node.http.withBearer(login.getString("accessToken"));
        client.get("/api/auth/me").expect(200);

        admin.delete(USERS + "/" + ada.id()).expect(204);

        assertThat(node.workspaces.left).contains(ada.id());
        client.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http
                .post("/api/auth/refresh", json("refreshToken", login.getString("refreshToken")))
                .expect(401, "AUTH.TOKEN_INVALID");
        node.login(ada.email(), PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        admin.get(USERS + "/" + ada.id()).expect(404, "USER.NOT_FOUND");
        admin.delete(USERS + "/" + ada.id()).expect(404, "USER.NOT_FOUND");
        admin.post(USERS, newUser(ada.email())).expect(201);
    }

    @Test
    void keepsTheOwnerOfAWorkspace() {
        var ada = node.user();
        node.workspaces.owned.put(ada.id(), List.of(FakeWorkspaces.ACME));

        var refused = admin.delete(USERS + "/" + ada.id()).expect(409, "USER.OWNS_WORKSPACES");

        assertThat(refused.json().getString("message")).contains("acme");
        assertThat(node.workspaces.left).doesNotContain(ada.id());
        node.login(ada);
    }

    @Test
    void filtersOrdersAndPagesTheList() {
        for (var i = 0; i < 7; i++) {
            admin.post(USERS, newUser("page" + i + "@list.example").put("fullName", "Page " + (char) ('G' - i)))
                    .expect(201);
        }

        var byName = pages("filter=email:list.example&orderBy=fullName&pageSize=3");
        assertThat(byName)
                .extracting(user -> user.getString("fullName"))
                .containsExactly("Page A", "Page B", "Page C", "Page D", "Page E", "Page F", "Page G");
        var newestFirst = pages("filter=email:list.example&pageSize=2");
        assertThat(newestFirst)
                .extracting(user -> user.getString("email"))
                .startsWith("page6@list.example")
                .hasSize(7);
        assertThat(pages("filter=fullName=%22Page%20C%22%20AND%20email:LIST.example"))
                .hasSize(1);
        assertThat(pages("filter=createTime%3E%222999-01-01T00:00:00Z%22")).isEmpty();
        assertThat(pages("filter=role=admin"))
                .isNotEmpty()
                .allSatisfy(user -> assertThat(user.getJsonArray("roles")).contains("ADMIN"));
        assertThat(pages("filter=page3")).hasSize(1);
    }

    @Test
    void refusesAListItDoesNotUnderstand() {
        admin.get(USERS + "?pageSize=-1").expect(400, "REQUEST.INVALID");
        admin.get(USERS + "?pageSize=many").expect(400, "REQUEST.INVALID");
        admin.get(USERS + "?filter=password_hash:x").expect(400, "REQUEST.INVALID");
        admin.get(USERS + "?filter=(((").expect(400, "REQUEST.INVALID");
        admin.get(USERS + "?filter=email:%00").expect(400, "REQUEST.INVALID");
        admin.get(USERS + "?orderBy=password").expect(400, "REQUEST.INVALID");
        admin.get(USERS + "?pageToken=garbage").expect(400, "REQUEST.INVALID");
    }

    @Test
    void whoLacksTheRoleUserDoesNotSignIn() {
        var ada = node.user(PlatformRole.SUPPORT);
        var login = node.login(ada);
        var client = node.http.withBearer(login.getString("accessToken"));
        client.get("/api/auth/me").expect(200);

        node.admin()
                .put("/api/admin/users/" + ada.id(), json("roles", new JsonArray().add("SUPPORT")))
                .expect(200);

        client.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http
                .post("/api/auth/refresh", json("refreshToken", login.getString("refreshToken")))
                .expect(401, "AUTH.TOKEN_INVALID");
        var refused = node.login(ada.email(), IdentityNode.PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        assertThat(refused.json().getString("message"))
                .isEqualTo(node.login(ada.email(), "wrong").json().getString("message"));
        node.admin()
                .put("/api/admin/users/" + ada.id(), json("roles", new JsonArray().add("USER")))
                .expect(200);
        client.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.login(ada.email(), IdentityNode.PASSWORD).expect(200);
    }

    @Test
    void tellsTheRestOfThePlatformWhatHappened() {
        var created = admin.post(USERS, newUser("event@example.org")).expect(201);
        var id = created.data().getString("id");
        admin.put(created.header("Location"), json("fullName", "Event")).expect(200);
        admin.delete(created.header("Location")).expect(204);

        var types = new ArrayList<String>();
        BENCH.sql("select type from guildhall.event where subject = $1 order by sequence", id)
                .forEach(row -> types.add(row.getString(0)));
        assertThat(types).containsExactly("user.created", "user.updated", "user.deleted");
    }

    private static List<JsonObject> pages(String query) {
        var all = new ArrayList<JsonObject>();
        String token = null;
        do {
            var page = admin.get(USERS + "?" + query + (token == null ? "" : "&pageToken=" + token))
                    .expect(200)
                    .json();
            page.getJsonArray("data").forEach(user -> all.add((JsonObject) user));
            token = page.getString("nextPageToken");
        } while (token != null);
        return all;
    }

    @Test
    void namesEveryFieldOfANewUserThatCannotBeTaken() {
        var body = new JsonObject()
                .put("email", "not-an-email")
                .put("fullName", "Ada")
                .put("password", "short")
                .put("roles", new JsonArray().add("EMPEROR"))
                .put("shoeSize", 44);

        assertThat(fields(admin.post(USERS, body).expect(400, "REQUEST.INVALID")))
                .containsExactlyInAnyOrder("email", "password", "roles", "shoeSize");
        body.remove("shoeSize");
        assertThat(fields(admin.post(USERS, body).expect(400, "REQUEST.INVALID")))
                .containsExactlyInAnyOrder("email", "password", "roles");
    }

    private static List<String> fields(HttpTester.Response answer) {
        return answer.json().getJsonArray("details", new JsonArray()).stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }

    private static String mixed(String email, int variant) {
        return variant % 2 == 0 ? email : email.toUpperCase(Locale.ROOT);
    }

    static JsonObject newUser(String email) {
        return json("email", email, "fullName", "Grace Hopper", "password", PASSWORD, "roles", array("USER"));
    }

    private static JsonArray array(Object... items) {
        return new JsonArray(List.of(items));
    }
}
