package dev.guildhall.membership;

import static dev.guildhall.membership.Hall.seat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who loses a right loses it on streams that are open, too; everybody else's go on. */
class RevocationTest extends HallTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void theStreamOfARemovedMemberEnds() {
        var workspace = hall.workspace();
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);
        var staying = stream(workspace, workspace.member("VIEWER"));

        workspace.asOwner().delete(workspace.path() + "/members/" + member).expect(204);

        ends(stream);
        assertThat(staying).isNotDone();
        hall.as(member).get(workspace.path() + "/events").expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void theStreamOfOneWhoLeavesEnds() {
        var workspace = hall.workspace();
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);

        hall.as(member).post(workspace.path() + "/leave", null).expect(204);

        ends(stream);
    }

    @Test
    void theStreamsOfThoseWhoseRoleLosesThePermissionEnd() {
        var workspace = hall.workspace();
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
        var workspace = hall.workspace();
        workspace.role("Blind", "workspace.read");
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);

        workspace
                .asOwner()
                .post(workspace.path() + "/members", seat(member, "Blind"))
                .expect(200);

        ends(stream);
    }

    @Test
    void theStreamOfADeletedAccountEnds() {
        var workspace = hall.workspace();
        var member = workspace.member("MEMBER");
        var stream = stream(workspace, member);
        hall.promoted(hall.user(), PlatformRole.ADMIN);

        hall.asAdministrator().delete("/api/admin/users/" + member).expect(204);

        ends(stream);
    }

    @Test
    void theStreamOfSupportEndsWhenItIsNotLetInAnyMore() {
        var workspace = hall.workspace();
        var preferences = workspace.path() + "/preferences";
        workspace.asOwner().patch(preferences, supportTeamAccess(true)).expect(200);
        var stream = stream(workspace, hall.token(hall.user(), PlatformRole.SUPPORT));

        workspace.asOwner().patch(preferences, supportTeamAccess(false)).expect(200);

        ends(stream);
    }

    @Test
    void theStreamsOfADeletedWorkspaceEnd() {
        var workspace = hall.workspace();
        var stream = stream(workspace, workspace.member("MEMBER"));

        workspace.asOwner().delete(workspace.path()).expect(204);

        ends(stream);
    }

    private static JsonObject supportTeamAccess(boolean open) {
        return new JsonObject().put("supportTeamAccess", open);
    }

    private static void ends(CompletableFuture<Void> stream) {
        Await.until(() -> assertThat(stream).isDone());
    }

    private static CompletableFuture<Void> stream(Hall.Made workspace, UserId user) {
        return stream(workspace, TestAuthenticator.user(user));
    }

    /** An open stream of the workspace's events; completes when the server ends it. */
    private static CompletableFuture<Void> stream(Hall.Made workspace, String token) {
        var request = HttpRequest.newBuilder(URI.create(hall.http.base() + workspace.path() + "/events/stream"))
                .header("Authorization", "Bearer " + token)
                .build();
        var response = CLIENT.sendAsync(request, BodyHandlers.ofInputStream()).join();
        assertThat(response.statusCode()).isEqualTo(200);
        return CompletableFuture.runAsync(() -> drain(response.body()));
    }

    private static void drain(InputStream body) {
        try (body) {
            body.readAllBytes();
        } catch (IOException broken) {
            throw new AssertionError("The stream broke off instead of ending", broken);
        }
    }
}
