package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What workspaces use, as it is counted from what several modules know. */
class WorkspaceUsageTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String extension;

    private TestWorkspace acme;

    @BeforeAll
    static void publish() {
        product = TestProduct.start(BENCH, BENCH.product("usage").assemble());
        extension = TestProduct.name("answerer");
        product.publish(ExtensionJar.of(extension, "1.0.0")
                .provides(extension + ".answer.give")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("%s.answer.give", call -> Future.succeededFuture(new JsonObject()));
                        return Future.succeededFuture();
                    }
                    """.formatted(extension))
                .bytes());
    }

    @BeforeEach
    void make() {
        acme = product.workspace();
        acme.install(extension).expect(201);
    }

    private void use(TestWorkspace workspace, int times) {
        for (var time = 0; time < times; time++) {
            workspace.invoke(extension + ".answer.give", new JsonObject()).expect(200);
        }
    }

    private static void count() {
        BENCH.sql("update guildhall.usage_count set counted_at = '-infinity'");
        product.doNow("count what workspaces use");
        product.doNow("write down what workspaces use");
    }

    private static JsonObject summary(TestWorkspace workspace, String query) {
        return workspace
                .asOwner()
                .get(workspace.path() + "/usage/summary" + query)
                .expect(200)
                .data();
    }

    /** The total without what looking at it adds to. */
    private static JsonObject withoutRequests(JsonObject summary) {
        var total = summary.getJsonObject("total").copy();
        assertThat(((Number) total.remove("apiRequests")).longValue()).isPositive();
        return total;
    }

    private static void usedBefore(TestWorkspace workspace, LocalDate day, String metric, int amount) {
        BENCH.sql(
                "insert into guildhall.workspace_usage values ($1, $2, $3, $4)",
                workspace.id().value(),
                day,
                metric,
                (long) amount);
    }

    @Test
    void saysWhatWasUsedTodayAndInTotal() {
        use(acme, 3);

        count();

        var summary = summary(acme, "");
        var events = acme.asOwner()
                .get(acme.path() + "/events?pageSize=1000")
                .expect(200)
                .list();
        assertThat(summary.getJsonObject("total").getLong("capabilityCalls")).isEqualTo(3);
        assertThat(summary.getJsonObject("total").getLong("events")).isEqualTo(events.size());
        assertThat(summary.getJsonObject("total").getLong("eventBytes")).isPositive();
        assertThat(summary.getJsonObject("total").getLong("members")).isEqualTo(1);
        assertThat(summary.getJsonArray("periods")).hasSize(1);
        assertThat(summary.getJsonArray("periods").getJsonObject(0).getString("period"))
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
    }

    @Test
    void countsTheSameAgainNotTwice() {
        use(acme, 2);
        count();
        var before = withoutRequests(summary(acme, ""));

        count();
        assertThat(withoutRequests(summary(acme, ""))).isEqualTo(before);
        use(acme, 1);
        acme.member("VIEWER");
        count();

        var after = summary(acme, "").getJsonObject("total");
        assertThat(after.getLong("capabilityCalls")).isEqualTo(3);
        assertThat(after.getLong("members")).isEqualTo(2);
        assertThat(after.getLong("events")).isEqualTo(before.getLong("events") + 1);
    }

    @Test
    void countsTheRequestsOfThoseWhoHaveAccessWhateverTheyAreAnswered() {
        var viewer = product.as(acme.member("VIEWER"));
        count();
        var before = summary(acme, "").getJsonObject("total").getLong("apiRequests");

        for (var time = 0; time < 5; time++) {
            acme.asOwner().get(acme.path() + "/events").expect(200);
        }
        acme.asOwner().get(acme.path() + "/subscriptions/" + acme.id()).expect(404);
        viewer.get(acme.path() + "/usage/summary").expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(acme.path() + "/events").expect(404, "WORKSPACE.NOT_FOUND");
        product.asNobody().get(acme.path() + "/events").expect(401);
        count();

        var lookBefore = 1;
        assertThat(summary(acme, "").getJsonObject("total").getLong("apiRequests"))
                .isEqualTo(before + lookBefore + 5 + 2);
    }

    @Test
    void aNodeThatStopsWritesDownWhatItHasCounted() {
        count();
        var before = counted(acme, "API_REQUESTS");
        var leaving = BENCH.product("leaving").assemble();
        var asOwner = TestProduct.start(BENCH, leaving).as(acme.owner());

        asOwner.get(acme.path() + "/events").expect(200);
        Await.result(leaving.stop());

        assertThat(counted(acme, "API_REQUESTS")).isEqualTo(before + 1);
    }

    private static long counted(TestWorkspace workspace, String metric) {
        var rows = BENCH.sql("""
                select cast(coalesce(sum(amount), 0) as bigint) as amount from guildhall.workspace_usage
                 where workspace_id = $1 and metric = $2""", workspace.id().value(), metric);
        return rows.iterator().next().getLong("amount");
    }

    @Test
    void onlyOneNodeCountsInTenMinutes() {
        count();
        use(acme, 1);
        acme.member("VIEWER");

        product.doNow("count what workspaces use");

        assertThat(summary(acme, "").getJsonObject("total").getLong("members")).isEqualTo(1);
    }

    @Test
    void sumsUpMonthsAndTakesTheLastOfWhatThereIs() {
        usedBefore(acme, LocalDate.of(2026, 3, 1), "EVENTS", 5);
        usedBefore(acme, LocalDate.of(2026, 3, 31), "EVENTS", 7);
        usedBefore(acme, LocalDate.of(2026, 3, 1), "MEMBERS", 9);
        usedBefore(acme, LocalDate.of(2026, 3, 31), "MEMBERS", 4);
        usedBefore(acme, LocalDate.of(2026, 4, 1), "EVENTS", 11);

        var summary = summary(acme, "?from=2026-03-01&to=2026-04-30&groupBy=month");

        assertThat(summary.getJsonObject("total").getLong("events")).isEqualTo(23);
        assertThat(summary.getJsonArray("periods"))
                .extracting(period -> ((JsonObject) period).getString("period") + " "
                        + ((JsonObject) period).getLong("events") + " " + ((JsonObject) period).getLong("members"))
                .containsExactly("2026-03 12 4", "2026-04 11 0");
    }

    @Test
    void anOrganizationIsToldOfAllItsWorkspacesTogether() {
        var organization = product.organization();
        for (var workspace : new TestWorkspace[] {organization.workspace(), organization.workspace(), acme}) {
            usedBefore(workspace, LocalDate.of(2026, 3, 1), "EVENTS", 5);
        }
        var path = organization.path() + "/usage/summary?from=2026-03-01&to=2026-03-02";

        var told =
                product.as(organization.member("BILLING")).get(path).expect(200).data();

        assertThat(told.getJsonObject("total").getLong("events")).isEqualTo(10);
        organization.asOwner().get(path).expect(200);
        product.as(organization.member("MEMBER")).get(path).expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(path).expect(404);
    }

    @Test
    void isForThoseWhoReadTheAuditLog() {
        var path = acme.path() + "/usage/summary";

        product.as(acme.member("VIEWER")).get(path).expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(path).expect(404, "WORKSPACE.NOT_FOUND");
        acme.asOwner().get(path + "?from=2026-04-01&to=2026-03-01").expect(400, "REQUEST.INVALID");
        acme.asOwner().get(path + "?from=2020-01-01&to=2026-03-01").expect(400, "REQUEST.INVALID");
    }

    @Test
    void aTransactionOfAnotherWorkspaceSeesNothingOfIt() {
        var other = product.workspace();
        usedBefore(acme, LocalDate.of(2026, 3, 1), "EVENTS", 5);
        var rows = "select amount from guildhall.workspace_usage where workspace_id = $1";

        assertThat(BENCH.sqlAsApplication(acme.id().toString(), rows, acme.id().value()))
                .hasSize(1);
        assertThat(BENCH.sqlAsApplication(other.id().toString(), rows, acme.id().value()))
                .isEmpty();
        assertThat(BENCH.sqlAsApplication(null, rows, acme.id().value())).isEmpty();
    }
}
