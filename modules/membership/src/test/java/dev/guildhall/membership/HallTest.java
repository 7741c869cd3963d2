package dev.guildhall.membership;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests in a hall share: one bench with a hall on it, and looks behind the scenes. */
public abstract class HallTest {

    @RegisterExtension
    public static final TestBench BENCH = TestBench.shared();

    public static Hall hall;

    @BeforeAll
    static synchronized void openHall() {
        if (hall == null) {
            hall = new Hall(BENCH);
        }
    }

    /** What happened to the subject, in order. */
    static List<String> eventTypes(Hall.Made workspace, Object subject) {
        var types = new ArrayList<String>();
        BENCH.sql(
                        "select type from guildhall.event where tenant_id = $1 and subject = $2 order by sequence",
                        workspace.id.value(),
                        subject.toString())
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    /** The number that the application's role gets for a query on the workspace, in this scope or, when null, in none. */
    public static int seen(String scope, String sql, Hall.Made workspace) {
        return BENCH.sqlAsApplication(scope, sql, workspace.id.value())
                .iterator()
                .next()
                .getInteger(0);
    }

    static List<Integer> statuses(List<CompletableFuture<Response>> answers) {
        return answers.stream()
                .map(CompletableFuture::join)
                .map(Response::status)
                .toList();
    }

    /** The fields that a refusal finds fault with. */
    static List<String> fields(Response refused) {
        return refused.expect(400, "REQUEST.INVALID").json().getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }
}
