package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A workspace and an organization have exactly one owner each, whatever happens to their members at once. */
class OwnershipTest extends MembershipTest {

    @BeforeAll
    static void keepAnotherAdministrator() {
        // Accounts are only deleted while another administrator remains.
        product.userWith(PlatformRole.ADMIN);
    }

    @RepeatedTest(4)
    void aWorkspaceHasOneOwnerHoweverManyTransferLeaveRemoveDemoteAndDeleteAtOnce() {
        var workspace = product.workspace();
        var heirs = new ArrayList<UserId>();
        for (var i = 0; i < 16; i++) {
            heirs.add(workspace.member("ADMIN"));
        }

        var answers = movesAtOnce(workspace.path(), "VIEWER", heirs);

        assertThat(statuses(answers)).allMatch(status -> status < 500).contains(200, 204);
        assertThat(owners(workspace)).hasSize(1);
    }

    @RepeatedTest(4)
    void anOrganizationHasOneOwnerHoweverManyTransferLeaveRemoveDemoteAndDeleteAtOnce() {
        var organization = product.organization();
        var heirs = new ArrayList<UserId>();
        for (var i = 0; i < 16; i++) {
            heirs.add(organization.member("ADMIN"));
        }

        var answers = movesAtOnce(organization.path(), "BILLING", heirs);

        assertThat(statuses(answers)).allMatch(status -> status < 500).contains(200, 204);
        var owners = BENCH.sql(
                "select m.user_id from guildhall.organization_member m join guildhall.organization o"
                        + " on o.id = m.organization_id and o.owner_id = m.user_id"
                        + " where m.organization_id = $1 and m.role = 'OWNER'",
                organization.id().value());
        assertThat(owners.size()).isEqualTo(1);
        assertThat(BENCH.sql(
                                "select 1 from guildhall.organization_member where organization_id = $1 and role = 'OWNER'",
                                organization.id().value())
                        .size())
                .isEqualTo(1);
    }

    private static List<CompletableFuture<Response>> movesAtOnce(String path, String lowestRole, List<UserId> heirs) {
        var answers = new ArrayList<CompletableFuture<Response>>();
        for (var i = 0; i < 64; i++) {
            answers.add(move(i % 5, path, lowestRole, heirs.get((i * 7) % heirs.size())));
        }
        return answers;
    }

    @Test
    void oneWhoIsMadeOwnerWhileTheirAccountIsDeletedIsOwnerOrGone() {
        for (var round = 0; round < 12; round++) {
            var workspace = product.workspace();
            var heir = workspace.member("ADMIN");

            var transferring = move(0, workspace.path(), "VIEWER", heir);
            var deleting = move(4, workspace.path(), "VIEWER", heir);

            var outcome = List.of(transferring.join().status(), deleting.join().status());
            assertThat(outcome).isIn(List.of(200, 409), List.of(404, 204));
            assertThat(owners(workspace)).containsExactly(outcome.get(0) == 200 ? heir : workspace.owner());
        }
    }

    @Test
    void theOwnersAccountStaysUntilTheWorkspaceIsHandedOver() {
        var workspace = product.workspace();
        var heir = workspace.member("VIEWER");
        var account = "/api/admin/users/" + workspace.owner();

        product.asAdministrator().delete(account).expect(409, "USER.OWNS_WORKSPACES");
        workspace
                .asOwner()
                .post(workspace.path() + "/transfer", new JsonObject().put("userId", heir.toString()))
                .expect(200);
        product.asAdministrator().delete(account).expect(204);

        assertThat(owners(workspace)).containsExactly(heir);
        assertThat(workspace.roleOf(workspace.owner())).isEqualTo("none");
        assertThat(eventTypes(workspace, workspace.owner().toString()))
                .containsExactly("member.added", "member.role_changed", "member.removed");
    }

    @Test
    void theDatabaseItselfAllowsNeitherTwoOwnersNorNone() {
        var workspace = product.workspace();
        workspace.member("ADMIN");

        for (var change : List.of(
                "update guildhall.member set role = 'OWNER' where workspace_id = $1",
                "update guildhall.member set role = 'ADMIN' where workspace_id = $1 and role = 'OWNER'",
                "delete from guildhall.member where workspace_id = $1 and role = 'OWNER'")) {
            assertThat(isRefused(change, workspace)).as(change).isTrue();
        }
        assertThat(owners(workspace)).containsExactly(workspace.owner());
    }

    private static CompletableFuture<Response> move(int kind, String path, String lowestRole, UserId heir) {
        var admin = product.asAdministrator();
        var member = path + "/members/" + heir;
        return switch (kind) {
            case 0 -> admin.sendAsync("POST", path + "/transfer", new JsonObject().put("userId", heir.toString()));
            case 1 -> product.as(heir).sendAsync("POST", path + "/leave", null);
            case 2 -> admin.sendAsync("DELETE", member, null);
            case 3 -> admin.sendAsync("POST", path + "/members", member(heir, lowestRole));
            default -> admin.sendAsync("DELETE", "/api/admin/users/" + heir, null);
        };
    }

    private static List<UserId> owners(TestWorkspace workspace) {
        var owners = new ArrayList<UserId>();
        BENCH.sql(
                        "select m.user_id from guildhall.member m join guildhall.workspace w"
                                + " on w.id = m.workspace_id and w.owner_id = m.user_id"
                                + " where m.workspace_id = $1 and m.role = 'OWNER'",
                        workspace.id().value())
                .forEach(row -> owners.add(new UserId(row.getUUID(0))));
        return owners;
    }

    private static boolean isRefused(String change, TestWorkspace workspace) {
        try {
            BENCH.sql(change, workspace.id().value());
            return false;
        } catch (AssertionError | RuntimeException refused) {
            return true;
        }
    }
}
