package dev.guildhall.membership;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.module.Product;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the tests of members and invitations share: one product, ways to invite, and looks behind the scenes. */
public abstract class MembershipTest {

    @RegisterExtension
    public static final TestBench BENCH = TestBench.shared();

    static final URI PUBLIC_URL = URI.create("https://guildhall.example");

    public static TestProduct product;
    static Mailbox mailbox;
    static WorkspaceScopes scopes;

    @BeforeAll
    static synchronized void startProduct() {
        if (product == null) {
            var files = BENCH.newDirectory();
            mailbox = new Mailbox(files.resolve("mail"));
            scopes = new WorkspaceScopes();
            product = TestProduct.start(
                    BENCH,
                    Product.of(BENCH.node("membership").at(PUBLIC_URL).in(files).environment())
                            .contributing(WorkspaceLifecycle.class, scopes)
                            .assemble());
        }
    }

    /** An address that nobody has. */
    static String newAddress() {
        return TestProduct.name("guest") + "@example.org";
    }

    /** The account of somebody with an address of their own choice. */
    static UserId userAt(String email) {
        var user = product.user();
        BENCH.sql(
                "update guildhall.user_account set email = $2, email_key = $3 where id = $1",
                user.value(),
                email,
                EmailAddress.keyOf(email));
        return user;
    }

    static String invitationsOf(TestWorkspace workspace) {
        return workspace.path() + "/invitations";
    }

    static JsonObject invitation(String email, String role) {
        return new JsonObject().put("email", email).put("role", role);
    }

    /** What the owner invites an address by: a link. */
    static JsonObject invited(TestWorkspace workspace, String email, String role) {
        return workspace
                .asOwner()
                .post(invitationsOf(workspace), invitation(email, role).put("delivery", "LINK"))
                .expect(201)
                .data();
    }

    /** The same by an administrator of the platform, whose links open accounts. */
    static JsonObject invitedByAdministrator(TestWorkspace workspace, String email, String role) {
        return product.asAdministrator()
                .post(invitationsOf(workspace), invitation(email, role).put("delivery", "LINK"))
                .expect(201)
                .data();
    }

    /** Somebody invites an address by mail. */
    static Response inviteAs(TestWorkspace workspace, UserId inviter, String email) {
        return product.as(inviter).post(invitationsOf(workspace), invitation(email, "MEMBER"));
    }

    /** Records an event as another node does. */
    static void happened(TestWorkspace workspace, String type, UUID subject) {
        BENCH.sql(
                "with next as (update guildhall.event_counter set last_sequence = last_sequence + 1 where"
                        + " tenant_id = $1 returning last_sequence) insert into guildhall.event (tenant_id, tenant_kind,"
                        + " sequence, id, type, subject, actor, time, data) select $1, 'WORKSPACE', last_sequence, $2, $3, $4,"
                        + " 'system', now(), '{}' from next",
                workspace.id().value(),
                Ids.next(),
                type,
                subject.toString());
    }

    /** What happened to the subject, in order. */
    static List<String> eventTypes(TestWorkspace workspace, Object subject) {
        var types = new ArrayList<String>();
        BENCH.sql(
                        "select type from guildhall.event where tenant_id = $1 and subject = $2 order by sequence",
                        workspace.id().value(),
                        subject.toString())
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    /** The number that the application's role gets for a query on the workspace, in this scope or, when null, in none. */
    public static int seen(String scope, String sql, TestWorkspace workspace) {
        return BENCH.sqlAsApplication(scope, sql, workspace.id().value())
                .iterator()
                .next()
                .getInteger(0);
    }

    static List<Integer> statuses(List<CompletableFuture<Response>> answers) {
        return answers.stream()
                .map(CompletableFuture::join)
                .map(Response::status)
                .toList();
    }

    /** The fields that a refusal finds fault with. */
    static List<String> fields(Response refused) {
        return refused.expect(400, "REQUEST.INVALID").json().getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }
}
