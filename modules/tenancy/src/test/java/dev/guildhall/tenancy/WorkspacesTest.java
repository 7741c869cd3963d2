package dev.guildhall.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.query;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The workspaces as other modules use them, and what they have to do with each other's part in one. */
class WorkspacesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static Authentication administrator;
    private static WorkspaceAdministration administration;
    private static Workspaces workspaces;
    private static Workspaces elsewhere;

    @BeforeAll
    static void start() {
        administrator = TestAuthenticator.actor(account(), PlatformRole.ADMIN, PlatformRole.USER);
        var here = node("here");
        administration = here.get(WorkspaceAdministration.class);
        workspaces = here.get(Workspaces.class);
        elsewhere = node("there").get(Workspaces.class);
    }

    private static Product node(String name) {
        var product = Product.of(BENCH.node(name).environment())
                .offering(Authorizer.class, new TestAuthorizer())
                .offering(AccessChanges.class, (user, workspace, changed) -> () -> {})
                .contributing(WorkspaceLifecycle.class, new Others())
                .assemble();
        return BENCH.start(product);
    }

    /** The other modules with a part in each workspace: one has its owner be a member, one refuses when the name says so. */
    private static final class Others implements WorkspaceLifecycle {

        @Override
        public Future<Void> created(Tx tx, Workspace workspace, Authentication creator) {
            var owner = "insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)"
                    + " values (?, ?, 'OWNER', now(), now())";
            return tx.execute(
                            query(owner, workspace.id().value(), creator.user().value()))
                    .compose(inserted -> refuse(workspace, "unwanted"));
        }

        @Override
        public Future<Void> changing(Tx tx, Workspace current, Workspace wanted) {
            return refuse(wanted, "unwanted");
        }

        @Override
        public Future<Void> deleting(Tx tx, Workspace workspace) {
            return refuse(workspace, "needed");
        }

        private static Future<Void> refuse(Workspace workspace, String name) {
            return workspace.name().equals(name)
                    ? CommonError.UNAVAILABLE.because("Not with me").asFuture()
                    : Future.succeededFuture();
        }
    }

    @Test
    void isThereWithItsFirstEventOnceItIsMade() {
        var made = made("Acme");

        assertThat(Await.result(workspaces.find(made.id()))).contains(made);
        assertThat(Await.result(workspaces.find(made.key()))).contains(made);
        assertThat(made.owner()).isEqualTo(administrator.user());
        assertThat(eventsOf(made.id())).containsExactly("workspace.created");
    }

    @Test
    void isNotMadeWhenAnotherModuleRefusesItsPart() {
        var key = TestProduct.name("refused");

        Await.problem(
                administration.create(
                        administrator, NewWorkspace.of(request("unwanted").put("key", key))),
                CommonError.UNAVAILABLE);

        assertThat(Await.result(workspaces.find(key))).isEmpty();
    }

    @Test
    void staysAsItIsWhenAnotherModuleRefusesTheChange() {
        var made = made("Acme");

        Await.problem(renamed(made, "unwanted"), CommonError.UNAVAILABLE);

        assertThat(Await.result(workspaces.find(made.id()))).contains(made);
        assertThat(eventsOf(made.id())).containsExactly("workspace.created");
    }

    @Test
    void staysWhenAnotherModuleStillNeedsIt() {
        var made = made("needed");

        Await.problem(administration.delete(administrator, made.id(), IfMatch.ANY), CommonError.UNAVAILABLE);

        assertThat(Await.result(workspaces.find(made.key()))).contains(made);
    }

    @Test
    void getsAnotherKeyWhenTheProposedOneIsTakenButNotWhenItWasChosen() {
        var name = TestProduct.name("Twice taken");
        var first = made(name);

        var second = made(name);

        assertThat(second.key()).startsWith(first.key()).isNotEqualTo(first.key());
        Await.problem(
                administration.create(
                        administrator, NewWorkspace.of(request(name).put("key", first.key()))),
                TenancyError.KEY_EXISTS);
    }

    @Test
    void nobodyOwnsMoreThanTheirShareHoweverManyTheyMakeAtOnce() {
        var founder = TestAuthenticator.actor(account(), PlatformRole.USER);

        var outcomes = IntStream.range(0, 6)
                .mapToObj(each -> administration.create(founder, NewWorkspace.of(request("Own"))))
                .toList()
                .stream()
                .map(made -> Await.result(made.transform(done -> Future.succeededFuture(done))))
                .toList();

        assertThat(outcomes).filteredOn(made -> made.succeeded()).hasSize(1);
        assertThat(outcomes)
                .filteredOn(made -> made.failed())
                .allSatisfy(
                        made -> Await.problem(Future.failedFuture(made.cause()), TenancyError.ALREADY_OWNS_WORKSPACE));
    }

    @Test
    void aPlanForAdministratorsToGiveIsGivenByNobodyElse() {
        var founder = TestAuthenticator.actor(account(), PlatformRole.USER);
        var enterprise = NewWorkspace.of(request("Own").put("plan", "ENTERPRISE"));

        Await.problem(
                Future.succeededFuture().compose(now -> administration.create(founder, enterprise)),
                TenancyError.PLAN_NOT_ALLOWED);

        assertThat(Await.result(administration.create(administrator, enterprise))
                        .plan())
                .isEqualTo(Plan.ENTERPRISE);
    }

    @Test
    void aChangeToWhatItIsAlreadyIsNone() {
        var made = made("Acme");

        var same = Await.result(renamed(made, "Acme"));

        assertThat(same.revision()).isEqualTo(made.revision());
        assertThat(eventsOf(made.id())).containsExactly("workspace.created");
    }

    @Test
    void isSeenOnEveryNodeAsItIs() {
        var made = made("Before");
        assertThat(Await.result(elsewhere.find(made.id()))).contains(made);

        Await.result(renamed(made, "After"));

        Await.until(() -> assertThat(Await.result(elsewhere.find(made.id())))
                .map(Workspace::name)
                .contains("After"));
        Await.result(administration.delete(administrator, made.id(), IfMatch.ANY));
        Await.until(() -> assertThat(Await.result(elsewhere.find(made.id()))).isEmpty());
    }

    private static JsonObject request(String name) {
        return new JsonObject().put("name", name);
    }

    private static Workspace made(String name) {
        return Await.result(administration.create(administrator, NewWorkspace.of(request(name))));
    }

    private static Future<Workspace> renamed(Workspace workspace, String name) {
        return administration.change(administrator, workspace.id(), WorkspaceChange.of(request(name)), IfMatch.ANY);
    }

    private static List<String> eventsOf(WorkspaceId workspace) {
        var rows =
                BENCH.sql("select type from guildhall.event where tenant_id = $1 order by sequence", workspace.value());
        return rows.stream().map(row -> row.getString(0)).toList();
    }

    private static UserId account() {
        var id = Ids.next();
        BENCH.sql(
                "insert into guildhall.user_account (id, email, full_name, password_hash, roles, created_at,"
                        + " updated_at) values ($1, $2, 'Founder', 'none', array['USER'], now(), now())",
                id,
                id + "@example.org");
        return new UserId(id);
    }
}
