package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many statements what is done most asks of PostgreSQL in the scope of its workspace, when it is not done for the first
 * time. Each transaction has two more, its begin and its end.
 */
class StatementCountsTest {

    private static final int TO_WARM_UP = 10;
    private static final Pattern STATEMENT =
            Pattern.compile("\\[(\\d+)] LOG:  duration: [0-9.]+ ms  (?:statement|execute [^:]*): (.*)");
    private static final Pattern BEGIN = Pattern.compile("BEGIN; SET LOCAL guildhall\\.scope = '([^']*)'.*");

    /** Statements, and the transactions that they are in. */
    private record Count(int transactions, int statements) {}

    @TempDir
    Path directory;

    @Test
    void noOperationAsksMoreThanItHasTo() throws Exception {
        var options = EmbeddedPostgres.Options.temporary().withSetting("log_min_duration_statement", "0");
        try (var postgres = EmbeddedPostgres.start(options)) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            try (var product = RunningProduct.start(directory.resolve("data"), "--database-url=" + url);
                    var owner = DriverManager.getConnection(
                            postgres.jdbcUrl(EmbeddedPostgres.DATABASE), postgres.user(), postgres.password())) {
                var admin = product.signInAsAdmin();
                var workspace = id(admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "acme").put("name", "Acme"))
                        .data());
                var ada = id(admin.post(
                                "/api/admin/users",
                                new JsonObject()
                                        .put("email", "ada@acme.example")
                                        .put("fullName", "Ada")
                                        .put("password", "correct-horse-battery")
                                        .put("roles", JsonArray.of("USER")))
                        .data());
                var path = "/api/workspaces/" + workspace;
                var roles = new String[] {"MEMBER", "VIEWER"};
                var done = new int[1];
                var operations = new LinkedHashMap<String, Runnable>();
                operations.put("read the workspace", () -> admin.get(path).expect(200));
                operations.put(
                        "change a member",
                        () -> admin.post(
                                        path + "/members",
                                        new JsonObject().put("userId", ada).put("role", roles[done[0]++ % 2]))
                                .expect(200));
                operations.put(
                        "publish an event",
                        () -> admin.post(
                                        path + "/events",
                                        new JsonObject()
                                                .put("type", "order.placed")
                                                .put("data", new JsonObject()))
                                .expect(202));
                operations.put(
                        "list members", () -> admin.get(path + "/members").expect(200));
                operations.put("list events", () -> admin.get(path + "/events").expect(200));

                var counted = new LinkedHashMap<String, Count>();
                for (var operation : operations.entrySet()) {
                    for (var i = 0; i < TO_WARM_UP; i++) {
                        operation.getValue().run();
                    }
                    var before =
                            log(options, owner, operation.getKey() + " begins").length();
                    operation.getValue().run();
                    var news = log(options, owner, operation.getKey() + " ends").substring(before);
                    counted.put(operation.getKey(), count(news, workspace));
                }

                assertThat(counted)
                        .isEqualTo(Map.of(
                                "read the workspace", new Count(0, 0),
                                "change a member", new Count(1, 4),
                                "publish an event", new Count(1, 1),
                                "list members", new Count(1, 1),
                                "list events", new Count(1, 1)));
            }
        }
    }

    private static String id(JsonObject data) {
        return data.getString("id");
    }

    /** All that was logged until now: what is logged is written in its order, and so before the mark. */
    private static String log(EmbeddedPostgres.Options options, Connection owner, String mark) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute("select '" + mark + "'");
        }
        return Awaitility.await().until(() -> written(options), log -> log.contains("'" + mark + "'"));
    }

    private static String written(EmbeddedPostgres.Options options) throws IOException {
        var all = new StringBuilder();
        try (var files = Files.list(options.dataDirectory().resolve("log"))) {
            var ofServer = files.filter(file -> file.getFileName().toString().startsWith("postgres-"));
            for (var file : ofServer.sorted().toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static Count count(String log, String workspace) {
        var scopes = new HashMap<String, String>();
        var transactions = 0;
        var statements = 0;
        var found = STATEMENT.matcher(log);
        while (found.find()) {
            var begin = BEGIN.matcher(found.group(2));
            if (begin.matches()) {
                scopes.put(found.group(1), begin.group(1));
                transactions += begin.group(1).equals(workspace) ? 1 : 0;
            } else if (found.group(2).startsWith("COMMIT") || found.group(2).startsWith("ROLLBACK")) {
                scopes.remove(found.group(1));
            } else if (workspace.equals(scopes.get(found.group(1)))) {
                statements++;
            }
        }
        return new Count(transactions, statements);
    }
}
