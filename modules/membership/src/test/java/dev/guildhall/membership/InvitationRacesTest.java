package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What people do with invitations at the same moment. */
class InvitationRacesTest extends MembershipTest {

    private static final String ACCEPT = "/api/invitations/accept";

    @Test
    void ofSixtyFourWhoAcceptAtOnceOneJoins() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "MEMBER");

        var answers = finished(IntStream.range(0, 64)
                .mapToObj(i -> product.as(ada).sendAsync("POST", ACCEPT, i % 2 == 0 ? token(made) : id(made)))
                .toList());

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(codes(answers)).hasSize(63).containsOnly("INVITATION.NOT_PENDING");
        assertThat(count("member.added", workspace)).isEqualTo(2); // the owner, and Ada
        assertThat(count("invitation.accepted", workspace)).isEqualTo(1);
    }

    @Test
    void ofManyNewPeopleWithOneTokenOneOpensTheAccount() {
        var workspace = product.workspace();
        var email = newAddress();
        var made = invitedByAdministrator(workspace, email, "MEMBER");
        var request = token(made).put("fullName", "Grace").put("password", "correct horse battery");

        var answers = finished(IntStream.range(0, 12)
                .mapToObj(i -> product.asNobody().sendPatiently("POST", ACCEPT, request))
                .toList());

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(codes(answers)).hasSize(11).containsOnly("INVITATION.NOT_PENDING");
        assertThat(BENCH.sql("select 1 from guildhall.user_account where email = $1", email)
                        .size())
                .isEqualTo(1);
    }

    @RepeatedTest(8)
    void acceptingAndRevokingAtOnceHasOneWinner() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "MEMBER");
        var path = invitationsOf(workspace) + "/" + made.getString("id");

        var accepted = product.as(ada).sendAsync("POST", ACCEPT, token(made));
        var revoked = workspace.asOwner().sendAsync("DELETE", path, null);
        var declined = product.asNobody().sendAsync("POST", "/api/invitations/decline", token(made));
        var answers = finished(List.of(accepted, revoked, declined));

        assertThat(codes(answers)).hasSize(2).containsOnly("INVITATION.NOT_PENDING");
        var state = workspace.asOwner().get(path).data().getString("state");
        assertThat(state)
                .isEqualTo(
                        accepted.join().status() == 200
                                ? "ACCEPTED"
                                : revoked.join().status() == 204 ? "REVOKED" : "DECLINED");
        product.as(ada).get(workspace.path()).expect(state.equals("ACCEPTED") ? 200 : 404);
    }

    @RepeatedTest(4)
    void acceptingWhileItIsSentAgainJoinsOrFindsTheSecretReplaced() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "MEMBER");
        var path = invitationsOf(workspace) + "/" + made.getString("id");

        var accepted = product.as(ada).sendAsync("POST", ACCEPT, token(made));
        var resent = workspace.asOwner().sendAsync("POST", path + "/resend", new JsonObject());
        finished(List.of(accepted, resent));

        if (accepted.join().status() == 200) {
            assertThat(workspace.asOwner().get(path).data().getString("state")).isEqualTo("ACCEPTED");
        } else {
            accepted.join().expect(404, "INVITATION.NOT_FOUND");
            product.as(ada)
                    .post(
                            ACCEPT,
                            new JsonObject().put("token", resent.join().data().getString("token")))
                    .expect(200);
        }
    }

    @Test
    void anAddressInvitedByManyAtOnceIsInvitedOnce() {
        var workspace = product.workspace();
        var email = newAddress();

        var answers = finished(IntStream.range(0, 32)
                .mapToObj(i -> workspace
                        .asOwner()
                        .sendAsync(
                                "POST",
                                invitationsOf(workspace),
                                invitation(i % 2 == 0 ? email : email.toUpperCase(Locale.ROOT), "MEMBER")))
                .toList());

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(codes(answers)).hasSize(31).containsOnly("INVITATION.ALREADY_PENDING");
        assertThat(count("invitation.created", workspace)).isEqualTo(1);
    }

    @Test
    void aWorkspaceInvitesNoMoreOnADayHoweverManyItInvitesAtOnce() {
        var workspace = product.workspace();
        invited(workspace, newAddress(), "MEMBER");
        BENCH.sql("update guildhall.invitation_count set made = 498 where subject = $1", "workspace/" + workspace.id());

        var answers = finished(IntStream.range(0, 16)
                .mapToObj(i -> workspace
                        .asOwner()
                        .sendAsync("POST", invitationsOf(workspace), invitation(newAddress(), "MEMBER")))
                .toList());

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(2);
        assertThat(codes(answers)).hasSize(14).containsOnly("INVITATION.TOO_MANY");
        assertThat(count("invitation.created", workspace)).isEqualTo(3);
    }

    @RepeatedTest(4)
    void joiningByBothWaysAtOnceIsJoiningOnce() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "VIEWER");

        var accepted = product.as(ada).sendAsync("POST", ACCEPT, token(made));
        var added =
                workspace.asOwner().sendAsync("POST", workspace.path() + "/members", TestProduct.member(ada, "MEMBER"));
        finished(List.of(accepted, added));

        assertThat(added.join().status()).isEqualTo(200);
        if (accepted.join().status() != 200) {
            accepted.join().expect(409, "INVITATION.ALREADY_MEMBER");
        }
        assertThat(count("member.added", workspace)).isEqualTo(2);
    }

    @RepeatedTest(6)
    void acceptingWhileTheAccountIsDeletedLeavesNoMemberWithoutOne() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        var made = invited(workspace, TestProduct.address(ada), "MEMBER");

        var accepted = product.as(ada).sendAsync("POST", ACCEPT, token(made));
        var deleted = product.asAdministrator().sendAsync("DELETE", "/api/admin/users/" + ada, null);
        finished(List.of(accepted, deleted));

        assertThat(deleted.join().status()).isEqualTo(204);
        assertThat(accepted.join().status()).isIn(200, 401, 403);
        assertThat(BENCH.sql("select 1 from guildhall.member where user_id = $1", ada.value())
                        .size())
                .isZero();
    }

    @RepeatedTest(4)
    void aRoleThatIsDeletedWhileSomebodyIsInvitedToItIsEitherGoneOrOffered() {
        var workspace = product.workspace();
        var role = workspace.role("Support", "workspace.read");
        var path = workspace.path() + "/roles/" + role.getString("id");

        var deleted = workspace.asOwner().sendAsync("DELETE", path, null);
        var invited = workspace
                .asOwner()
                .sendAsync("POST", invitationsOf(workspace), invitation(newAddress(), role.getString("id")));
        finished(List.of(deleted, invited));

        if (invited.join().status() == 201) {
            deleted.join().expect(409, "ROLE.IN_USE");
        } else {
            invited.join().expect(404, "ROLE.NOT_FOUND");
            deleted.join().expect(204);
        }
    }

    private static List<Response> finished(Collection<CompletableFuture<Response>> sent) {
        var answers = new ArrayList<Response>();
        sent.forEach(
                answer -> answers.add(answer.orTimeout(30, TimeUnit.SECONDS).join()));
        return answers;
    }

    /** The codes of those that failed. */
    private static List<String> codes(List<Response> answers) {
        return answers.stream()
                .filter(answer -> answer.status() >= 300)
                .map(answer -> answer.json().getString("code"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static JsonObject token(JsonObject made) {
        return new JsonObject().put("token", made.getString("token"));
    }

    private static JsonObject id(JsonObject made) {
        return new JsonObject().put("invitationId", made.getString("id"));
    }

    private static int count(String type, TestWorkspace workspace) {
        return BENCH.sql(
                        "select 1 from guildhall.event where tenant_id = $1 and type = $2",
                        workspace.id().value(),
                        type)
                .size();
    }
}
