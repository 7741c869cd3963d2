package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.module.Product;
import dev.guildhall.mail.MailModule;
import dev.guildhall.mail.internal.SmtpServer;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.RefusingSmtpServer;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is shown of people whose addresses a mail server does not know. */
class RefusedMailTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String NOTED = "?filter=mailRefusedAt%3A*";

    private static RefusingSmtpServer server;
    private static TestProduct product;

    private TestOrganization acme;
    private UserId ada;
    private String account;

    @BeforeAll
    static void start() {
        server = RefusingSmtpServer.start(BENCH.vertx());
        product = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("refused-mail")
                                .with(MailModule.SMTP_URL, SmtpServer.parse("smtp://127.0.0.1:" + server.port()))
                                .environment())
                        .assemble());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void joins() {
        acme = product.organization();
        ada = acme.member("MEMBER");
        account = "/api/admin/users/" + ada;
    }

    /** Has a mail sent to her; gives the invitation that it carries. */
    private String invite(String address) {
        var elsewhere = product.workspace();
        return elsewhere
                .asOwner()
                .post(
                        elsewhere.path() + "/invitations",
                        new JsonObject().put("email", address).put("role", "MEMBER"))
                .expect(201)
                .header("Location");
    }

    private static String stateOf(String invitation) {
        return product.asAdministrator()
                .get(invitation)
                .expect(200)
                .data()
                .getJsonObject("mail")
                .getString("state");
    }

    private static Instant refusedAt(HttpTester by, String person) {
        return by.get(person).expect(200).data().getInstant("mailRefusedAt");
    }

    private Instant refusedAt() {
        return refusedAt(product.asAdministrator(), account);
    }

    private void refuseAMail() {
        invite(TestProduct.address(ada));
        Await.until(() -> assertThat(refusedAt()).isNotNull());
    }

    private static List<String> ids(HttpTester by, String list, String id) {
        return by.get(list).expect(200).list().stream()
                .map(JsonObject.class::cast)
                .map(person -> person.getString(id))
                .toList();
    }

    private List<JsonObject> told() {
        return BENCH
                .sql(
                        "select data from guildhall.event where tenant_id = $1 and type = 'user.updated' order by sequence",
                        acme.id().value())
                .stream()
                .map(row -> row.getJsonObject(0))
                .toList();
    }

    @Test
    void whoseAddressAServerRefusesIsShownSoWhereverTheAddressIs() {
        var owner = acme.asOwner();
        var workspace = acme.workspace();
        product.asAdministrator()
                .post(workspace.path() + "/members", TestProduct.member(ada, "MEMBER"))
                .expect(200);
        var team = acme.team(ada, acme.member("MEMBER"));
        assertThat(refusedAt(owner, acme.path() + "/members/" + ada)).isNull();
        var before = product.asAdministrator().get(account).header("ETag");

        refuseAMail();

        assertThat(refusedAt()).isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
        assertThat(product.asAdministrator().get(account).header("ETag")).isNotEqualTo(before);
        assertThat(ids(product.asAdministrator(), "/api/admin/users" + NOTED, "id"))
                .contains(ada.toString())
                .doesNotContain(acme.owner().toString());
        for (var place : List.of(acme.path(), workspace.path(), team)) {
            var by = place.equals(workspace.path()) ? product.asAdministrator() : owner;
            assertThat(ids(by, place + "/members" + NOTED, "userId")).as(place).containsExactly(ada.toString());
            assertThat(by.get(place + "/members" + NOTED)
                            .list()
                            .getJsonObject(0)
                            .getInstant("mailRefusedAt"))
                    .as(place)
                    .isEqualTo(refusedAt());
            assertThat(ids(by, place + "/members", "userId")).as(place).hasSizeGreaterThan(1);
        }
        assertThat(refusedAt(owner, acme.path() + "/members/" + ada)).isEqualTo(refusedAt());
        assertThat(refusedAt(product.as(ada), workspace.path() + "/members/" + ada))
                .isEqualTo(refusedAt());
        assertThat(told())
                .singleElement()
                .satisfies(data -> assertThat(data.getInstant("mailRefusedAt")).isEqualTo(refusedAt()));
    }

    @Test
    void aMailThatIsTakenEndsIt() {
        refuseAMail();
        server.join(TestProduct.address(ada));

        invite(TestProduct.address(ada));

        Await.until(() -> assertThat(refusedAt()).isNull());
        assertThat(told())
                .extracting(data -> data.getInstant("mailRefusedAt"))
                .hasSize(2)
                .last()
                .isNull();
    }

    @Test
    void itBeginsWithTheFirstMailThatIsRefused() {
        refuseAMail();
        var since = refusedAt();

        var again = invite(TestProduct.address(ada));
        Await.until(() -> assertThat(stateOf(again)).isEqualTo("REFUSED"));

        assertThat(refusedAt()).isEqualTo(since);
        assertThat(told()).hasSize(1);
    }

    @Test
    void anotherAddressHasNoneRefusedAndWhatTheFormerOneRefusesIsNotItsOwn() {
        refuseAMail();

        product.asAdministrator()
                .put(account, new JsonObject().put("email", TestProduct.name("ada") + "@example.org"))
                .expect(200);

        assertThat(refusedAt()).isNull();
        var late = invite(TestProduct.address(ada));
        Await.until(() -> assertThat(stateOf(late)).isEqualTo("REFUSED"));
        assertThat(refusedAt()).isNull();
    }
}
