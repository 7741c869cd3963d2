package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkspacesTest extends MembershipTest {

    @Test
    void anAdministratorCreatesAWorkspaceAndOwnsIt() {
        var key = TestProduct.name("ws");

        var created = product.asAdministrator()
                .post("/api/workspaces", request(key, "Acme Corp"))
                .expect(200);

        var workspace = created.data();
        assertThat(workspace.getString("key")).isEqualTo(key);
        assertThat(workspace.getString("name")).isEqualTo("Acme Corp");
        assertThat(workspace.getString("plan")).isEqualTo("TEAM");
        assertThat(workspace.getString("ownerId"))
                .isEqualTo(product.administrator().toString());
        assertThat(workspace.getInstant("createdAt")).isNotNull();
        var again = product.as(product.administrator())
                .get("/api/workspaces/" + workspace.getString("id"))
                .expect(200);
        assertThat(again.data()).isEqualTo(workspace);
        assertThat(again.header("ETag")).isEqualTo(created.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void nobodyElseCreatesWorkspacesThisWay() {
        product.as(product.user())
                .post("/api/workspaces", request(TestProduct.name("ws"), "Mine"))
                .expect(403, "ACCESS.DENIED");
        product.asNobody()
                .post("/api/workspaces", request(TestProduct.name("ws"), "Mine"))
                .expect(401, "AUTH.REQUIRED");
    }

    @Test
    void itsCreationIsTheFirstOfItsEvents() {
        var id = product.asAdministrator()
                .post("/api/workspaces", request(TestProduct.name("ws"), "Acme"))
                .expect(200)
                .data()
                .getString("id");

        var events = product.asAdministrator()
                .get("/api/workspaces/" + id + "/events")
                .expect(200)
                .list();

        assertThat(events)
                .extracting(event -> ((JsonObject) event).getString("type"))
                .containsExactly("workspace.created", "member.added");
    }

    @Test
    void itIsMadeInItsOwnScopeAlsoWhenOthersAreCountedBefore() {
        var founder = product.user();

        var ordered = product.asAdministrator()
                .post("/api/workspaces", request(TestProduct.name("ws"), "Ordered"))
                .expect(200)
                .data();
        var own = product.as(founder)
                .post("/api/workspaces/self", new JsonObject().put("name", "Own"))
                .expect(201)
                .data();

        assertThat(scopes.of(ordered.getString("id"))).hasToString(ordered.getString("id"));
        assertThat(scopes.of(own.getString("id"))).hasToString(own.getString("id"));
    }

    @Test
    void theyAreFoundByWhoOwnsThem() {
        var founder = product.user();
        var own = product.as(founder)
                .post("/api/workspaces/self", new JsonObject().put("name", "Own"))
                .expect(201)
                .data()
                .getString("id");
        product.workspace();

        var found = product.asAdministrator()
                .get("/api/workspaces?filter=ownerId%3D%22" + founder + "%22")
                .expect(200)
                .list();

        assertThat(found)
                .extracting(workspace -> ((JsonObject) workspace).getString("id"))
                .containsExactly(own);
    }

    @Test
    void whatMayBeLeftOutMayAlsoBeNull() {
        var request = request(TestProduct.name("ws"), "Acme").putNull("plan").putNull("organizationId");

        var workspace = product.asAdministrator()
                .post("/api/workspaces", request)
                .expect(200)
                .data();

        assertThat(workspace.getString("plan")).isEqualTo("TEAM");
    }

    @Test
    void anOrganizationThatDoesNotExistIsNotFound() {
        var request = request(TestProduct.name("ws"), "Acme")
                .put("organizationId", Ids.next().toString());

        product.asAdministrator().post("/api/workspaces", request).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void aChangeOfNothingChangesNothing() {
        var created = product.asAdministrator()
                .post("/api/workspaces", request(TestProduct.name("ws"), "Acme"))
                .expect(200);

        var unchanged = product.asAdministrator()
                .patch("/api/workspaces/" + created.data().getString("id"), new JsonObject())
                .expect(200);

        assertThat(unchanged.data()).isEqualTo(created.data());
        assertThat(unchanged.header("ETag")).isEqualTo(created.header("ETag"));
    }

    @Test
    void aKeyIsUsedOnce() {
        var key = TestProduct.name("ws");
        product.asAdministrator().post("/api/workspaces", request(key, "First")).expect(200);

        var error = product.asAdministrator().post("/api/workspaces", request(key, "Second"));

        error.expect(409, "WORKSPACE.KEY_EXISTS");
        assertThat(error.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("key");
    }

    @Test
    void ofManyWhoWantAKeyAtOnceOneGetsIt() {
        var key = TestProduct.name("ws");

        var answers = IntStream.range(0, 32)
                .mapToObj(i -> product.asAdministrator().sendAsync("POST", "/api/workspaces", request(key, "Race")))
                .toList();

        assertThat(statuses(answers))
                .containsOnlyOnce(200)
                .filteredOn(status -> status != 200)
                .containsOnly(409);
    }

    @Test
    void badFieldsAreNamed() {
        var admin = product.asAdministrator();

        for (var key : List.of("", "ab", "Acme", "1acme", "acme-", "a_b_c", "x".repeat(41), "akmé", "ac me")) {
            var error = admin.post("/api/workspaces", request(key, "Acme")).expect(400, "REQUEST.INVALID");
            assertThat(error.json().getJsonArray("details").getJsonObject(0).getString("field"))
                    .isEqualTo("key");
        }
        admin.post("/api/workspaces", request(TestProduct.name("ws"), "  ")).expect(400, "REQUEST.INVALID");
        admin.post("/api/workspaces", request(TestProduct.name("ws"), "Acme").put("plan", "gold"))
                .expect(400, "REQUEST.INVALID");
        admin.post("/api/workspaces", request(TestProduct.name("ws"), "Nul \u0000 byte"))
                .expect(400, "REQUEST.INVALID");
        admin.post("/api/workspaces", new JsonObject().put("key", TestProduct.name("ws")))
                .expect(400, "REQUEST.INVALID");
        admin.post("/api/workspaces", request(TestProduct.name("ws"), "Acme").put("color", "red"))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void everyFieldThatIsWrongIsNamedWhateverIsWrongWithIt() {
        var admin = product.asAdministrator();
        var wrong = new JsonObject().put("key", "A key").put("plan", "GOLD");

        var withoutName = admin.post("/api/workspaces", wrong).expect(400, "REQUEST.INVALID");
        var withNumber = admin.post(
                        "/api/workspaces", wrong.copy().put("name", 7).put("color", "red"))
                .expect(400, "REQUEST.INVALID");
        var blank = admin.post("/api/workspaces", wrong.copy().put("name", "")).expect(400, "REQUEST.INVALID");

        assertThat(fields(withoutName)).containsExactlyInAnyOrder("key", "name", "plan");
        assertThat(fields(withNumber)).containsExactlyInAnyOrder("key", "name", "plan", "color");
        assertThat(fields(blank)).containsExactlyInAnyOrder("key", "name", "plan");
    }

    @Test
    void aNameIsOneThatCanBeKept() {
        for (var name : List.of("Nul \u0000 byte", "half \ud83d a pair")) {
            var body = "{\"key\":\"" + TestProduct.name("ws") + "\",\"name\":\"" + escaped(name) + "\"}";
            var refused = product.asAdministrator().send("POST", "/api/workspaces", body);
            assertThat(fields(refused.expect(400, "REQUEST.INVALID"))).containsExactly("name");
        }
        product.asAdministrator()
                .post("/api/workspaces", request(TestProduct.name("ws"), "Whole \ud83d\ude00 pair"))
                .expect(200);
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(unit -> String.format("\\u%04x", unit)).collect(Collectors.joining());
    }

    @Test
    void aPlanIsWrittenInAnyCase() {
        var created = product.asAdministrator()
                .post("/api/workspaces", request(TestProduct.name("ws"), "Acme").put("plan", "enterprise"))
                .expect(200);

        assertThat(created.data().getString("plan")).isEqualTo("ENTERPRISE");
    }

    @Test
    void aWorkspaceIsRenamedByThoseWhoMayAndOnlyAtTheRevisionTheySaw() {
        var workspace = product.workspace();

        var renamed = workspace
                .asOwner()
                .patch(workspace.path(), new JsonObject().put("name", "New"))
                .expect(200);

        assertThat(renamed.data().getString("name")).isEqualTo("New");
        assertThat(renamed.header("ETag")).isEqualTo("\"2\"");
        assertThat(workspace.asOwner().get(workspace.path()).data().getString("name"))
                .isEqualTo("New");
        workspace
                .asOwner()
                .withHeader("If-Match", "\"1\"")
                .patch(workspace.path(), new JsonObject().put("name", "Stale"))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        assertThat(workspace
                        .asOwner()
                        .patch(workspace.path(), new JsonObject())
                        .expect(200)
                        .header("ETag"))
                .isEqualTo("\"2\"");
        workspace
                .asOwner()
                .patch(workspace.path(), new JsonObject().putNull("name"))
                .expect(400, "REQUEST.INVALID");
        product.as(workspace.member("MEMBER"))
                .patch(workspace.path(), new JsonObject().put("name", "Hijacked"))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void ofManyChangesToOneRevisionOneWins() {
        var workspace = product.workspace();
        var owner = workspace.asOwner().withHeader("If-Match", "\"1\"");

        var answers = IntStream.range(0, 32)
                .mapToObj(i -> owner.sendAsync("PATCH", workspace.path(), new JsonObject().put("name", "Name " + i)))
                .toList();

        assertThat(statuses(answers))
                .containsOnlyOnce(200)
                .filteredOn(status -> status != 200)
                .containsOnly(412);
    }

    @Test
    void aDeletedWorkspaceIsGoneForEveryone() {
        var workspace = product.workspace();
        var admin = workspace.member("ADMIN");
        product.as(admin).delete(workspace.path()).expect(403, "ACCESS.DENIED");

        workspace.asOwner().delete(workspace.path()).expect(204);

        workspace.asOwner().get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        product.as(admin).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        product.asAdministrator().get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(BENCH.sql(
                                "select from guildhall.member where workspace_id = $1",
                                workspace.id().value())
                        .size())
                .isZero();
        var told = BENCH.sql(
                "select data from guildhall.event where type = 'workspace.deleted' and subject = $1"
                        + " and tenant_kind = 'PLATFORM' and tenant_id = '00000000-0000-0000-0000-000000000000'",
                workspace.id().toString());
        assertThat(told.size()).isEqualTo(1);
    }

    @Test
    void everyoneListsWhatTheyCanAccessAndAdministratorsAll() {
        var mine = product.workspace();
        var other = product.workspace();
        var member = mine.member("VIEWER");

        var listed = product.as(member).get("/api/workspaces").expect(200).list();

        assertThat(listed).hasSize(1);
        assertThat(listed.getJsonObject(0).getString("id")).isEqualTo(mine.id().toString());
        var all = product.asAdministrator()
                .get("/api/workspaces?pageSize=1000")
                .expect(200)
                .list();
        assertThat(all.stream().map(item -> ((JsonObject) item).getString("id")))
                .contains(mine.id().toString(), other.id().toString());
    }

    @Test
    void aListIsFilteredOrderedAndPaged() {
        var admin = product.asAdministrator();
        var prefix = "paged" + System.nanoTime();
        for (var i = 0; i < 5; i++) {
            admin.post("/api/workspaces", request(TestProduct.name("ws"), prefix + " " + i))
                    .expect(200);
        }
        var query = "/api/workspaces?pageSize=2&orderBy=name%20desc&filter=name%3A%22" + prefix + "%22";

        var first = admin.get(query).expect(200);
        var second = admin.get(query + "&pageToken=" + first.json().getString("nextPageToken"))
                .expect(200);
        var third = admin.get(query + "&pageToken=" + second.json().getString("nextPageToken"))
                .expect(200);

        assertThat(List.of(names(first), names(second), names(third)))
                .containsExactly(
                        List.of(prefix + " 4", prefix + " 3"),
                        List.of(prefix + " 2", prefix + " 1"),
                        List.of(prefix + " 0"));
        assertThat(third.json().containsKey("nextPageToken")).isFalse();
        admin.get("/api/workspaces?filter=colour%3Dred").expect(400, "REQUEST.INVALID");
        admin.get("/api/workspaces?pageToken=garbage").expect(400, "REQUEST.INVALID");
    }

    @Test
    void anOutsiderCannotTellAWorkspaceFromNone() {
        var stranger = product.as(product.user()).withHeader("X-Request-Id", "same");

        var hidden = stranger.get(product.workspace().path());
        var missing = stranger.get("/api/workspaces/" + Ids.next());

        assertThat(hidden.expect(404, "WORKSPACE.NOT_FOUND").body()).isEqualTo(missing.body());
    }

    @Test
    void rowsAreSeenInTheirOwnScopeOnly() {
        var workspace = product.workspace();
        var other = product.workspace();
        var count = "select count(*)::int from guildhall.workspace where id = $1";

        assertThat(seen(workspace.id().toString(), count, workspace)).isEqualTo(1);
        assertThat(seen(other.id().toString(), count, workspace)).isZero();
        assertThat(seen(null, count, workspace)).isZero();
    }

    private static List<String> names(Response page) {
        return page.list().stream()
                .map(item -> ((JsonObject) item).getString("name"))
                .toList();
    }

    private static JsonObject request(String key, String name) {
        return new JsonObject().put("key", key).put("name", name);
    }
}
