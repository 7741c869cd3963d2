package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokens that users make for their programs. */
class PersonalTokensTest {

    private static final String TOKENS = "/api/auth/tokens";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static IdentityNode other;

    private UserProfile ada;
    private HttpTester client;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        other = new IdentityNode(BENCH);
    }

    @BeforeEach
    void aUserIsSignedIn() {
        ada = node.user();
        client = node.signedIn(ada);
    }

    private JsonObject token(Object... namesAndValues) {
        return client.post(TOKENS, json(namesAndValues).put("name", "Report"))
                .expect(201)
                .data();
    }

    private static HttpTester with(JsonObject token) {
        return node.http.withBearer(token.getString("token"));
    }

    @Test
    void aTokenIsShownOnceAndActsForItsUser() {
        var answer = client.post(TOKENS, json("name", "Report", "scopes", JsonArray.of("audit:read", "events.*")))
                .expect(201);

        var made = answer.data();
        assertThat(made.getString("token")).matches("ghl_pat_[0-9A-Za-z]{49}");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(with(made).get("/api/auth/me").expect(200).data().getString("email"))
                .isEqualTo(ada.email());
        var listed = client.get(TOKENS).expect(200);
        assertThat(listed.list()).hasSize(1);
        assertThat(listed.list().getJsonObject(0).getJsonArray("scopes")).containsExactly("audit.read", "events.*");
        assertThat(listed.body()).doesNotContain(made.getString("token"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/auth/tokens",
        "GET, /api/auth/tokens",
        "DELETE, /api/auth/tokens/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e",
        "GET, /api/auth/sessions",
        "DELETE, /api/auth/sessions",
        "DELETE, /api/auth/sessions/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e",
        "POST, /api/auth/password",
        "POST, /api/auth/logout"
    })
    void aTokenDoesNotDoWhatOnlyItsUserDoes(String method, String path) {
        var body = path.endsWith("password")
                ? json("currentPassword", IdentityNode.PASSWORD, "newPassword", "four other random words")
                : json("name", "More");

        var answer = with(token()).sendAsync(method, path, method.equals("POST") ? body : null);

        answer.join().expect(403, "ACCESS.DENIED");
        client.get("/api/auth/me").expect(200);
    }

    @Test
    void theTokenOfAnAdministratorAdministersOnlyWithoutScopes() {
        client = node.signedIn(node.user(PlatformRole.ADMIN));

        with(token()).get("/api/admin/users").expect(200);
        with(token("scopes", JsonArray.of("audit.read")))
                .get("/api/admin/users")
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void everyWrongFieldIsNamed() {
        var refused = client.post(
                        TOKENS,
                        json("name", "http://x", "expiresIn", 1, "scopes", JsonArray.of("cake.eat"))
                                .put("organizationId", "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e")
                                .put("workspaceId", "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e"))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactlyInAnyOrder("name", "expiresIn", "scopes", "workspaceId");
        client.post(TOKENS, json("name", "x", "scopes", JsonArray.of("audit.read; drop")))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void aTokenThatIsDeletedOpensNothingAnyMoreOnAnyNode() {
        var made = token();
        var there = other.http.withBearer(made.getString("token"));
        with(made).get("/api/auth/me").expect(200);
        there.get("/api/auth/me").expect(200);

        client.delete(TOKENS + "/" + made.getString("id")).expect(204);

        with(made).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        Await.until(() -> there.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
        client.delete(TOKENS + "/" + made.getString("id")).expect(404, "TOKEN.NOT_FOUND");
    }

    @Test
    void nobodyElseSeesOrEndsAToken() {
        var made = token();
        var eve = node.signedIn(node.user());

        eve.delete(TOKENS + "/" + made.getString("id")).expect(404, "TOKEN.NOT_FOUND");
        assertThat(eve.get(TOKENS).expect(200).list()).isEmpty();
        with(made).get("/api/auth/me").expect(200);
    }

    @Test
    void aTokenEndsWithTheRoleOfItsUserForGood() {
        var made = token();
        var admin = node.admin();
        with(made).get("/api/auth/me").expect(200);

        admin.put("/api/admin/users/" + ada.id(), json("roles", JsonArray.of("SUPPORT")))
                .expect(200);
        with(made).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        admin.put("/api/admin/users/" + ada.id(), json("roles", JsonArray.of("USER")))
                .expect(200);

        with(made).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        assertThat(client(ada).get(TOKENS).expect(200).list()).isEmpty();
    }

    @Test
    void aTokenEndsWithItsUser() {
        var made = token();
        with(made).get("/api/auth/me").expect(200);

        node.admin().delete("/api/admin/users/" + ada.id()).expect(204);

        with(made).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
    }

    private static HttpTester client(UserProfile user) {
        return node.signedIn(user);
    }

    @Test
    void aTokenExpiresAlsoFromMemory() {
        var late = new IdentityNode(BENCH);
        var made = late.signedIn(ada)
                .post(TOKENS, json("name", "Short", "expiresIn", 60))
                .expect(201)
                .data();
        var program = late.http.withBearer(made.getString("token"));
        program.get("/api/auth/me").expect(200);

        late.clock.forward(Duration.ofSeconds(61));

        program.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void oneOfManyMadeAtOnceIsTheLast() {
        var answers = SignInTest.atOnce(64, i -> client.sendAsync("POST", TOKENS, json("name", "Token " + i)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(PgPersonalTokens.MOST_OF_USER);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(answer -> answer.expect(409, "TOKEN.LIMIT_REACHED"));
    }

    @Test
    void aUserWhoIsShutOutMeanwhileIsLeftWithNoToken() {
        var admin = node.admin();

        SignInTest.atOnce(
                16,
                i -> i == 7
                        ? admin.sendAsync("PUT", "/api/admin/users/" + ada.id(), json("roles", JsonArray.of("SUPPORT")))
                        : client.sendAsync("POST", TOKENS, json("name", "Token " + i)));

        assertThat(count(
                        "select count(*) from guildhall.personal_access_token where user_id = $1",
                        ada.id().value()))
                .isZero();
    }

    @Test
    void theLastUseIsShownSoonAndWrittenOnceAMinuteByAllNodesTogether() {
        var made = token();
        var id = UUID.fromString(made.getString("id"));
        var there = other.http.withBearer(made.getString("token"));
        SignInTest.atOnce(32, i -> with(made).sendAsync("GET", "/api/auth/me", null));
        there.get("/api/auth/me").expect(200);
        Await.until(() -> assertThat(lastUse().getString("lastUsedFrom")).isEqualTo("127.0.0.1"));
        var first = written(id);

        other.clock.forward(Duration.ofSeconds(61));
        there.get("/api/auth/me").expect(200);
        Await.result(other.identity.personalTokenMemory().writeUse());
        Await.result(node.identity.personalTokenMemory().writeUse());

        assertThat(written(id)).isEqualTo(first);

        BENCH.sql(
                "update guildhall.personal_access_token set last_use_written_at = now() - interval '1 minute' where id = $1",
                id);
        other.clock.forward(Duration.ofSeconds(61));

        Await.until(() -> assertThat(written(id).useOf()).isAfter(first.useOf().plusSeconds(59)));
        assertThat(lastUse().getString("lastUsedAt"))
                .isEqualTo(written(id).useOf().toString());
    }

    private JsonObject lastUse() {
        return client.get(TOKENS).expect(200).list().getJsonObject(0);
    }

    private record Written(Instant useOf, Instant at) {}

    private static Written written(UUID token) {
        var row = BENCH.sql(
                        "select last_used_at, last_use_written_at from guildhall.personal_access_token where id = $1",
                        token)
                .iterator()
                .next();
        return new Written(
                row.getOffsetDateTime(0).toInstant(), row.getOffsetDateTime(1).toInstant());
    }

    @Test
    void theLastUseNeverGoesBack() {
        var made = token();
        var id = UUID.fromString(made.getString("id"));
        BENCH.sql(
                "update guildhall.personal_access_token set last_used_at = now() + interval '1 hour',"
                        + " last_used_from = '192.0.2.7', last_use_written_at = now() - interval '1 hour' where id = $1",
                id);
        var before = written(id);

        with(made).get("/api/auth/me").expect(200);
        Await.result(node.identity.personalTokenMemory().writeUse());

        assertThat(written(id)).isEqualTo(before);
    }

    @Test
    void whatIsMistypedIsNeverLookedUp() {
        var made = token().getString("token");
        var wrong = made.substring(0, made.length() - 1) + (made.endsWith("0") ? "1" : "0");

        node.http.withBearer(wrong).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http.withBearer("ghl_pat_").get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http.withBearer(made).get("/api/auth/me").expect(200);
    }

    @Test
    void anotherScopeSeesNoTokenOfTheDatabase() {
        token();
        var rows = "select count(*) from guildhall.personal_access_token";

        assertThat(seen("platform", rows)).isPositive();
        assertThat(seen("019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e", rows)).isZero();
        assertThat(seen("organization:019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e", rows))
                .isZero();
        assertThat(seen(null, rows)).isZero();
    }

    private static long seen(String scope, String sql) {
        return BENCH.sqlAsApplication(scope, sql).iterator().next().getLong(0);
    }

    private static long count(String sql, Object... values) {
        return BENCH.sql(sql, values).iterator().next().getLong(0);
    }
}
