package dev.guildhall.membership;

import static dev.guildhall.membership.MemberPermissions.MEMBERS_MANAGE;
import static dev.guildhall.membership.MemberPermissions.MEMBERS_READ;
import static dev.guildhall.tenancy.WorkspacePermissions.WORKSPACE_READ;
import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What decides a request, and how it is explained. */
class AccessTest extends MembershipTest {

    @Test
    void aDecisionIsExplainedByTheRuleThatMadeIt() {
        var workspace = product.workspace();
        var viewer = workspace.member("VIEWER");
        workspace.role("Doorkeeper", "members.manage");
        var keeper = workspace.member("Doorkeeper");

        var may = explain(workspace.asOwner(), workspace, viewer, "members.READ");
        var mayNot = explain(workspace.asOwner(), workspace, viewer, "members.manage");
        var custom = explain(workspace.asOwner(), workspace, keeper, "members.manage");

        assertThat(may.getBoolean("allowed")).isTrue();
        assertThat(may.getString("permission")).isEqualTo("members.read");
        assertThat(may.getString("userId")).isEqualTo(viewer.toString());
        assertThat(rules(may)).containsExactly("WORKSPACE_ROLE +");
        assertThat(messages(may)).singleElement().asString().contains("built-in role VIEWER", "permits members.read");
        assertThat(mayNot.getBoolean("allowed")).isFalse();
        assertThat(rules(mayNot)).containsExactly("WORKSPACE_ROLE -");
        assertThat(custom.getBoolean("allowed")).isTrue();
        assertThat(messages(custom)).singleElement().asString().contains("custom role Doorkeeper");
    }

    @Test
    void whoIsNotAskedAboutAnybodyAsksAboutThemselves() {
        var workspace = product.workspace();
        var member = workspace.member("MEMBER");

        var data = product.as(member)
                .get(workspace.path() + "/access?permission=events.publish")
                .expect(200)
                .data();

        assertThat(data.getString("userId")).isEqualTo(member.toString());
        assertThat(data.getBoolean("allowed")).isTrue();
    }

