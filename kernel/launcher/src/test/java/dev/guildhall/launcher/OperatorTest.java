package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs the server does beside it, and what goes wrong around it. */
class OperatorTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    private static RunningProduct product;

    @BeforeAll
    static void start() {
        product = PRODUCT.get();
    }

    @Test
    void findsAllGoodBesideARunningServer() throws Exception {
        var checked = RunningProduct.tell(product.data(), "check");

        assertThat(checked.said().lines())
                .allSatisfy(line -> assertThat(line).startsWith("ok "))
                .anySatisfy(line -> assertThat(line).contains("PostgreSQL 17"))
                .anySatisfy(line -> assertThat(line).matches("ok +roles +all are there"))
                .anySatisfy(line -> assertThat(line).matches("ok +schema +at \\d+, as it must be"))
                .anySatisfy(line -> assertThat(line).matches("ok +clock +0[.]\\d s apart .*"))
                .anySatisfy(line -> assertThat(line).matches("ok +disk +[0-9.]+ GiB free .*"));
        assertThat(checked.exitCode()).isZero();
    }

    @Test
    void findsWhatIsNotThereToBeReached() throws Exception {
        var checked = RunningProduct.tell(
                folder.resolve("none"),
                "check",
                "--database-url=postgresql://ada@127.0.0.1:9/guild",
                "--smtp-url=smtp://127.0.0.1:9",
                "--kafka-bootstrap-servers=127.0.0.1:9");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.said().lines().filter(line -> line.startsWith("FAIL")))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("The database", "cannot be used"))
                .anySatisfy(line -> assertThat(line).contains("mail", "127.0.0.1:9 does not answer", "--smtp-url"))
                .anySatisfy(line -> assertThat(line).contains("kafka", "does not answer", "--kafka-bootstrap-servers"));
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void findsADirectoryThatIsNone() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        var checked = RunningProduct.tell(file, "check");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.said())
                .containsPattern("FAIL +directory +" + file + " is no directory that this user may write to")
                .contains("--data-dir");
    }

    @Test
    void hasNothingToMigrateBesideAServerOfTheSameVersion() throws Exception {
        var migrated = RunningProduct.tell(product.data(), "migrate");

        assertThat(migrated.exitCode()).as(migrated.said()).isZero();
        assertThat(migrated.said()).containsPattern("The database is at \\d+: 0 migrations were run");
    }

    @Test
    void resetsAPasswordAndEndsTheSessionsOfARunningServer() throws Exception {
        var admin = product.signInAsAdmin();
        RunningProduct.user(admin, "forgetful@acme.example");
        var session = product.signIn("forgetful@acme.example", RunningProduct.PASSWORD);
        session.get("/api/auth/me").expect(200);

        var reset = RunningProduct.tell(product.data(), "reset-password", "forgetful@acme.example");

        assertThat(reset.exitCode()).as(reset.said()).isZero();
        var password = reset.said().lines().reduce((before, last) -> last).orElseThrow();
        product.signIn("forgetful@acme.example", password).get("/api/auth/me").expect(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> session.get("/api/auth/me").expect(401));
        product.http()
                .post(
                        "/api/auth/login",
                        new JsonObject()
                                .put("email", "forgetful@acme.example")
                                .put("password", RunningProduct.PASSWORD))
                .expect(401);
        assertThat(audited(admin)).contains("\"user.updated\"", "\"system\"");
    }

    /** Of a log that has an object on each line, and nothing else. */
    private static List<String> messages(String log) {
        return log.lines()
                .map(JsonObject::new)
                .map(line -> line.getString("formattedMessage"))
                .toList();
    }

    private static String audited(HttpTester admin) {
        return admin.get("/api/admin/audit?filter=action%3D%22user.updated%22&orderBy=sequence%20desc&pageSize=1")
                .expect(200)
                .body();
    }

    @Test
    void knowsNobodyToResetThePasswordOf() throws Exception {
        var reset = RunningProduct.tell(product.data(), "reset-password", "nobody@acme.example");

        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.said()).contains("guildhall: There is no user with the address nobody@acme.example.");
    }

    @Test
    void findsATakenPortBeforeAnythingElse() throws Exception {
        var data = folder.resolve("late");

        var late = RunningProduct.tell(data, "serve", "--host=127.0.0.1", "--port=" + product.port());

        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.said())
                .contains("guildhall: It cannot listen on 127.0.0.1, port " + product.port())
                .doesNotContain("PostgreSQL");
        assertThat(data).doesNotExist();
    }

    @Test
    void makesNoOtherKeyForDataWhoseKeyIsLost() throws Exception {
        var data = folder.resolve("lost");
        PreparedData.copyTo(data);
        var key = data.resolve("master.key");
        Files.delete(key);

        var started = RunningProduct.tell(data, "serve", "--port=0", "--management-port=0");
        var checked = RunningProduct.tell(data, "check");

        assertThat(started.exitCode()).isEqualTo(1);
        assertThat(started.said()).contains("master.key is missing. Restore it from a backup");
        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.said()).contains("FAIL  key ", "master.key is missing");
        assertThat(key).doesNotExist();
    }

    @Test
    void leavesNoOtherKeyBehindThatAnExternalDatabaseHasRefused() throws Exception {
        var url = product.databaseUrl();
        var data = folder.resolve("other-node");

        var started = RunningProduct.tell(data, "serve", "--port=0", "--management-port=0", "--database-url=" + url);

        assertThat(started.exitCode()).isEqualTo(1);
        assertThat(started.said()).contains("encrypted with another master key than this node's");
        assertThat(data.resolve("master.key")).doesNotExist();
    }

    @Test
    void saysInALogOfJsonThatAnotherPasswordOfTheAdministratorDoesNothing() throws Exception {
        try (var again = RunningProduct.start(
                folder.resolve("again"), "--admin-password=another-battery", "--log-format=json")) {
            again.signInAsAdmin();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(messages(again.log()))
                            .anyMatch(said -> said.contains("(GUILDHALL_ADMIN_PASSWORD) does nothing"))
                            .anyMatch(said -> said.contains("Guildhall serves http://")));
        }
        assertThat(product.log()).doesNotContain("does nothing");
    }
}
