package dev.guildhall.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.events.internal.durable.BacklogTable;
import dev.guildhall.events.internal.durable.NodeTable;
import dev.guildhall.events.internal.http.NodesApi;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodesApiTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static HttpTester http;

    @BeforeAll
    static void serve() {
        var api = new NodesApi(new NodeTable(BENCH.database()), new BacklogTable(BENCH.database()));
        http = BENCH.serve(new TestAuthenticator(), new TestAuthorizer(), Served.of("openapi/nodes.yaml", api));
    }

    private static void seen(String name, int secondsAgo) {
        BENCH.sql(
                "insert into guildhall.event_node (id, name, seen_at) values ($1, $2, now() - $3 * interval '1 second')",
                UUID.randomUUID(),
                name,
                secondsAgo);
    }

    @Test
    void aNodeThatWasNotSeenLatelyIsNotAlive() {
        seen("b-still-there", 2);
        seen("a-gone", 60);
        var admin = http.withBearer(TestAuthenticator.admin(new UserId(UUID.randomUUID())));

        var answer = admin.get("/api/admin/nodes").expect(200).data();

        assertThat(answer.getJsonArray("nodes"))
                .extracting(
                        node -> ((JsonObject) node).getString("name") + " " + ((JsonObject) node).getBoolean("alive"))
                .containsExactly("a-gone false", "b-still-there true");
        assertThat(answer.getJsonArray("backlog"))
                .extracting(backlog -> ((JsonObject) backlog).getString("kind"))
                .contains("webhook-delivery");
    }

    @Test
    void isForAdministratorsOfThePlatformAlone() {
        http.withBearer(TestAuthenticator.user(new UserId(UUID.randomUUID())))
                .get("/api/admin/nodes")
                .expect(403, "ACCESS.DENIED");
    }
}