    @Test
    void everybodyIsToldWhatTheyMayDoThemselves() {
        var workspace = product.workspace();
        workspace.role("Doorkeeper", "members.manage", "workspace.read");

        var keeper = ownAccess(product.as(workspace.member("Doorkeeper")), workspace);
        var viewer = ownAccess(product.as(workspace.member("VIEWER")), workspace);
        var token = ownAccess(product.withScopes(workspace.owner(), WORKSPACE_READ), workspace);

        assertThat(keeper.getString("role")).isEqualTo("Doorkeeper");
        assertThat(keeper.getJsonArray("permissions")).containsExactly("members.manage", "workspace.read");
        assertThat(keeper.getBoolean("suspended")).isFalse();
        assertThat(viewer.getJsonArray("permissions")).contains("members.read").doesNotContain("members.manage");
        assertThat(token.getString("role")).isEqualTo("OWNER");
        assertThat(token.getJsonArray("permissions")).containsExactly("workspace.read");
        assertThat(product.as(product.user())
                        .get(workspace.path() + "/access/mine")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoCanOnlyReadASuspendedOrganizationIsToldSo() {
        var organization = product.organization();
        var workspace = organization.workspace();
        var member = organization.member("MEMBER");

        product.asAdministrator()
                .patch("/api/organizations/" + organization.id(), new JsonObject().put("status", "SUSPENDED"))
                .expect(200);
        var owner = ownAccess(product.as(workspace.owner()), workspace);

        assertThat(owner.getBoolean("suspended")).isTrue();
        assertThat(owner.getJsonArray("permissions")).contains("members.read").doesNotContain("members.manage");
        var ofOrganization = product.as(member)
                .get(organization.path() + "/access/mine")
                .expect(200)
                .data();
        assertThat(ofOrganization.getString("role")).isEqualTo("MEMBER");
        assertThat(ofOrganization.getBoolean("suspended")).isTrue();
        assertThat(ofOrganization.getJsonArray("permissions"))
                .contains("organization.read")
                .doesNotContain("organization.members.manage");
    }

    private static JsonObject ownAccess(HttpTester by, TestWorkspace workspace) {
        return by.get(workspace.path() + "/access/mine").expect(200).data();
    }

    @Test
    void outsidersPlatformRolesAndStrangersAreExplainedToo() {
        var workspace = product.workspace();
        var outsider = product.user();
        var platformAdmin = product.userWith(PlatformRole.ADMIN);
        var support = product.userWith(PlatformRole.SUPPORT, PlatformRole.USER);

        assertThat(messages(explain(workspace.asOwner(), workspace, outsider, "workspace.read")))
                .singleElement()
                .asString()
                .contains("not a member");
        var everything = explain(workspace.asOwner(), workspace, platformAdmin, "workspace.delete");
        assertThat(everything.getBoolean("allowed")).isTrue();
        assertThat(rules(everything)).containsExactly("PLATFORM_ROLE +");
        assertThat(explain(workspace.asOwner(), workspace, support, "workspace.read")
                        .getBoolean("allowed"))
                .isFalse();
        openToSupport(workspace, true);
        var reading = explain(workspace.asOwner(), workspace, support, "audit.read");
        assertThat(reading.getBoolean("allowed")).isTrue();
        assertThat(rules(reading)).containsExactly("SUPPORT_ACCESS +");
        assertThat(rules(explain(workspace.asOwner(), workspace, support, "members.manage")))
                .containsExactly("SUPPORT_ACCESS -");
        workspace
                .asOwner()
                .get(workspace.path() + "/access?permission=workspace.read&userId=" + Ids.next())
                .expect(404, "USER.NOT_FOUND");
    }

    @Test
    void whatIsAskedMustMakeSense() {
        var workspace = product.workspace();
        var access = workspace.path() + "/access";

        workspace.asOwner().get(access).expect(400, "REQUEST.INVALID");
        workspace.asOwner().get(access + "?permission=cake.eat").expect(400, "REQUEST.INVALID");
        workspace.asOwner().get(access + "?permission=events.read&userId=x").expect(400, "REQUEST.INVALID");
        workspace.role("Blind", "workspace.read");
        product.as(workspace.member("Blind"))
                .get(access + "?permission=events.read")
                .expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(access + "?permission=events.read").expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void aTokenDoesWhatItsScopesAndItsOwnerBothMay() {
        var workspace = product.workspace();
        var viewer = workspace.member("VIEWER");
        var ownersToken = product.withScopes(workspace.owner(), MEMBERS_READ, WORKSPACE_READ);
        var viewersToken = product.withScopes(viewer, MEMBERS_MANAGE, MEMBERS_READ);

        ownersToken.get(workspace.path() + "/members").expect(200);
        ownersToken.get(workspace.path() + "/roles").expect(403, "ACCESS.DENIED");
        viewersToken
                .post(workspace.path() + "/members", member(product.user(), "VIEWER"))
                .expect(403, "ACCESS.DENIED");
        var own = explain(ownersToken, workspace, workspace.owner(), "roles.read");
        assertThat(own.getBoolean("allowed")).isFalse();
        assertThat(rules(own)).containsExactly("WORKSPACE_ROLE +", "TOKEN_SCOPES -");
    }

    @Test
    void aTokenGrantsNoMoreThanItCarries() {
        var workspace = product.workspace();
        var token = product.withScopes(workspace.owner(), MEMBERS_MANAGE, MEMBERS_READ, WORKSPACE_READ);
        workspace.role("Reader", "workspace.read", "members.read");

        token.post(workspace.path() + "/members", member(product.user(), "ADMIN"))
                .expect(403, "ROLE.ESCALATION");
        token.post(workspace.path() + "/members", member(product.user(), "Reader"))
                .expect(200);
    }

    @Test
    void aCredentialBoundToAnOrganizationOpensNoWorkspaceAndNothingOfThePlatform() {
        var mine = product.workspace();
        var organization = new OrganizationId(Ids.next());
        var owner = product.as(mine.owner(), organization, PlatformRole.USER);
        var admin = product.as(product.user(), organization, PlatformRole.ADMIN, PlatformRole.USER);

        for (var bound : List.of(owner, admin)) {
            bound.get(mine.path()).expect(404, "WORKSPACE.NOT_FOUND");
            assertThat(bound.get("/api/workspaces").expect(200).list()).isEmpty();
            bound.get("/api/apps").expect(403, "ACCESS.DENIED");
        }
        product.as(product.user(), PlatformRole.ADMIN, PlatformRole.USER)
                .get("/api/apps")
                .expect(200);
    }

    @Test
    void whoIsNoUserReachesNothingThatIsNotTheirs() {
        var mine = product.workspace();
        var authorizer = product.product().get(Authorizer.class);
        var owner = TestAuthenticator.actor(mine.owner(), PlatformRole.ADMIN);
        var app = new Authentication(
                new Principal.App(new AppId(Ids.next())), null, Set.of(), owner.credential(), Origin.UNKNOWN);

        assertThat(Await.result(authorizer.access(owner, mine.id()))).isPresent();
        assertThat(Await.result(
                        authorizer.access(owner, new OrganizationId(mine.id().value()))))
                .isEmpty();
        assertThat(Await.result(authorizer.access(owner, Tenant.PLATFORM))).isEmpty();
        assertThat(Await.result(authorizer.access(app, mine.id()))).isEmpty();
        var program = new Authentication(
                new Principal.ServiceAccount(Ids.next()), null, Set.of(), owner.credential(), Origin.UNKNOWN);
        assertThat(Await.result(authorizer.access(program, mine.id()))).isEmpty();
        assertThat(authorizer.workspacesOf(program)).isEqualTo(new VisibleWorkspaces.None());
    }

    @Test
    void aTokenOfOneWorkspaceKnowsNoOther() {
        var mine = product.workspace();
        var other = product.workspace();
        other.asOwner()
                .post(other.path() + "/members", member(mine.owner(), "ADMIN"))
                .expect(200);
        var token = product.as(mine.owner(), mine.id(), PlatformRole.USER);

        token.get(mine.path()).expect(200);
        token.get(other.path()).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(token.get("/api/workspaces").expect(200).list()).hasSize(1);
    }

    @Test
    void supportReadsWhereItIsLetInAndNowhereElse() {
        var open = product.workspace();
        var closed = product.workspace();
        openToSupport(open, true);
        var support = product.as(product.user(), PlatformRole.SUPPORT);

        support.get(open.path()).expect(200);
        support.get(open.path() + "/members").expect(200);
        support.post(open.path() + "/members", member(product.user(), "VIEWER")).expect(403, "ACCESS.DENIED");
        support.patch(open.path(), new JsonObject().put("name", "Mine")).expect(403, "ACCESS.DENIED");
        support.get(closed.path()).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(support.get("/api/workspaces").expect(200).list().stream()
                        .map(item -> ((JsonObject) item).getString("id")))
                .contains(open.id().toString())
                .doesNotContain(closed.id().toString());
        var noted = BENCH.sql(
                "select actor, subject, address from guildhall.audit_entry"
                        + " where tenant_id = $1 and action = 'support.accessed'",
                open.id().value());
        assertThat(noted.size()).isEqualTo(1);
        assertThat(noted.iterator().next().getString("address")).isEqualTo("127.0.0.1");
        openToSupport(open, false);
        support.get(open.path()).expect(404, "WORKSPACE.NOT_FOUND");
    }

    private static void openToSupport(TestWorkspace workspace, boolean open) {
        workspace
                .asOwner()
                .patch(workspace.path() + "/preferences", new JsonObject().put("supportTeamAccess", open))
                .expect(200);
    }

    private static JsonObject explain(HttpTester asking, TestWorkspace workspace, UserId user, String permission) {
        return asking.get(workspace.path() + "/access?userId=" + user + "&permission=" + permission)
                .expect(200)
                .data();
    }

    private static List<String> rules(JsonObject explanation) {
        return explanation.getJsonArray("because").stream()
                .map(JsonObject.class::cast)
                .map(reason -> reason.getString("rule") + (reason.getBoolean("allows") ? " +" : " -"))
                .toList();
    }

    private static List<String> messages(JsonObject explanation) {
        return explanation.getJsonArray("because").stream()
                .map(reason -> ((JsonObject) reason).getString("message"))
                .toList();
    }
}
