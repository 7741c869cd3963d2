package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.WebhookScheme;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the periodic work takes away of tables that grow, by the times that RETENTION.md gives them. */
class AgedRowsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String OVER = "0 minutes";

    /** Of the time within which what is signed is taken. */
    private static final String THRICE_THE_WINDOW =
            WebhookScheme.WINDOW.multipliedBy(3).toSeconds() + " seconds";

    /**
     * A table of which rows are taken away by a time of their own.
     *
     * @param kept how long after that time they are there, as PostgreSQL writes it
     * @param margin by how much the two rows are older and younger than that
     * @param columns those that a row must have, with their values; {@code at} is the time, {@code hash} one of its own
     */
    private record Aged(String table, String time, String kept, String margin, String columns) {

        List<String> inserts() {
            return Stream.of("-", "+")
                    .map(sign -> "now() - interval '" + kept + "' " + sign + " interval '" + margin + "'")
                    .map(this::insert)
                    .toList();
        }

        private String insert(String at) {
            var pairs = Stream.of(columns.split("; "))
                    .map(pair -> pair.split(" = ", 2))
                    .toList();
            var names = pairs.stream().map(pair -> pair[0]).toList();
            var values = pairs.stream()
                    .map(pair -> switch (pair[1]) {
                        case "at" -> at;
                        case "hash" -> "sha256(cast(gen_random_uuid() as text)::bytea)";
                        case "id" -> "gen_random_uuid()";
                        default -> pair[1];
                    })
                    .toList();
            return "insert into guildhall." + table + " (" + String.join(", ", names) + ") values ("
                    + String.join(", ", values) + ")";
        }

        @Override
        public String toString() {
            return table;
        }
    }

    static List<Aged> aged() {
        return List.of(
                minutes(
                        "mail",
                        "dead_at",
                        "30 days",
                        "id = id; topic = 'aged'; content = ''; attempts = 1; useful_until = now(); created_at = now();"
                                + " dead_at = at"),
                minutes(
                        "personal_access_token",
                        "expires_at",
                        "30 days",
                        "id = id; user_id = id; name = 'Aged'; hint = ''; token_hash = hash; created_at = now();"
                                + " expires_at = at"),
                minutes(
                        "password_link",
                        "expires_at",
                        OVER,
                        "hash = hash; user_id = id; email_key = 'a@acme.example'; created_at = now(); expires_at = at"),
                minutes(
                        "email_change",
                        "expires_at",
                        OVER,
                        "id = id; user_id = id; former_email = 'a@acme.example'; email = 'b@acme.example';"
                                + " password_version = 1; confirm_hash = hash; undo_hash = hash; created_at = now();"
                                + " expires_at = at"),
                minutes(
                        "known_device",
                        "last_used_at",
                        "400 days",
                        "user_id = id; hash = hash; created_at = now(); last_used_at = at"),
                minutes(
                        "sign_in_challenge",
                        "expires_at",
                        OVER,
                        "hash = hash; user_id = id; password_version = 1; client_hash = hash; expires_at = at"),
                minutes("passkey_challenge", "expires_at", OVER, "hash = hash; expires_at = at"),
                minutes(
                        "sso_attempt",
                        "expires_at",
                        OVER,
                        "state_hash = hash; browser_hash = hash; organization_id = id; sso_revision = 1;"
                                + " return_to = '/'; expires_at = at"),
                minutes(
                        "saml_assertion",
                        "expires_at",
                        OVER,
                        "organization_id = id; assertion_hash = hash; expires_at = at"),
                minutes(
                        "oauth_code",
                        "expires_at",
                        OVER,
                        "hash = hash; consent_id = id; organization_id = id; redirect_uri = 'https://acme.example';"
                                + " challenge = ''; scopes = array['workspace.read']; expires_at = at"),
                minutes(
                        "oauth_device",
                        "expires_at",
                        "10 minutes",
                        "device_hash = hash; user_code = id; client_id = id; scopes = array['workspace.read'];"
                                + " expires_at = at; interval_seconds = 5"),
                minutes(
                        "oauth_token",
                        "expires_at",
                        OVER,
                        "id = id; hash = hash; client_id = id; organization_id = id; scopes = array['workspace.read'];"
                                + " created_at = now(); expires_at = at"),
                minutes("portal_channel_message", "opened_until", OVER, "id = id; opened_until = at"),
                minutes(
                        "agent_run_part",
                        "created_at",
                        "1 hour",
                        "workspace_id = id; run_id = id; number = 1; content = ''; created_at = at"),
                minutes(
                        "extension_webhook_receipt",
                        "received_at",
                        THRICE_THE_WINDOW,
                        "workspace_id = id; extension_key = 'aged'; signature = hash; received_at = at"),
                new Aged(
                        "workspace_usage",
                        "day",
                        "25 months",
                        "2 days",
                        "workspace_id = id; day = at; metric = 'apiRequests'; amount = 1"),
                new Aged("invitation_count", "day", "1 day", "1 day", "subject = id; day = at; made = 1"));
    }

    private static Aged minutes(String table, String time, String kept, String columns) {
        return new Aged(table, time, kept, "3 minutes", columns);
    }

    @BeforeAll
    static void ageAndLetTheWorkBeDone() {
        var product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        fill();

        var jobs = product.product().jobs();

        jobs.forEach(job -> Await.result(job.work().get()));
    }

    // Without checks and triggers, so that each table can be filled by itself.
    private static void fill() {
        var vertx = Vertx.vertx();
        try {
            var connection = Await.result(PgConnection.connect(vertx, BENCH.ownerLogin()));
            Await.result(
                    connection.query("set session_replication_role = replica").execute());
            for (var table : aged()) {
                table.inserts()
                        .forEach(row -> Await.result(connection.query(row).execute()));
            }
            Await.result(connection.close());
        } finally {
            Await.result(vertx.close());
        }
    }

    @ParameterizedTest
    @MethodSource("aged")
    void whatIsOlderIsGoneAndWhatIsYoungerIsThere(Aged table) {
        var times = BENCH.sql("select " + table.time + " < now() - interval '" + table.kept
                + "' as is_older from guildhall." + table.table);

        assertThat(times).extracting(row -> row.getBoolean("is_older")).containsExactly(false);
    }
}
