package dev.guildhall.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.mail.internal.Mime;
import io.vertx.core.Vertx;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTemplateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID ID = new UUID(7, 7);

    private static Vertx vertx;
    private static MailTemplate greeting;

    @BeforeAll
    static void load() throws Exception {
        vertx = Vertx.vertx();
        greeting = MailTemplate.load(vertx, MailTemplateTest.class.getClassLoader(), "mail/greeting")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void factsAreEscapedInHtmlAndOnlyThere() {
        var mail = greet("<script>alert(\"'&'\")</script>");

        assertThat(mail.text()).contains("<script>alert(\"'&'\")</script>");
        assertThat(mail.html()).doesNotContain("<script", "alert(\"").contains("&lt;script&gt;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Ada\r\nBcc: eve@example.org", "Ada\nBcc: eve@example.org", "Ada\u2028Bcc: eve@example.org"})
    void aNameBeginsNoHeaderOfItsOwn(String name) throws Exception {
        var mail = greet(name);

        var message = parsed(mail);

        assertThat(mail.subject()).isEqualTo("Ada Bcc: eve at example. org says hello");
        assertThat(message.getRecipients(RecipientType.BCC)).isNull();
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getSubject()).isEqualTo("Ada Bcc: eve at example. org says hello");
        assertThat(mail.text()).startsWith("Hello from Ada Bcc: eve at example. org.\n");
    }

    @Test
    void aMailProgramReadsTheFile() throws Exception {
        var name = "Łukasz 🚀 " + "ü".repeat(50);
        var mail = greet(name);

        var message = parsed(mail);

        assertThat(message.getSubject()).isEqualTo(name + " says hello");
        assertThat(message.getFrom()[0]).hasToString("Guildhall <no-reply@example.org>");
        assertThat(message.getRecipients(RecipientType.TO)[0]).hasToString("ada@example.org");
        assertThat(message.getMessageID()).isEqualTo("<" + ID + "@example.org>");
        assertThat(message.getSentDate()).isEqualTo(NOON);
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.isMimeType("multipart/alternative")).isTrue();
        var parts = (MimeMultipart) message.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat(lines(parts.getBodyPart(0).getContent()))
                .isEqualTo(mail.text().stripTrailing());
        assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
        assertThat(lines(parts.getBodyPart(1).getContent()))
                .isEqualTo(mail.html().stripTrailing());
    }

    @ParameterizedTest
    @CsvSource({
        "no-reply@example.org, Guildhall",
        "Acme Inc. <no-reply@example.org>, Acme Inc.",
        "Gülde <no-reply@example.org>, Gülde"
    })
    void theSenderHasAName(String sender, String name) throws Exception {
        var file = new Mime(sender).file(ID, greet("Ada"), NOON);

        var from = (InternetAddress)
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(file)).getFrom()[0];

        assertThat(from.getPersonal()).isEqualTo(name);
        assertThat(from.getAddress()).isEqualTo("no-reply@example.org");
    }

    @Test
    void aLongNameIsCutInTheSubjectBetweenCharacters() {
        var family = "\uD83D\uDC69\u200D\uD83D\uDC67"; // One sign of five characters.

        assertThat(greet("x".repeat(58) + family).subject()).isEqualTo("x".repeat(58) + "\u2026 says hello");
        assertThat(greet("x".repeat(61)).subject()).isEqualTo("x".repeat(60) + "\u2026 says hello");
        assertThat(greet("x".repeat(61)).text()).contains("x".repeat(61));
    }

    @Test
    void secretsAreBlottedOutForOthers() {
        var mail = greet("Ada");

        assertThat(mail.text()).contains("#token=s3cr3t");
        assertThat(mail.discreetText()).contains("#token=***").doesNotContain("s3cr3t");
        assertThat(mail.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void aFactThatIsMissingIsAFailure() {
        assertThatThrownBy(() -> greeting.render("ada@example.org", Map.of(), Map.of("name", "Ada"), List.of()))
                .hasMessageContaining("link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "ada@example.org\r\nBcc: eve@example.org", "a@b, c@d", "Ada <ada@example.org>"})
    void nobodyElseIsAddressed(String address) {
        assertThatThrownBy(() -> new Mail(address, "Hello", "Hello", "Hello", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Mail greet(String name) {
        return greeting.render(
                "ada@example.org",
                Map.of("name", name),
                Map.of("link", "https://example.org/#token=s3cr3t"),
                List.of("s3cr3t"));
    }

    private static MimeMessage parsed(Mail mail) throws Exception {
        var file = new Mime("Guildhall <no-reply@example.org>").file(ID, mail, NOON);
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(file));
    }

    private static String lines(Object content) {
        return content.toString().replace("\r\n", "\n").stripTrailing();
    }
}
