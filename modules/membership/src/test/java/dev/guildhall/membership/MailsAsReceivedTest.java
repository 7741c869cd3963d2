package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.module.Product;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailModule;
import dev.guildhall.mail.MailTemplate;
import dev.guildhall.mail.internal.SmtpServer;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Invitations as a server that takes mail is given them, and what all kinds of mail have in common with them. */
class MailsAsReceivedTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final URI PUBLIC_URL = URI.create("https://guildhall.example");
    private static final String LINK = "https://guildhall.example/invitations/accept#token=";

    /** A mail is cut off there by one of the widely used programs. */
    private static final int LONGEST = 102 * 1024;

    /** What some of the widely used programs leave out or do not know. */
    private static final List<String> UNKNOWN_SOMEWHERE = List.of(
            "flex",
            "grid",
            "position",
            "float",
            "var(",
            "calc(",
            "url(",
            "@import",
            "@font-face",
            "rem;",
            "vh;",
            "vw;");

    private static final Pattern MENTIONED = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String FACT = "https://guildhall.example/";

    private static Vertx vertx;
    private static GreenMail server;
    private static TestProduct product;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        var smtp = SmtpServer.parse("smtp://127.0.0.1:" + server.getSmtp().getPort());
        product = TestProduct.start(
                BENCH,
                Product.of(BENCH.node("post")
                                .at(PUBLIC_URL)
                                .with(CommonSettings.PUBLIC_URL, PUBLIC_URL)
                                .with(MailModule.SMTP_URL, smtp)
                                .with(
                                        MailModule.MAIL_FROM,
                                        "G\u00fclde \u00ab\u0141\u00f3d\u017a\u00bb <no-reply@b\u00fccher.example>")
                                .environment())
                        .assemble());
    }

    @AfterAll
    static void stop() {
        server.stop();
        Await.result(vertx.close());
    }

    private static MimeMessage invitationTo(String email, String workspaceName) throws Exception {
        var workspace = product.workspace();
        rename(workspace, workspaceName);
        workspace
                .asOwner()
                .post(
                        workspace.path() + "/invitations",
                        new JsonObject().put("email", email).put("role", "MEMBER"))
                .expect(201);
        var topicOf = "invites you to the workspace";
        Await.until(() -> assertThat(received(email)).as(topicOf).hasSize(1));
        return received(email).get(0);
    }

    // As names of before the rules for them can be.
    private static void rename(TestWorkspace workspace, String name) {
        BENCH.sql(
                "update guildhall.workspace set name = $1 where id = $2",
                name,
                workspace.id().value());
    }

    private static List<MimeMessage> received(String email) {
        return Stream.of(server.getReceivedMessages())
                .filter(message -> isTo(message, email))
                .toList();
    }

    private static boolean isTo(MimeMessage message, String email) {
        try {
            return message.getAllRecipients()[0].toString().equals(email);
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String text(MimeMessage message) throws Exception {
        return (String) ((MimeMultipart) message.getContent()).getBodyPart(0).getContent();
    }

    private static Document html(MimeMessage message) throws Exception {
        return Jsoup.parse(
                (String) ((MimeMultipart) message.getContent()).getBodyPart(1).getContent());
    }

    @Test
    void aNodeWhoseLinksNobodyElseCanOpenSaysSo() {
        var log = (Logger) LoggerFactory.getLogger(MailModule.class);
        var told = new ListAppender<ILoggingEvent>();
        told.start();
        log.addAppender(told);
        var smtp = SmtpServer.parse("smtp://127.0.0.1:25");
        try {
            Product.of(BENCH.node("led astray").with(MailModule.SMTP_URL, smtp).environment())
                    .assemble();
            assertThat(told.list).singleElement().asString().contains("WARN", "http://localhost", "--public-url");

            told.list.clear();
            Product.of(BENCH.node("found")
                            .with(MailModule.SMTP_URL, smtp)
                            .with(CommonSettings.PUBLIC_URL, PUBLIC_URL)
                            .environment())
                    .assemble();
            assertThat(told.list).isEmpty();
        } finally {
            log.detachAppender(told);
        }
    }

    @Test
    void theSenderHasANameAndADomainThatEveryServerKnows() throws Exception {
        var from = (InternetAddress) invitationTo("sender@example.org", "Acme").getFrom()[0];

        assertThat(from.getPersonal()).isEqualTo("G\u00fclde \u00ab\u0141\u00f3d\u017a\u00bb");
        assertThat(from.getAddress()).isEqualTo("no-reply@xn--bcher-kva.example");
    }

    @Test
    void anAddressInAnotherScriptIsReachedByTheALabelOfItsDomain() throws Exception {
        var workspace = product.workspace();

        workspace
                .asOwner()
                .post(
                        workspace.path() + "/invitations",
                        new JsonObject()
                                .put("email", "ada@m\u00fcnchen.example")
                                .put("role", "MEMBER"))
                .expect(201);

        Await.until(() -> assertThat(received("ada@xn--mnchen-3ya.example")).hasSize(1));
    }

    @Test
    void whoseAddressTheServerCouldOnlyMisspellIsSentNothing() {
        var workspace = product.workspace();

        workspace
                .asOwner()
                .post(
                        workspace.path() + "/invitations",
                        new JsonObject().put("email", "j\u00f6rg@example.org").put("role", "MEMBER"))
                .expect(201);

        Await.until(() -> assertThat(BENCH.sql("select last_error from guildhall.mail where dead_at is not null"))
                .hasSize(1));
        assertThat(received("j?rg@example.org")).isEmpty();
    }

    @Test
    void theSubjectIsTheWorkspacesNameOfAMeasureAndWithoutTricks() throws Exception {
        var message = invitationTo(
                "subject@example.org", "Acme\r\nBcc: eve@example.org\u202E\u0007" + "very ".repeat(10) + "long");

        assertThat(message.getSubject())
                .contains(" invites you to Acme Bcc: eve at example. org very")
                .endsWith("\u2026")
                .hasSizeLessThan(140)
                .doesNotContain("\u202E", "\u0007", "\r", "\n");
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getAllRecipients()).hasSize(1);
    }

    @Test
    void itIsTextFirstAndThenHtmlAndBothHaveTheLink() throws Exception {
        var message = invitationTo("parts@example.org", "Acme");
        var parts = (MimeMultipart) message.getContent();

        assertThat(message.isMimeType("multipart/alternative")).isTrue();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
        assertThat(text(message))
                .contains(LINK, "the workspace Acme, as MEMBER")
                .doesNotContain("curl", "<", "&amp;");
        var links = html(message).select("a[href]");
        assertThat(links.eachAttr("href")).hasSize(2).allMatch(link -> link.startsWith(LINK));
        assertThat(links.get(0).text()).isEqualTo("Answer the invitation");
        assertThat(links.get(1).text()).isEqualTo(links.get(1).attr("href"));
        assertThat(html(message).text()).doesNotContain("curl", "{{");
    }

    @Test
    void itKeepsToWhatMailProgramsShare() throws Exception {
        var message = invitationTo("rules@example.org", "Acme");

        assertThat(message.getSize()).isLessThan(LONGEST);
        assertThat(html(message).title()).isEqualTo("Invitation to Acme");
        keepsToWhatMailProgramsShare(html(message));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void soDoesEveryOtherKindOfMail(Path template) throws Exception {
        var folder = template.getParent().getParent();
        var name = template.getFileName().toString().replace(".html", "");
        var facts = factsOf(template.getParent(), name);
        Mail mail;
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            mail = Await.result(MailTemplate.load(vertx, loader, "mail/" + name)
                    .map(loaded -> loaded.render("a@example.org", Map.of(), facts, List.of())));
        }
        var html = Jsoup.parse(mail.html());

        keepsToWhatMailProgramsShare(html);
        assertThat(html.title()).isNotBlank();
        assertThat(html.select("a[href]").eachAttr("href")).hasSize(2).containsOnly(FACT + "link");
        assertThat(mail.text()).contains(FACT + "link");
        assertThat(mail.subject() + mail.text() + mail.html()).doesNotContain("{{", "null");
    }

    /** Those of all modules, but for what they have in common. */
    private static List<Path> templates() throws IOException {
        try (var modules = Files.newDirectoryStream(Path.of(".."), Files::isDirectory)) {
            var found = new ArrayList<Path>();
            for (var module : modules) {
                var folder = module.resolve("src/main/resources/mail");
                if (Files.isDirectory(folder)) {
                    try (var files = Files.newDirectoryStream(folder, "*.html")) {
                        files.forEach(found::add);
                    }
                }
            }
            found.removeIf(file -> file.endsWith("layout.html"));
            assertThat(found).hasSizeGreaterThan(4);
            return found;
        }
    }

    /** A value for whatever the templates of a kind mention. */
    private static Map<String, String> factsOf(Path folder, String name) throws IOException {
        var facts = new HashMap<String, String>(Map.of("link", FACT + "link"));
        for (var ending : List.of(".subject", ".txt", ".html")) {
            MENTIONED
                    .matcher(Files.readString(folder.resolve(name + ending)))
                    .results()
                    .forEach(found -> facts.put(found.group(1), FACT + found.group(1)));
        }
        return facts;
    }

    private static void keepsToWhatMailProgramsShare(Document html) {
        assertThat(html.selectFirst("html").attr("lang")).isEqualTo("en");
        assertThat(html.selectFirst("meta[name=color-scheme]").attr("content")).isEqualTo("light dark");
        assertThat(html.selectFirst("meta[name=viewport]")).isNotNull();
        assertThat(html.selectFirst("style").data()).contains("@media (prefers-color-scheme: dark)");
        assertThat(html.select("img, link, script, form, input, svg, video, object, iframe, base"))
                .as("what programs block or leave out")
                .isEmpty();
        assertThat(html.select("table:not([role=presentation])"))
                .as("tables that would be read out as such")
                .isEmpty();
        assertThat(html.select("table:not([cellpadding]), table:not([cellspacing]), table:not([border])"))
                .isEmpty();
        assertThat(html.select("td.text, td.quiet, a").eachAttr("style"))
                .as("programs that leave out the style of the head show colours all the same")
                .allMatch(style -> style.contains("color:"));
        assertThat(html.html()).doesNotContain(UNKNOWN_SOMEWHERE);
    }
}
