package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.ProvisionedMembers;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is suspended in an organization stays outside, whatever its identity provider says, until they are let in again. */
class SuspendedMembersTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;
    private static ProvisionedMembers members;

    private SsoWorld world;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("suspended").assemble());
        provider = new FakeProvider();
        members = product.product().get(ProvisionedMembers.class);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void anOrganizationHasAProvider() {
        world = new SsoWorld(BENCH, product, provider);
        world.configure(new JsonObject().put("jitProvisioning", true));
    }

    @Test
    void whoSignedInByTheProviderBeforeIsNotLetInByItAgain() {
        // given
        var ada = world.member();
        var workspace = world.organization.workspace();
        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(ada, "MEMBER"))
                .expect(200);
        var session = world.signedIn(world.signIn(about("ada", world.addressOf(ada))));
        session.get(workspace.path()).expect(200);

        // when
        suspend(ada);

        // then
        session.get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        session.get(world.organization.path()).expect(404, "ORGANIZATION.NOT_FOUND");
        assertThat(world.signIn(about("ada", world.addressOf(ada))).body()).contains("AUTH.SSO_NOT_A_MEMBER");

        resume(ada);
        session.get(workspace.path()).expect(200);
        world.signIn(about("ada", world.addressOf(ada))).expect(303);
    }

    @Test
    void whoComesByTheProviderForTheFirstTimeIsNotLetInByIt() {
        var ada = world.member();
        suspend(ada);

        var answer = world.signIn(about("newcomer", world.addressOf(ada)));

        assertThat(answer.body()).contains("AUTH.SSO_NOT_A_MEMBER");
        assertThat(BENCH.sql("select 1 from guildhall.sso_identity where user_id = $1", ada.value()))
                .isEmpty();
    }

    @Test
    void aPasswordIsNoWayInWhereTheOrganizationWantsNone() {
        var ada = world.member();
        world.configure(new JsonObject().put("enforced", true));
        suspend(ada);

        product.asNobody()
                .post(
                        "/api/auth/login",
                        new JsonObject().put("email", world.addressOf(ada)).put("password", TestProduct.PASSWORD))
                .expect(403, "AUTH.SSO_REQUIRED");
        product.asAdministrator()
                .post("/api/admin/users/" + ada + "/password-link", null)
                .expect(409, "USER.PASSWORD_NOT_ALLOWED");
    }

    @Test
    void anInvitationIsNoWayBack() {
        var ada = world.organization.member("MEMBER");
        suspend(ada);

        var problem = Await.problem(
                change((tx, locked) -> members.join(tx, Authentication.SYSTEM, locked, ada)),
                MembershipError.MEMBER_SUSPENDED);

        assertThat(problem.getMessage()).contains("suspended");
    }

    @Test
    void theOwnerIsNeitherSuspendedNorIsAnybodySuspendedMadeOne() {
        var ada = world.organization.member("ADMIN");

        Await.problem(
                change((tx, locked) -> members.suspend(tx, Authentication.SYSTEM, locked, world.organization.owner())),
                MembershipError.OWNER_MUST_TRANSFER);
        suspend(ada);

        world.organization
                .asOwner()
                .post(world.organization.path() + "/transfer", new JsonObject().put("userId", ada.toString()))
                .expect(409, "MEMBER.SUSPENDED");
        product.as(ada).post(world.organization.path() + "/leave", null).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void whoIsSuspendedChangesNothingAboutThemselvesEither() {
        var ada = world.organization.member("MEMBER");
        var team = world.organization.team(ada);
        suspend(ada);

        product.as(ada).delete(team + "/members/" + ada).expect(404, "ORGANIZATION.NOT_FOUND");
        product.as(ada).delete(world.organization.path() + "/members/" + ada).expect(404, "ORGANIZATION.NOT_FOUND");
        product.as(ada)
                .post(world.organization.path() + "/members", TestProduct.member(ada, "ADMIN"))
                .expect(404, "ORGANIZATION.NOT_FOUND");

        resume(ada);
        product.as(ada).delete(team + "/members/" + ada).expect(204);
    }

    @Test
    void theListOfMembersSaysWhoIsSuspended() {
        var ada = world.organization.member("MEMBER");
        suspend(ada);

        var listed = world.organization
                .asOwner()
                .get(world.organization.path() + "/members?filter=userId%3D%22" + ada + "%22")
                .expect(200)
                .list()
                .getJsonObject(0);

        assertThat(listed.getString("suspendedAt")).isNotNull();
        assertThat(world.audit()).extracting(entry -> entry.getString("action")).contains("member.suspended");
    }

    private void suspend(UserId user) {
        Await.result(change((tx, locked) -> members.suspend(tx, Authentication.SYSTEM, locked, user)));
    }

    private void resume(UserId user) {
        Await.result(change((tx, locked) -> members.resume(tx, Authentication.SYSTEM, locked, user)));
    }

    private Future<Void> change(BiFunction<Tx, Organization, Future<Void>> work) {
        return BENCH.database()
                .inTransaction(
                        Tenant.PLATFORM,
                        tx -> product.product()
                                .get(Organizations.class)
                                .lock(tx, world.organization.id())
                                .compose(locked -> work.apply(tx, locked)));
    }
}
