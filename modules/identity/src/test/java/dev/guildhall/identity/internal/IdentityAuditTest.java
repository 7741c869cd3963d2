package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the platform's audit log keeps of accounts and sign-ins. */
class IdentityAuditTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    private static List<JsonObject> entriesAbout(Object user) {
        return BENCH
                .sql(
                        "select content from guildhall.audit_entry where tenant_id = $1 and subject = $2"
                                + " order by sequence",
                        Tenant.PLATFORM.value(),
                        user.toString())
                .stream()
                .map(row -> row.getJsonObject(0))
                .toList();
    }

    private static List<String> actionsOn(Object user) {
        return entriesAbout(user).stream()
                .map(entry -> entry.getString("action"))
                .toList();
    }

    @Test
    void keepsWhatAnAdministratorDoesWithAnAccount() {
        var root = node.user(PlatformRole.ADMIN);
        var admin = node.signedIn(root).withHeader("X-Request-Id", "request-7");
        var created = admin.post(
                        "/api/admin/users",
                        json(
                                "email",
                                "kept@example.org",
                                "fullName",
                                "Before",
                                "password",
                                PASSWORD,
                                "roles",
                                new JsonArray().add("USER")))
                .expect(201);
        var path = created.header("Location");
        admin.put(path, json("fullName", "After", "password", PASSWORD + "!")).expect(200);
        admin.delete(path).expect(204);

        var entries = entriesAbout(created.data().getString("id"));

        assertThat(entries)
                .extracting(entry -> entry.getString("action"))
                .containsExactly("user.created", "user.updated", "user.deleted");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getString("actor")).isEqualTo("user:" + root.id());
            assertThat(entry.getString("actorEmail")).isEqualTo(root.email());
            assertThat(entry.getString("credentialKind")).isEqualTo("ACCESS_TOKEN");
            assertThat(entry.getString("credential")).isNotBlank();
            assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
            assertThat(entry.getString("requestId")).isEqualTo("request-7");
        });
        var updated = entries.get(1);
        assertThat(entries.get(0).containsKey("before")).isFalse();
        assertThat(updated.getJsonObject("before").getString("fullName")).isEqualTo("Before");
        assertThat(updated.getJsonObject("after").getString("fullName")).isEqualTo("After");
        assertThat(updated.getJsonObject("after").getBoolean("passwordReset")).isTrue();
        assertThat(entries.get(2).containsKey("after")).isFalse();
    }

    @Test
    void keepsSignInsAndTheirEnds() {
        var ada = node.user();
        var client = node.signedIn(ada);
        client.post("/api/auth/logout", null).expect(204);

        var entries = entriesAbout(ada.id());

        assertThat(entries)
                .extracting(entry -> entry.getString("action"))
                .containsExactly("session.opened", "user.session_ended");
        assertThat(entries.get(0).getString("actor")).isEqualTo("user:" + ada.id());
        assertThat(entries.get(0).getString("address")).isEqualTo("127.0.0.1");
        assertThat(entries.get(1).getString("credential"))
                .isEqualTo(entries.get(0).getJsonObject("after").getString("sessionId"));
        assertThat(entries.get(1).getJsonObject("after").getString("reason")).isEqualTo("SIGNED_OUT");
    }

    @Test
    void keepsWhoTriedToSignInAndWhere() {
        var ada = node.user();

        node.login(ada.email(), "wrong password").expect(401);
        node.login("nobody@example.org", "wrong password").expect(401);

        assertThat(entriesAbout(ada.id())).last().satisfies(entry -> {
            assertThat(entry.getString("action")).isEqualTo("session.refused");
            assertThat(entry.getString("actor")).isEqualTo("anonymous");
            assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
            assertThat(entry.getJsonObject("after").getString("email")).isEqualTo(ada.email());
            assertThat(entry.encode()).doesNotContain("wrong password");
        });
        assertThat(BENCH.sql("select content from guildhall.audit_entry where action = 'session.refused'"))
                .extracting(row -> row.getJsonObject(0).getJsonObject("after").getString("email"))
                .contains("nobody@example.org");
    }

    @Test
    void keepsChangesOfPasswords() {
        var ada = node.user();
        var client = node.signedIn(ada);

        client.post("/api/auth/password", json("currentPassword", "wrong password", "newPassword", PASSWORD + "!"))
                .expect(401);
        client.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", PASSWORD + "!"))
                .expect(204);

        assertThat(actionsOn(ada.id()))
                .endsWith("session.opened", "user.password_change_refused", "user.password_changed");
    }

    @Test
    void keepsTheReuseOfARefreshToken() {
        var ada = node.user();
        var token = json("refreshToken", node.login(ada).getString("refreshToken"));
        node.http.post("/api/auth/refresh", token).expect(200);

        node.http
                .withHeader("User-Agent", "another client")
                .post("/api/auth/refresh", token)
                .expect(401);

        assertThat(entriesAbout(ada.id())).last().satisfies(entry -> {
            assertThat(entry.getString("action")).isEqualTo("user.session_ended");
            assertThat(entry.getString("actor")).isEqualTo("anonymous");
            assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
            assertThat(entry.getJsonObject("after").getString("reason")).isEqualTo("TOKEN_REUSED");
        });
    }
}
