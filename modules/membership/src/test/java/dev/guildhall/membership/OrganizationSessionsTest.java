package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions and tokens that are scoped to an organization, from signing in to leaving it. */
class OrganizationSessionsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester platform;
    private static String app;

    private UserId ada;
    private TestOrganization acme;
    private String organization;
    private String inside;
    private String outside;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
        app = product.app();
    }

    @BeforeEach
    void aUserIsInAnOrganizationAndInAWorkspaceOfNone() {
        ada = product.user();
        acme = product.organization(app);
        organization = acme.id().toString();
        join(acme.path(), ada, "ADMIN");
        inside = acme.workspace().path();
        outside = product.workspace().path();
        join(outside, ada, "ADMIN");
    }

    private static void join(String place, UserId person, String role) {
        platform.post(place + "/members", TestProduct.member(person, role)).expect(200);
    }

    private static JsonObject session(UserId person) {
        return product.signIn(person).expect(200).data();
    }

    private static HttpTester with(JsonObject tokens) {
        return product.asNobody().withBearer(tokens.getString("accessToken"));
    }

    private static Response switched(JsonObject tokens, String wanted) {
        return with(tokens).post("/api/auth/organization", new JsonObject().put("organizationId", wanted));
    }

    private static Response refreshed(JsonObject tokens) {
        return product.asNobody()
                .post("/api/auth/refresh", new JsonObject().put("refreshToken", tokens.getString("refreshToken")));
    }

    private static JsonObject claims(JsonObject tokens) {
        var payload = tokens.getString("accessToken").split("\\.", -1)[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    @Test
    void whoTheyAreListsWhatTheyReachByWhicheverRole() {
        var tokens = session(ada);
        join(inside, ada, "VIEWER");

        assertThat(reached(tokens)).containsExactlyInAnyOrder(TestProduct.idOf(inside) + " ADMIN ORGANIZATION");
        var unbound = switched(tokens, null).expect(200).data();
        assertThat(reached(unbound))
                .containsExactlyInAnyOrder(
                        TestProduct.idOf(inside) + " ADMIN ORGANIZATION",
                        TestProduct.idOf(outside) + " ADMIN WORKSPACE");
    }

    @Test
    void whoComesIntoAWorkspaceByATeamIsToldSo() {
        var bob = product.user();
        join(acme.path(), bob, "MEMBER");
        var team = with(session(ada))
                .post(acme.path() + "/teams", new JsonObject().put("name", "Support"))
                .expect(201)
                .header("Location");
        join(team, bob, "MEMBER");
        platform.put(team + "/workspaces/" + TestProduct.idOf(inside), new JsonObject().put("role", "MEMBER"))
                .expect(200);

        assertThat(reached(session(bob))).containsExactly(TestProduct.idOf(inside) + " MEMBER TEAM");
    }

    private static List<String> reached(JsonObject tokens) {
        return with(tokens).get("/api/auth/me").expect(200).data().getJsonArray("workspaces").stream()
                .map(JsonObject.class::cast)
                .map(one -> one.getString("id") + " " + one.getString("role") + " " + one.getString("roleScope"))
                .toList();
    }

    private static List<String> names(Response listed) {
        return listed.expect(200).list().stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
    }

    @Test
    void whoIsInOneOrganizationIsScopedToIt() {
        var tokens = session(ada);

        assertThat(claims(tokens).getString("org_id")).isEqualTo(organization);
        with(tokens).get(inside).expect(200);
        with(tokens).get(acme.path()).expect(200);
        with(tokens).get(outside).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(names(with(tokens).get("/api/workspaces"))).containsExactly(TestProduct.idOf(inside));
        var me = with(tokens).get("/api/auth/me").expect(200).data();
        assertThat(me.getString("organizationId")).isEqualTo(organization);
        assertThat(me.getJsonArray("workspaces"))
                .extracting(one -> ((JsonObject) one).getString("id"))
                .containsExactly(TestProduct.idOf(inside));
        with(tokens)
                .post("/api/workspaces/self", new JsonObject().put("name", "Mine"))
                .expect(403, "ACCESS.DENIED");
        var because = with(tokens)
                .get(inside + "/access?permission=members.manage")
                .expect(200)
                .data()
                .getJsonArray("because");
        assertThat(because)
                .extracting(reason -> ((JsonObject) reason).getString("rule"))
                .containsExactly("ORGANIZATION_ROLE", "TOKEN_BINDING");
    }

    @Test
    void aSessionIsSwitchedToNoneAndBackAndRemembersIt() {
        var first = session(ada);

        var none = switched(first, null).expect(200).data();

        with(first).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        assertThat(claims(none).containsKey("org_id")).isFalse();
        assertThat(claims(none).getString("sid")).isEqualTo(claims(first).getString("sid"));
        with(none).get(inside).expect(200);
        with(none).get(outside).expect(200);
        var later = refreshed(none).expect(200).data();
        assertThat(claims(later).containsKey("org_id")).isFalse();
        var back = switched(later, organization).expect(200).data();
        with(none).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        with(back).get(outside).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(claims(refreshed(back).expect(200).data()).getString("org_id"))
                .isEqualTo(organization);
    }

    @Test
    void anotherOrganizationIsNeitherChosenNorSwitchedTo() {
        var foreign = product.organization(app).id().toString();

        product.signIn(ada, foreign).expect(404, "ORGANIZATION.NOT_FOUND");
        product.signIn(ada, "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e").expect(404, "ORGANIZATION.NOT_FOUND");
        var tokens = session(ada);
        var refusal = refusal(tokens, foreign);
        assertThat(refusal(tokens, "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e")).isEqualTo(refusal);
        with(tokens).get(inside).expect(200);
        refreshed(tokens).expect(200);
        platform.delete(acme.path()).expect(204);
        var elsewhere = product.signIn(ada).expect(200).data();
        assertThat(refusal(elsewhere, organization)).isEqualTo(refusal);
    }

    /** The answer to who asks for an organization, without what is of this request. */
    private static String refusal(JsonObject tokens, String wanted) {
        var refused =
                switched(tokens, wanted).expect(404, "ORGANIZATION.NOT_FOUND").json();
        refused.remove("requestId");
        return refused.encode().replace(wanted, "…");
    }

    @Test
    void whoIsInSeveralOrganizationsChooses() {
        var other = product.organization(app);
        var second = other.id().toString();
        join(other.path(), ada, "MEMBER");

        assertThat(claims(session(ada)).containsKey("org_id")).isFalse();
        assertThat(claims(product.signIn(ada, second).expect(200).data()).getString("org_id"))
                .isEqualTo(second);
    }

    @Test
    void whoLeavesTheOrganizationLosesThePowerOfTheTokenAtOnceAndKeepsTheSession() {
        var tokens = session(ada);
        with(tokens).get(inside).expect(200);

        platform.delete(acme.path() + "/members/" + ada).expect(204);

        assertThat(with(tokens).get(inside).status()).isIn(401, 404);
        Await.until(() -> with(tokens).get(inside).expect(401, "AUTH.TOKEN_INVALID"));
        var rest = refreshed(tokens).expect(200).data();
        assertThat(claims(rest).containsKey("org_id")).isFalse();
        with(rest).get(outside).expect(200);
        join(acme.path(), ada, "ADMIN");
        with(tokens).get(inside).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void refreshesAndSwitchesAtOnceLeaveOneSessionThatWorks() {
        var tokens = session(ada);

        for (var round = 0; round < 8; round++) {
            var present = tokens;
            var wanted = round % 2 == 0 ? null : organization;
            var refresh = product.asNobody()
                    .sendAsync(
                            "POST",
                            "/api/auth/refresh",
                            new JsonObject().put("refreshToken", present.getString("refreshToken")));
            var change = with(present)
                    .sendAsync("POST", "/api/auth/organization", new JsonObject().put("organizationId", wanted));

            var renewed = refresh.join().expect(200).data();
            tokens = change.join().expect(200).data();

            with(tokens).get("/api/auth/me").expect(200);
            assertThat(claims(tokens).getString("org_id")).isEqualTo(wanted);
            assertThat(claims(refreshed(renewed).expect(200).data()).getString("org_id"))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void switchingWhileTheMembershipEndsScopesToNoFormerOrganization() {
        for (var round = 0; round < 4; round++) {
            var tokens = switched(session(ada), null).expect(200).data();
            var leaving = platform.sendAsync("DELETE", acme.path() + "/members/" + ada, null);
            var changes = IntStream.range(0, 8)
                    .mapToObj(i -> with(tokens)
                            .sendAsync(
                                    "POST",
                                    "/api/auth/organization",
                                    new JsonObject().put("organizationId", organization)))
                    .toList();

            leaving.join().expect(204);
            changes.forEach(change -> assertThat(change.join().status()).isIn(200, 401, 404));

            assertThat(BENCH.sql(
                                    "select count(*) from guildhall.user_session where user_id::text = $1"
                                            + " and organization_id is not null",
                                    ada.toString())
                            .iterator()
                            .next()
                            .getLong(0))
                    .isZero();
            join(acme.path(), ada, "ADMIN");
        }
    }

    @Test
    void aTokenOfAnOrganizationOpensItAndEndsWithTheMembershipForGood() {
        var tokens = session(ada);
        var made = with(tokens)
                .post("/api/auth/tokens", new JsonObject().put("name", "Report"))
                .expect(201)
                .data();
        var program = product.asNobody().withBearer(made.getString("token"));

        assertThat(made.getString("organizationId")).isEqualTo(organization);
        program.get(inside).expect(200);
        program.get(outside).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(names(program.get("/api/workspaces"))).containsExactly(TestProduct.idOf(inside));
        assertThat(names(program.get("/api/organizations"))).containsExactly(organization);
        program.post(acme.path() + "/leave", null).expect(403, "ACCESS.DENIED");
        platform.delete(acme.path() + "/members/" + ada).expect(204);
        assertThat(program.get(inside).status()).isIn(401, 404);
        Await.until(() -> program.get(inside).expect(401, "AUTH.TOKEN_INVALID"));
        join(acme.path(), ada, "ADMIN");
        program.get(inside).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void aDryRunOfADeletionCountsTheTokensThatWouldEnd() {
        var made = new JsonObject().put("name", "Report").put("organizationId", organization);
        with(session(ada)).post("/api/auth/tokens", made).expect(201);

        var removes =
                platform.delete(acme.path() + "?dryRun=true").expect(200).data().getJsonObject("removes");

        assertThat(removes.getInteger("tokens")).isEqualTo(1);
        platform.get(acme.path()).expect(200);
    }

    @Test
    void aTokenOfAWorkspaceOpensItAloneAndEndsWithTheMembershipForGood() {
        var none = switched(session(ada), null).expect(200).data();
        var wanted = new JsonObject().put("name", "Report").put("workspaceId", TestProduct.idOf(outside));
        var program = product.asNobody()
                .withBearer(with(none)
                        .post("/api/auth/tokens", wanted)
                        .expect(201)
                        .data()
                        .getString("token"));

        program.get(outside).expect(200);
        program.get(inside).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(names(program.get("/api/organizations"))).isEmpty();
        platform.delete(outside + "/members/" + ada).expect(204);
        assertThat(program.get(outside).status()).isIn(401, 404);
        Await.until(() -> program.get(outside).expect(401, "AUTH.TOKEN_INVALID"));
        join(outside, ada, "ADMIN");
        program.get(outside).expect(401, "AUTH.TOKEN_INVALID");
        with(none)
                .post(
                        "/api/auth/tokens",
                        new JsonObject().put("name", "x").put("workspaceId", "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e"))
                .expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void aScopedTokenListsOnlyWhatItsScopesCarry() {
        var wanted = new JsonObject().put("name", "Report").put("scopes", JsonArray.of("workspace:read", "members.*"));
        var program = product.asNobody()
                .withBearer(with(session(ada))
                        .post("/api/auth/tokens", wanted)
                        .expect(201)
                        .data()
                        .getString("token"));

        program.get("/api/workspaces").expect(200);
        program.get(inside + "/members").expect(200);
        program.get("/api/organizations").expect(403, "ACCESS.DENIED");
        program.get(inside + "/roles").expect(403, "ACCESS.DENIED");
        program.post(inside + "/leave", null).expect(403, "ACCESS.DENIED");
        program.post(inside + "/default", null).expect(403, "ACCESS.DENIED");
    }

    @Test
    void theStreamOfATokenEndsWhenItIsDeleted() {
        var tokens = session(ada);
        var made = with(tokens)
                .post("/api/auth/tokens", new JsonObject().put("name", "Listener"))
                .expect(201)
                .data();
        var stream = product.asNobody().withBearer(made.getString("token")).stream(inside + "/events/stream");
        var staying = with(tokens).stream(inside + "/events/stream");

        with(tokens).delete("/api/auth/tokens/" + made.getString("id")).expect(204);

        Await.until(() -> assertThat(stream).isCompleted());
        assertThat(staying).isNotDone();
        switched(tokens, null).expect(200);
        Await.until(() -> assertThat(staying).isCompleted());
    }
}
