package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.tenancy.NewWorkspace;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody's role in an organization makes them in its workspaces. */
class OrganizationAccessTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester platform;
    private static String app;

    private TestOrganization organization;
    private String workspace;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
        app = product.app();
    }

    @BeforeEach
    void anOrganizationHasAWorkspace() {
        organization = product.organization(app);
        workspace = organization.workspace().path();
    }

    @Test
    void whatAUserMakesForThemselvesIsOfNoOrganization() {
        var wanted = NewWorkspace.of(new JsonObject()
                .put("key", TestProduct.name("own"))
                .put("name", "Own")
                .put("organizationId", organization.id().toString()));

        var created = product.product()
                .get(WorkspaceAdministration.class)
                .createOwn(TestAuthenticator.actor(organization.owner(), PlatformRole.USER), wanted);

        Await.problem(created, CommonError.ORGANIZATION_NOT_FOUND);
    }

    @Test
    void theWorkspaceTellsItsOrganization() {
        assertThat(platform.get(workspace).expect(200).data().getString("organizationId"))
                .isEqualTo(organization.id().toString());
    }

    @Test
    void aWorkspaceOfAnOrganizationThatIsNoneIsRefused() {
        platform.post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", TestProduct.name("acme"))
                                .put("name", "Acme")
                                .put("organizationId", "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e"))
                .expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"ADMIN, 200", "MEMBER, 404", "BILLING, 404"})
    void whoManagesAnOrganizationReachesItsWorkspaces(String role, int status) {
        var user = organization.member(role);

        product.as(user).get(workspace).expect(status);
        assertThat(product.as(user).get("/api/workspaces").expect(200).list()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void theOwnerOfTheOrganizationIsAnAdminInItsWorkspacesAndNoOwner() {
        organization
                .asOwner()
                .patch(workspace, new JsonObject().put("name", "Renamed"))
                .expect(200);
        organization.asOwner().delete(workspace).expect(403, "ACCESS.DENIED");
    }

    @Test
    void aWorkspaceTakesMembersOfItsOrganizationOnly() {
        var stranger = product.user();
        var colleague = organization.member("MEMBER");

        organization
                .asOwner()
                .post(workspace + "/members", TestProduct.member(stranger, "MEMBER"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
        organization
                .asOwner()
                .post(workspace + "/members", TestProduct.member(colleague, "MEMBER"))
                .expect(200);
        product.as(colleague).get(workspace).expect(200);
    }

    @Test
    void whoLeavesTheOrganizationLeavesItsWorkspacesAtOnce() {
        var colleague = organization.member("MEMBER");
        organization
                .asOwner()
                .post(workspace + "/members", TestProduct.member(colleague, "MEMBER"))
                .expect(200);
        product.as(colleague).get(workspace).expect(200);

        organization
                .asOwner()
                .delete(organization.path() + "/members/" + colleague)
                .expect(204);

        product.as(colleague).get(workspace).expect(404);
        assertThat(platform.get(workspace + "/members?pageSize=100").expect(200).body())
                .doesNotContain(colleague.toString());
    }

    @Test
    void aRoleThatIsTakenIsGoneAtOnce() {
        var admin = organization.member("ADMIN");
        product.as(admin).get(workspace).expect(200);

        organization
                .asOwner()
                .patch(organization.path() + "/members/" + admin, new JsonObject().put("role", "BILLING"))
                .expect(200);

        product.as(admin).get(workspace).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void inASuspendedOrganizationEverythingIsReadAndNothingChanged() {
        platform.patch(organization.path(), new JsonObject().put("status", "suspended"))
                .expect(200);

        organization.asOwner().get(workspace).expect(200);
        organization.asOwner().get(organization.path() + "/members").expect(200);
        organization
                .asOwner()
                .patch(workspace, new JsonObject().put("name", "Renamed"))
                .expect(403);
        organization
                .asOwner()
                .patch(organization.path(), new JsonObject().put("name", "Renamed"))
                .expect(403);

        platform.patch(organization.path(), new JsonObject().put("status", "ACTIVE"))
                .expect(200);
        organization
                .asOwner()
                .patch(workspace, new JsonObject().put("name", "Renamed"))
                .expect(200);
    }

    @Test
    void theStatusIsChangedByThePlatformOnly() {
        organization
                .asOwner()
                .patch(organization.path(), new JsonObject().put("status", "TRIALING"))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void theOrganizationsPartIsExplained() {
        var because = organization
                .asOwner()
                .get(workspace + "/access?permission=members.manage")
                .expect(200)
                .data();

        assertThat(because.getBoolean("allowed")).isTrue();
        assertThat(because.getJsonArray("because").encode()).contains("ORGANIZATION_ROLE");
    }

    @Test
    void rowsOfAnOrganizationAreSeenInItsScopeAndThatOfItsWorkspacesOnly() {
        var other = product.workspace().id().toString();
        var own = TestProduct.idOf(workspace);

        for (var table : List.of("organization", "organization_member")) {
            var sql = "select count(*) as seen from guildhall." + table;
            assertThat(seen(null, sql)).isZero();
            assertThat(seen(other, sql)).isZero();
            assertThat(seen(own, sql)).isEqualTo(1);
            assertThat(seen("organization:" + organization.id(), sql)).isEqualTo(1);
            assertThat(seen("organization:" + other, sql)).isZero();
        }
        assertThat(seen("organization:" + organization.id(), "select count(*) as seen from guildhall.workspace"))
                .isEqualTo(1);
    }

    @Test
    void workInAWorkspaceChangesNothingOfItsOrganization() {
        var own = TestProduct.idOf(workspace);

        assertThat(BENCH.sqlAsApplication(own, "delete from guildhall.organization_member")
                        .rowCount())
                .isZero();
        assertThat(BENCH.sqlAsApplication(own, "delete from guildhall.organization")
                        .rowCount())
                .isZero();
        assertThatThrownBy(() -> BENCH.sqlAsApplication(own, "update guildhall.organization_member set role = 'OWNER'"))
                .hasMessageContaining("row-level security");
    }

    private static long seen(String scope, String sql) {
        return BENCH.sqlAsApplication(scope, sql).iterator().next().getLong("seen");
    }
}
