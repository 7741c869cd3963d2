package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the platform and the organizations of a user are told of their account. */
class UserEventsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static HttpTester admin;

    private final OrganizationId acme = new OrganizationId(Ids.next());
    private UserProfile ada;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        admin = node.admin();
    }

    @BeforeEach
    void joins() {
        ada = node.user();
        node.workspaces.organizations.put(ada.id(), List.of(acme));
    }

    private HttpTester.Response change(Object... namesAndValues) {
        return admin.put("/api/admin/users/" + ada.id(), json(namesAndValues)).expect(200);
    }

    private Stream<Row> events(Tenant tenant) {
        return BENCH
                .sql(
                        "select type, data from guildhall.event where tenant_id = $1 and subject = $2"
                                + " and type not like 'user.session%' and type not like 'user.token%' order by sequence",
                        tenant.value(), ada.id().toString())
                .stream();
    }

    private List<String> told(Tenant tenant) {
        return events(tenant).map(event -> event.getString(0)).toList();
    }

    private List<JsonObject> dataTold(Tenant tenant) {
        return events(tenant).map(event -> event.getJsonObject(1)).toList();
    }

    @Test
    void anOrganizationIsToldWhatBecomesOfTheAccountsOfItsMembers() {
        change("fullName", "Ada Byron");
        admin.delete("/api/admin/users/" + ada.id()).expect(204);

        assertThat(told(acme)).containsExactly("user.updated", "user.deleted");
        assertThat(dataTold(acme))
                .allSatisfy(data -> assertThat(data)
                        .isEqualTo(json(
                                "userId",
                                ada.id().toString(),
                                "email",
                                ada.email(),
                                "emailVerified",
                                true,
                                "mailRefusedAt",
                                null,
                                "fullName",
                                "Ada Byron")));
        assertThat(told(Tenant.PLATFORM)).containsExactly("user.updated", "user.deleted");
        assertThat(dataTold(Tenant.PLATFORM).get(0))
                .isEqualTo(dataTold(acme).get(0).put("roles", JsonArray.of("USER")));
    }

    @Test
    void whoMayNotSignInIsDeactivatedUntilTheyMayAgain() {
        change("roles", JsonArray.of("SUPPORT"));
        change("roles", JsonArray.of("SUPPORT", "USER"));

        assertThat(told(acme)).containsExactly("user.deactivated", "user.reactivated");
        assertThat(told(Tenant.PLATFORM))
                .containsExactly("user.updated", "user.deactivated", "user.updated", "user.reactivated");
    }

    @Test
    void anOrganizationIsNotToldOfWhatItDoesNotSeeOfAMember() {
        change("roles", JsonArray.of("SUPPORT", "USER"));
        change("password", "another long password");
        change("externalId", "ada");

        assertThat(told(acme)).isEmpty();
        assertThat(told(Tenant.PLATFORM)).containsExactly("user.updated", "user.updated", "user.updated");
        assertThat(dataTold(Tenant.PLATFORM)).noneMatch(data -> data.encode().contains("password"));
    }
}
