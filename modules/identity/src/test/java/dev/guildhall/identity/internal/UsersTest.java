package dev.guildhall.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.Users;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UsersTest {

    private static final Set<PlatformRole> USER = Set.of(PlatformRole.USER);

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static Users users;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        users = node.identity.users();
    }

    @Test
    void areFoundByIdAndByAddress() {
        var ada = node.user();

        assertThat(Await.result(users.find(ada.id()))).contains(ada);
        assertThat(Await.result(users.findByEmail(" " + ada.email().toUpperCase(Locale.ROOT))))
                .contains(ada);
        assertThat(Await.result(users.find(new UserId(Ids.next())))).isEmpty();
        assertThat(Await.result(users.findByEmail("nobody@example.org"))).isEmpty();
    }

    @Test
    void areFoundManyAtOnce() {
        var ada = node.user();
        var bob = node.user();
        var nobody = new UserId(Ids.next());

        assertThat(Await.result(users.profiles(List.of(ada.id(), nobody, bob.id(), ada.id()))))
                .containsOnlyKeys(ada.id(), bob.id())
                .containsValues(ada, bob);
        assertThat(Await.result(users.profiles(List.of()))).isEmpty();
    }

    @Test
    void areMadeInATransactionOfAnotherModule() {
        var prepared =
                Await.result(users.prepare(" New@example.org", " New ", IdentityNode.PASSWORD, USER, Origin.UNKNOWN));

        var made = Await.result(BENCH.database()
                .inTransaction(Tenant.PLATFORM, tx -> users.create(tx, prepared, Authentication.SYSTEM)));

        assertThat(made.email()).isEqualTo("New@example.org");
        assertThat(made.fullName()).isEqualTo("New");
        node.login("new@example.org", IdentityNode.PASSWORD).expect(200);
    }

    @Test
    void areNotMadeWhenTheTransactionFails() {
        var prepared = Await.result(
                users.prepare("undone@example.org", "Undone", IdentityNode.PASSWORD, USER, Origin.UNKNOWN));

        Await.failure(BENCH.database()
                .inTransaction(
                        Tenant.PLATFORM,
                        tx -> users.create(tx, prepared, Authentication.SYSTEM)
                                .compose(made -> Future.failedFuture("something else"))));

        assertThat(Await.result(users.findByEmail("undone@example.org"))).isEmpty();
    }

    @Test
    void haveAddressesOfTheirOwn() {
        var ada = node.user();
        var prepared = Await.result(users.prepare(ada.email(), "Another", IdentityNode.PASSWORD, USER, Origin.UNKNOWN));

        Await.problem(
                BENCH.database()
                        .inTransaction(Tenant.PLATFORM, tx -> users.create(tx, prepared, Authentication.SYSTEM)),
                IdentityError.USER_EMAIL_EXISTS);
    }

    @Test
    void areCheckedBeforeTheyAreMade() {
        Await.problem(
                users.prepare("nonsense", "N", IdentityNode.PASSWORD, USER, Origin.UNKNOWN),
                CommonError.REQUEST_INVALID);
        Await.problem(
                users.prepare("n@example.org", " ", IdentityNode.PASSWORD, USER, Origin.UNKNOWN),
                CommonError.REQUEST_INVALID);
        Await.problem(users.prepare("n@example.org", "N", "short", USER, Origin.UNKNOWN), CommonError.REQUEST_INVALID);
    }

    @Test
    void haveADefaultWorkspaceUntilTheyLeaveItOrItIsDeleted() {
        var ada = node.user();
        var bob = node.user();
        var acme = workspaceOf(ada, bob);
        for (var user : List.of(ada, bob)) {
            Await.result(users.setDefaultWorkspace(user.id(), acme));
            assertThat(defaultOf(user.id())).isEqualTo(acme.toString());
        }

        BENCH.sql(
                "delete from guildhall.member where workspace_id = $1 and user_id = $2",
                acme.value(),
                bob.id().value());

        assertThat(defaultOf(bob.id())).isNull();
        assertThat(defaultOf(ada.id())).isEqualTo(acme.toString());
        BENCH.sql("delete from guildhall.workspace where id = $1", acme.value());
        assertThat(defaultOf(ada.id())).isNull();
    }

    @Test
    void haveNoDefaultWhereTheyDoNotBelong() {
        var acme = workspaceOf(node.user());

        Await.problem(users.setDefaultWorkspace(node.user().id(), acme), IdentityError.USER_NOT_A_MEMBER);
    }

    /** A workspace with these members, the first of whom owns it. */
    private static WorkspaceId workspaceOf(UserProfile... members) {
        var id = Ids.next();
        BENCH.sql(
                "with made as (insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)"
                        + " values ($1, $2, 'Acme', 'TEAM', $3, now(), now()))"
                        + " insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)"
                        + " values ($1, $3, 'OWNER', now(), now())",
                id,
                "acme-" + id.toString().substring(24),
                members[0].id().value());
        for (var member : List.of(members).subList(1, members.length)) {
            BENCH.sql(
                    "insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)"
                            + " values ($1, $2, 'MEMBER', now(), now())",
                    id,
                    member.id().value());
        }
        return new WorkspaceId(id);
    }

    private static String defaultOf(UserId user) {
        var profile = Await.result(users.find(user)).orElseThrow();
        return node.signedIn(profile).get("/api/auth/me").expect(200).data().getString("defaultWorkspaceId");
    }
}
