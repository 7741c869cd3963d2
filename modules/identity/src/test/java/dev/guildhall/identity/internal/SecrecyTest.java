package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Whatever is done here, and however it fails: passwords, hashes, tokens and cookies are nowhere they do not belong. */
@Isolated("It reads all that is logged.")
class SecrecyTest {

    private static final String PASSWORD = "pwTr0ub4dorAnd3";
    private static final String SECOND = "pwSecondTr0ub4dor";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final List<HttpTester.Response> answers = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();

    @Test
    void keepsSecretsOutOfLogsAnswersAndTables() {
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        var ours = (Logger) LoggerFactory.getLogger("dev.guildhall");
        var appender = new Recorder();
        appender.start();
        root.addAppender(appender);
        ours.setLevel(Level.TRACE);
        try {
            useEverything(new IdentityNode(BENCH));
        } finally {
            ours.setLevel(null);
            root.detachAppender(appender);
        }

        assertThat(answers).hasSizeGreaterThan(25);
        assertThat(tokens).hasSizeGreaterThan(5);
        answers.forEach(
                answer -> assertThat(answer.body() + answer.raw().headers().map())
                        .doesNotContainIgnoringCase(PASSWORD, SECOND, "argon2", "hash", "private", "BEGIN"));
        assertThat(String.join("\n", log))
                .contains("request")
                .doesNotContain(PASSWORD, SECOND, "argon2", "ghl_ses_", "ghl_ref_", "eyJ", "\"d\"")
                .doesNotContain(tokens);
        assertThat(database())
                .contains("$argon2id$")
                .doesNotContain(PASSWORD, SECOND, "ghl_ses_", "ghl_ref_")
                .doesNotContain(tokens);
    }

    private void useEverything(IdentityNode node) {
        var administrator = node.http.withBearer(
                tokensOf(node.login(node.user(PlatformRole.ADMIN).email(), IdentityNode.PASSWORD)));
        var user = json(
                "email",
                "secret@example.org",
                "fullName",
                "S",
                "password",
                PASSWORD,
                "roles",
                new JsonArray().add("USER"));
        var path =
                note(administrator.post("/api/admin/users", user)).expect(201).header("Location");
        note(administrator.post("/api/admin/users", user)).expect(409);
        note(administrator.get(path)).expect(200);
        note(administrator.get("/api/admin/users")).expect(200);
        note(administrator.get("/api/admin/users?filter=password:x")).expect(400);
        for (var wrong : List.of(1, true, new JsonArray().add(PASSWORD), new JsonObject().put("is", PASSWORD))) {
            note(administrator.post("/api/admin/users", user.copy().put("roles", wrong)))
                    .expect(400);
        }
        note(administrator.post("/api/admin/users", user.copy().put("password", PASSWORD + "x".repeat(1024))))
                .expect(400);
        note(administrator.send("POST", "/api/admin/users", user.encode().replace("\"roles\"", "roles")))
                .expect(400);

        var login = node.login("secret@example.org", PASSWORD);
        var client = node.http.withBearer(tokensOf(login));
        note(node.login("secret@example.org", SECOND)).expect(401);
        note(node.login("nobody@example.org", PASSWORD)).expect(401);
        note(node.http.send("POST", "/api/auth/login", "{\"email\":\"x\",\"password\":\"" + PASSWORD + "\""))
                .expect(400);
        note(node.http.send("POST", "/api/auth/login", "{\"email\":\"x\",\"password\":" + PASSWORD + "}"))
                .expect(400);
        note(node.http.send("POST", "/api/auth/login", PASSWORD)).expect(400);
        note(client.get("/api/auth/me")).expect(200);
        note(client.post("/api/auth/password", json("currentPassword", SECOND, "newPassword", PASSWORD)))
                .expect(401);
        note(client.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", SECOND)))
                .expect(204);
        note(administrator.put(path, json("password", PASSWORD))).expect(200);
        note(client.get("/api/auth/me")).expect(401);
        note(node.http.withBearer(SECOND).get("/api/auth/me")).expect(401);
        var cookie = node.login("secret@example.org", PASSWORD);
        tokensOf(cookie);
        note(node.http.withHeader("Cookie", SignInTest.cookie(cookie)).get("/api/auth/me"))
                .expect(200);
        var renewed = node.http.post(
                "/api/auth/refresh", json("refreshToken", cookie.data().getString("refreshToken")));
        tokensOf(renewed);
        note(node.http
                        .withHeader("User-Agent", "another client")
                        .post(
                                "/api/auth/refresh",
                                json("refreshToken", cookie.data().getString("refreshToken"))))
                .expect(401);
        note(node.http.post("/api/auth/refresh", json("refreshToken", SECOND))).expect(401);
        note(node.http.get("/.well-known/jwks.json")).expect(200);
        note(node.http.get("/.well-known/openid-configuration")).expect(200);
        BENCH.sql("alter table guildhall.user_session rename to hidden");
        try {
            note(node.login("secret@example.org", PASSWORD)).expect(500);
        } finally {
            BENCH.sql("alter table guildhall.hidden rename to user_session");
        }
        note(administrator.delete(path)).expect(204);
        note(administrator.post("/api/auth/logout", null)).expect(204);
    }

    private HttpTester.Response note(HttpTester.Response answer) {
        answers.add(answer);
        return answer;
    }

    /** Remembers what only the client may have; gives the access token. */
    private String tokensOf(HttpTester.Response answer) {
        var data = answer.expect(200).data();
        tokens.add(data.getString("accessToken"));
        tokens.add(data.getString("refreshToken"));
        if (answer.header("Set-Cookie") != null) {
            tokens.add(SignInTest.cookie(answer).split("=", 2)[1]);
        }
        return data.getString("accessToken");
    }

    private static String database() {
        var content = new StringBuilder();
        for (var table :
                List.of("user_account", "user_session", "refresh_token", "signing_key", "event", "audit_entry")) {
            BENCH.sql("select row_to_json(t)::text from guildhall." + table + " t")
                    .forEach(row -> content.append(row.getString(0)).append('\n'));
        }
        return content.toString();
    }

    private final class Recorder extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " "
                    + (event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage()));
        }
    }
}
