package dev.guildhall.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditApiTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final AuditLog LOG = new AuditLog();
    private static final TestAuthorizer ACCESS = new TestAuthorizer();

    private static HttpTester http;
    private static WorkspaceId acme;
    private static HttpTester auditor;

    @BeforeAll
    static void start() {
        var authenticator = new TestAuthenticator();
        var product = BENCH.product("node").assemble();
        http = BENCH.serve(authenticator, ACCESS, Served.of(product));
        acme = workspace();
        auditor = auditorOf(acme);
        for (var batch = 0; batch < 3; batch++) {
            var number = batch;
            append(
                    acme,
                    IntStream.rangeClosed(1, 90)
                            .mapToObj(n -> entry("step.taken").on("step " + (number * 90 + n)))
                            .toList());
        }
        var ada = TestAuthenticator.actor(new UserId(Ids.next())).at(new Origin("192.0.2.7", "request-1"));
        append(
                acme,
                List.of(AuditEntry.of(ada, "member.added")
                        .on("=HYPERLINK(\"http://evil.example\")")
                        .to(new JsonObject().put("role", "MEMBER").put("ratio", 1.50))));
    }

    private static WorkspaceId workspace() {
        return new WorkspaceId(Ids.next());
    }

    private static HttpTester auditorOf(WorkspaceId workspace) {
        return http.withBearer(TestAuthenticator.user(ACCESS.userWith(workspace, "audit.read")));
    }

    private static AuditEntry entry(String action) {
        return AuditEntry.of(Authentication.SYSTEM, action);
    }

    private static void append(Tenant workspace, List<AuditEntry> entries) {
        Await.result(BENCH.database().inTransaction(workspace, tx -> {
            entries.forEach(entry -> LOG.append(tx, workspace, entry));
            return Future.succeededFuture();
        }));
    }

    private static String path(WorkspaceId workspace) {
        return "/api/workspaces/" + workspace + "/audit";
    }

    private static List<Map<String, String>> table(String csv) throws Exception {
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(csv)) {
            return rows.readAll();
        }
    }

    @Test
    void listsTheNewestFirstInPages() {
        var first = auditor.get(path(acme) + "?pageSize=2").expect(200);
        var second = auditor.get(
                        path(acme) + "?pageSize=2&pageToken=" + first.json().getString("nextPageToken"))
                .expect(200);

        assertThat(first.list())
                .extracting(entry -> ((JsonObject) entry).getInteger("sequence"))
                .containsExactly(271, 270);
        assertThat(second.list())
                .extracting(entry -> ((JsonObject) entry).getInteger("sequence"))
                .containsExactly(269, 268);
        var newest = first.list().getJsonObject(0);
        assertThat(newest.getString("address")).isEqualTo("192.0.2.7");
        assertThat(newest.getString("requestId")).isEqualTo("request-1");
        assertThat(newest.getString("previousHash"))
                .isEqualTo(first.list().getJsonObject(1).getString("hash"));
        assertThat(newest.getJsonObject("after").getString("role")).isEqualTo("MEMBER");
    }

    @Test
    void filtersAndOrders() {
        var some = auditor.get(path(acme) + "?orderBy=sequence&filter=" + encoded("sequence>=10 AND sequence<12"))
                .expect(200)
                .list();
        var one = auditor.get(path(acme) + "?filter="
                        + encoded("action=\"member.added\" AND address=\"192.0.2.7\" AND credentialKind=access_token"))
                .expect(200)
                .list();

        assertThat(some)
                .extracting(entry -> ((JsonObject) entry).getInteger("sequence"))
                .containsExactly(10, 11);
        assertThat(one).hasSize(1);
        assertThat(auditor.get(path(acme) + "?filter=" + encoded("actor:extension OR time>\"2999-01-01T00:00:00Z\""))
                        .expect(200)
                        .list())
                .isEmpty();
        auditor.get(path(acme) + "?filter=content:x").expect(400, "REQUEST.INVALID");
        auditor.get(path(acme) + "?format=xml").expect(400, "REQUEST.INVALID");
        auditor.get(path(acme) + "?format=csv&filter=" + encoded("sequence>")).expect(400, "REQUEST.INVALID");
    }

    private static String encoded(String filter) {
        return URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    @Test
    void exportsLinesFromWhichTheChainCanBeRecomputed() throws Exception {
        var answer = auditor.withHeader("Accept", "application/x-ndjson")
                .get(path(acme) + "?orderBy=sequence")
                .expect(200);

        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        var previous = "0".repeat(64);
        var lines = answer.body().split("\n");
        assertThat(lines).hasSize(271);
        for (var line : lines) {
            var entry = new JsonObject(line);
            var text = line.substring(0, line.length() - 75) + "}";
            assertThat(entry.getString("previousHash")).isEqualTo(previous);
            assertThat(entry.getString("hash"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8))));
            previous = entry.getString("hash");
        }
        assertThat(auditor.get(path(acme) + "/verify").expect(200).data().getString("head"))
                .isEqualTo(previous);
    }

    @Test
    void exportsATableThatNoSpreadsheetRuns() throws Exception {
        var answer = auditor.withHeader("Accept", "text/html, text/csv;q=0.9")
                .get(path(acme))
                .expect(200);

        assertThat(answer.header("Content-Type")).isEqualTo("text/csv");
        assertThat(answer.header("Content-Disposition")).contains("audit-" + acme + ".csv");
        var rows = table(answer.body());
        assertThat(rows).hasSize(271);
        assertThat(rows.get(0))
                .containsEntry("sequence", "271")
                .containsEntry("subject", "'=HYPERLINK(\"http://evil.example\")")
                .containsEntry("after", "{\"role\":\"MEMBER\",\"ratio\":1.5}")
                .containsEntry("before", "");
        assertThat(rows.get(270)).containsEntry("sequence", "1");
    }

    @Test
    void exportsWhatTheFilterLetsThroughAndAHeaderForNothing() throws Exception {
        var some = auditor.get(path(acme) + "?format=CSV&filter=" + encoded("sequence<=3"))
                .expect(200);
        var nothing = auditor.get(path(acme) + "?format=csv&filter=" + encoded("sequence>1000"))
                .expect(200);

        assertThat(table(some.body())).hasSize(3);
        assertThat(table(nothing.body())).isEmpty();
        assertThat(nothing.body()).startsWith("\"sequence\",\"time\",\"actor\"").endsWith("\"hash\"\r\n");
    }

    @Test
    void findsWhatItsOwnerChanged() {
        var other = workspace();
        append(
                other,
                IntStream.rangeClosed(1, 5).mapToObj(n -> entry("step.taken")).toList());
        var client = auditorOf(other);
        var before = client.get(path(other) + "/verify").expect(200).data();
        assertThat(before.getBoolean("valid")).isTrue();
        assertThat(before.getInteger("entries")).isEqualTo(5);
        assertThat(before.getString("head")).hasSize(64);
        assertThat(before.containsKey("firstInvalid")).isFalse();

        BENCH.sql(
                "update guildhall.audit_entry set content = replace(content::text, 'taken', 'given')::json"
                        + " where sequence = 3 and tenant_id = $1",
                other.value());

        var after = client.get(path(other) + "/verify").expect(200).data();
        assertThat(after.getBoolean("valid")).isFalse();
        assertThat(after.getInteger("firstInvalid")).isEqualTo(3);
    }

    @Test
    void isForAuditorsOnly() {
        var stranger = auditorOf(workspace());
        var member = http.withBearer(TestAuthenticator.user(ACCESS.userWith(acme, "members.read")));

        for (var operation : List.of("", "?format=csv", "/verify")) {
            http.get(path(acme) + operation).expect(401, "AUTH.REQUIRED");
            stranger.get(path(acme) + operation).expect(404, "WORKSPACE.NOT_FOUND");
            member.get(path(acme) + operation).expect(403, "ACCESS.DENIED");
        }
    }

    @Test
    void showsThePlatformsLogToAdministrators() {
        append(Tenant.PLATFORM, List.of(entry("user.created").on("ada")));
        var admin = http.withBearer(TestAuthenticator.admin(new UserId(Ids.next())));

        assertThat(admin.get("/api/admin/audit?filter=subject=ada").expect(200).list())
                .hasSize(1);
        assertThat(admin.get("/api/admin/audit?format=ndjson").expect(200).body())
                .contains("user.created");
        assertThat(admin.get("/api/admin/audit/verify").expect(200).data().getBoolean("valid"))
                .isTrue();
        auditor.get("/api/admin/audit").expect(403, "ACCESS.DENIED");
        auditor.get("/api/admin/audit/verify").expect(403, "ACCESS.DENIED");
    }

    @Test
    void readsNoFasterThanItsClientAndNoLongerThanItMay() {
        var large = workspace();
        var padding = new JsonObject().put("text", "x".repeat(100_000));
        for (var batch = 0; batch < 8; batch++) {
            append(
                    large,
                    IntStream.range(0, 100)
                            .mapToObj(n -> entry("step.taken").to(padding))
                            .toList());
        }
        var reader = ACCESS.userWith(large, "audit.read");
        var client = BENCH.vertx().createHttpClient();
        var received = new AtomicLong();
        var failures = new CopyOnWriteArrayList<Throwable>();
        HttpClientResponse response = Await.result(client.request(
                        HttpMethod.GET, URI.create(http.base()).getPort(), "127.0.0.1", path(large) + "?format=ndjson")
                .compose(request -> request.putHeader("Authorization", "Bearer " + TestAuthenticator.user(reader))
                        .send())
                .map(answer -> {
                    answer.handler(chunk -> received.addAndGet(chunk.length()));
                    answer.exceptionHandler(failures::add);
                    answer.pause();
                    return answer;
                }));
        assertThat(response.statusCode()).isEqualTo(200);

        // Another one who began later and does read has got all of it.
        assertThat(auditorOf(large)
                        .get(path(large) + "?format=ndjson")
                        .expect(200)
                        .body())
                .hasSizeGreaterThan(80_000_000);
        assertThat(ACCESS.askedAbout(reader)).isLessThan(6);
        ACCESS.revoke(reader);
        response.resume();

        Await.until(() -> assertThat(failures).isNotEmpty());
        assertThat(received.get()).isBetween(100_000L, 60_000_000L);
        Await.result(client.close());
    }
}
