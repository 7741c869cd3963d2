package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.mail.MailModule;
import dev.guildhall.mail.internal.SmtpServer;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.RefusingSmtpServer;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What whoever invites is told of the mails that carry invitations, by a server that knows few. */
class InvitationMailsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String REFUSED = "550 5.1.1 <***>: there is nobody of that name";

    private static RefusingSmtpServer server;
    private static TestProduct product;

    @BeforeAll
    static void start() {
        server = RefusingSmtpServer.start(BENCH.vertx());
        product = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("invitation-mails")
                                .with(MailModule.SMTP_URL, SmtpServer.parse("smtp://127.0.0.1:" + server.port()))
                                .environment())
                        .assemble());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Stream<Arguments> places() {
        var workspace = product.workspace();
        var organization = product.organization();
        return Stream.of(
                Arguments.of(
                        workspace.path(), workspace.asOwner(), workspace.id().value()),
                Arguments.of(
                        organization.path(),
                        organization.asOwner(),
                        organization.id().value()));
    }

    private static Response invite(HttpTester by, String place, String email) {
        return by.post(
                        place + "/invitations",
                        new JsonObject().put("email", email).put("role", "MEMBER"))
                .expect(201);
    }

    private static JsonObject mailOf(HttpTester by, String invitation) {
        return by.get(invitation).expect(200).data().getJsonObject("mail");
    }

    private static void awaitMail(HttpTester by, String invitation, String state) {
        Await.until(() -> assertThat(mailOf(by, invitation).getString("state")).isEqualTo(state));
    }

    private static String events(UUID tenant, String type) {
        var told = new StringBuilder();
        BENCH.sql("select data from guildhall.event where tenant_id = $1 and type = $2", tenant, type)
                .forEach(row -> told.append(row.getJsonObject(0).encode()));
        return told.toString();
    }

    @ParameterizedTest
    @MethodSource("places")
    void aMailThatTheServerRefusesForGoodIsToldWithItsWords(String place, HttpTester by, UUID tenant) {
        var email = TestProduct.name("nobody") + "@example.org";

        var made = invite(by, place, email);
        var invitation = made.header("Location");
        assertThat(made.data().getJsonObject("mail").getString("state")).isEqualTo("QUEUED");
        awaitMail(by, invitation, "REFUSED");

        assertThat(mailOf(by, invitation).getString("reason")).endsWith(REFUSED);
        assertThat(by.get(invitation).header("ETag")).isNotEqualTo(made.header("ETag"));
        var filter = URLEncoder.encode("mailState = REFUSED", StandardCharsets.UTF_8);
        assertThat(by.get(place + "/invitations?filter=" + filter).expect(200).list())
                .singleElement()
                .satisfies(listed ->
                        assertThat(((JsonObject) listed).getString("email")).isEqualTo(email));
        var told = new JsonObject(events(tenant, "invitation.undelivered"));
        assertThat(told.getString("invitationId")).isEqualTo(made.data().getString("id"));
        assertThat(told.getString("mailState")).isEqualTo("REFUSED");
        assertThat(told.getString("reason")).endsWith(REFUSED);
        var noted = BENCH.sql(
                        "select content::text from guildhall.audit_entry where tenant_id = $1 and action = $2",
                        tenant,
                        "invitation.undelivered")
                .iterator()
                .next()
                .getString(0);
        assertThat(noted).contains("REFUSED", "there is nobody of that name", "\"system\"");
    }

    @ParameterizedTest
    @MethodSource("places")
    void aMailThatTheServerTakesIsSent(String place, HttpTester by, UUID tenant) {
        var made = invite(by, place, TestProduct.name("known") + "@example.org");
        var invitation = made.header("Location");

        awaitMail(by, invitation, "SENT");

        assertThat(mailOf(by, invitation).getValue("reason")).isNull();
        assertThat(events(tenant, "invitation.undelivered")).isEmpty();
        // That its mail went out is nothing that whoever takes it back must know of.
        by.withHeader("If-Match", made.header("ETag")).delete(invitation).expect(204);
    }

    @Test
    void anInvitationThatIsSentAgainIsThatOfItsLatestMail() {
        var acme = product.workspace();
        var invitation = invite(acme.asOwner(), acme.path(), TestProduct.name("nobody") + "@example.org")
                .header("Location");
        awaitMail(acme.asOwner(), invitation, "REFUSED");

        var again =
                acme.asOwner().post(invitation + "/resend", new JsonObject()).expect(200);

        assertThat(again.data().getJsonObject("mail").getString("state")).isEqualTo("QUEUED");
        assertThat(again.data().getJsonObject("mail").getValue("reason")).isNull();
        awaitMail(acme.asOwner(), invitation, "REFUSED");
        var asLink = acme.asOwner()
                .post(invitation + "/resend", new JsonObject().put("delivery", "LINK"))
                .expect(200);
        assertThat(asLink.data().getValue("mail")).isNull();
    }

    @Test
    void whatWaitsWhenAnInvitationIsTakenBackWasNeverSent() {
        var acme = product.workspace();
        var invitation = invite(acme.asOwner(), acme.path(), TestProduct.name("known") + "@example.org")
                .header("Location");
        awaitMail(acme.asOwner(), invitation, "SENT");
        var id = UUID.fromString(TestProduct.idOf(invitation));
        BENCH.sql("update guildhall.invitation set mail_state = 'QUEUED' where id = $1", id);

        acme.asOwner().delete(invitation).expect(204);

        assertThat(acme.asOwner().get(invitation).expect(200).data().getValue("mail"))
                .isNull();
    }
}
