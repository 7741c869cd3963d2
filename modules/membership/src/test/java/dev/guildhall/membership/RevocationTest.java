package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who loses a right loses it on streams that are open, too; everybody else's go on. */
class RevocationTest extends MembershipTest {

    @Test
    void theStreamOfARemovedMemberEnds() {
        var workspace = product.workspace();
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);
        var staying = stream(workspace, workspace.member("VIEWER"));

        workspace.asOwner().delete(workspace.path() + "/members/" + member).expect(204);

        ends(stream);
        assertThat(staying).isNotDone();
        product.as(member).get(workspace.path() + "/events").expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void theStreamOfOneWhoLeavesEnds() {
        var workspace = product.workspace();
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);

        product.as(member).post(workspace.path() + "/leave", null).expect(204);

        ends(stream);
    }

    @Test
    void theStreamsOfThoseWhoseRoleLosesThePermissionEnd() {
        var workspace = product.workspace();
        var role = workspace.role("Listener", "workspace.read", "events.read");
        var first = stream(workspace, workspace.member("Listener"));
        var second = stream(workspace, workspace.member("Listener"));
        var staying = stream(workspace, workspace.member("VIEWER"));
        var path = workspace.path() + "/roles/" + role.getString("id");

        workspace.asOwner().patch(path, new JsonObject().put("name", "Hearer")).expect(200);
        workspace
                .asOwner()
                .patch(path, new JsonObject().put("permissions", JsonArray.of("workspace.read")))
                .expect(200);

        ends(first);
        ends(second);
        assertThat(staying).isNotDone();
    }

    @Test
    void theStreamOfOneWhoGetsALesserRoleEnds() {
        var workspace = product.workspace();
        workspace.role("Blind", "workspace.read");
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);

        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(member, "Blind"))
                .expect(200);

        ends(stream);
    }

    @Test
    void theStreamOfADeletedAccountEnds() {
        var workspace = product.workspace();
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);
        product.userWith(PlatformRole.ADMIN);

        product.asAdministrator().delete("/api/admin/users/" + member).expect(204);

        ends(stream);
    }

    @Test
    void theStreamOfSupportEndsWhenItIsNotLetInAnyMore() {
        var workspace = product.workspace();
        var preferences = workspace.path() + "/preferences";
        workspace.asOwner().patch(preferences, supportTeamAccess(true)).expect(200);
        var stream = product.as(product.user(), PlatformRole.SUPPORT).stream(workspace.path() + "/events/stream");

        workspace.asOwner().patch(preferences, supportTeamAccess(false)).expect(200);

        ends(stream);
    }

    @Test
    void theStreamsOfADeletedWorkspaceEnd() {
        var workspace = product.workspace();
        var stream = stream(workspace, workspace.member("MEMBER"));

        workspace.asOwner().delete(workspace.path()).expect(204);

        ends(stream);
    }

    private static JsonObject supportTeamAccess(boolean open) {
        return new JsonObject().put("supportTeamAccess", open);
    }

    private static void ends(CompletableFuture<String> stream) {
        Await.until(() -> assertThat(stream).isCompleted());
    }

    private static CompletableFuture<String> stream(TestWorkspace workspace, UserId user) {
        return product.as(user).stream(workspace.path() + "/events/stream");
    }
}
