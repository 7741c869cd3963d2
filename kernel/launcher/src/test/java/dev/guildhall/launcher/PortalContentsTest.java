package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What others than the portal itself bring into it: pages of extensions, and what agents say. */
class PortalContentsTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    /** Somebody whom a page might tell something. */
    private static DatagramSocket outside;

    private static Browser browser;
    private static HttpTester admin;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open(folder);
        admin = PRODUCT.get().signInAsAdmin();
        outside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        outside.setSoTimeout(1);
    }

    @AfterAll
    static void close() {
        if (outside != null) {
            outside.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static Visitor signedIn(String email) {
        return Visitor.signedIn(browser, PRODUCT.get(), email);
    }

    private static FrameLocator frame(Visitor visitor) {
        return visitor.page().frameLocator("iframe.extension");
    }

    private static FrameLocator widget(Visitor visitor, String title) {
        return visitor.page().frameLocator("iframe[title='" + title + "']");
    }

    private static Locator button(FrameLocator frame, String name) {
        return frame.getByRole(AriaRole.BUTTON, new FrameLocator.GetByRoleOptions().setName(name));
    }

    private static Locator contact(Visitor visitor, String name) {
        return frame(visitor).getByText(name, new FrameLocator.GetByTextOptions().setExact(true));
    }

    private static void addContact(FrameLocator contacts, String name) {
        button(contacts, "New contact").click();
        contacts.getByLabel("Name").fill(name);
        button(contacts, "Save").click();
    }

    @Test
    void whoKnowsNoApiWorksWithAColleagueOnAPageAndEndsTheirAccess() {
        RunningProduct.user(admin, "grace@journey.example");
        RunningProduct.user(admin, "kim@journey.example");
        try (var grace = signedIn("grace@journey.example");
                var kim = signedIn("kim@journey.example")) {
            grace.button("Make a workspace").first().click();
            grace.page().getByLabel("Name").fill("The journey");
            inDialog(grace, "Make a workspace").click();
            assertThat(grace.heading("The journey")).isVisible();

            grace.link("Members").click();
            grace.button("Invite").click();
            grace.page().getByLabel("Email addresses").fill("kim@journey.example");
            inDialog(grace, "Send invitations").click();
            assertThat(grace.page().getByRole(AriaRole.DIALOG)).hasCount(0);
            kim.show("/");
            kim.button("Accept").click();
            assertThat(kim.link("The journey")).isVisible();

            grace.link("Extensions").click();
            grace.link("Catalogue").click();
            grace.link("Directory").click();
            grace.button("Show the plan").click();
            grace.page().getByLabel("members.read").check();
            grace.page().getByLabel("events.publish").check();
            grace.button("Agree and install").click();
            assertThat(grace.heading("Directory")).isVisible();

            // From the page of the installation; the menu has it, too.
            grace.page()
                    .getByRole(AriaRole.MAIN)
                    .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Contacts"))
                    .click();
            kim.link("The journey").click();
            kim.link("Contacts").click();
            assertThat(frame(kim).getByText("No contacts yet")).isVisible();
            addContact(frame(grace), "Charles Babbage");
            assertThat(contact(grace, "Charles Babbage")).isVisible();
            assertThat(contact(kim, "Charles Babbage")).isVisible();
            button(frame(kim), "Edit Charles Babbage").click();
            frame(kim).getByLabel("Company").fill("Analytical Engines");
            button(frame(kim), "Save").click();
            assertThat(frame(grace).getByText("Analytical Engines")).isVisible();

            grace.link("Events").click();
            grace.link("Log").click();
            grace.link("directory.contact.updated").first().click();
            assertThat(grace.heading("directory.contact.updated")).isVisible();
            grace.link("Audit").click();
            var update = grace.page()
                    .getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("directory.contact.update"));
            assertThat(update.first()).containsText("kim@journey.example");

            grace.link("Members").click();
            grace.page()
                    .getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("kim@journey.example"))
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove"))
                    .click();
            inDialog(grace, "Remove").click();
            assertThat(kim.page().locator("iframe")).hasCount(0);
            assertThat(kim.page().getByRole(AriaRole.ALERT)).containsText("WORKSPACE.NOT_FOUND");
            assertThat(grace.complaints()).isEmpty();
            assertThat(kim.complaints()).isEmpty();
        }
    }

    private static Locator inDialog(Visitor visitor, String name) {
        return visitor.page()
                .getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    @Test
    void aPageAndAWidgetOfExtensionsFitTheRestInBothThemesAndOnAPhone() {
        var workspace = workspace("shown", "iris@shown.example");
        install(workspace, "directory", "members.read", "events.publish");
        publishHostile();
        install(workspace, "hostile");
        try (var iris = signedIn("iris@shown.example")) {
            iris.show("/w/" + workspace + "/x/directory/contacts");
            addContact(frame(iris), "Ada Lovelace");
            assertThat(contact(iris, "Ada Lovelace")).isVisible();

            assertThat(iris.complaints()).isEmpty();
            iris.look("extension-page");

            iris.show("/w/" + workspace);
            assertThat(widget(iris, "Small").getByText("A widget")).isVisible();
            var finder = widget(iris, "Find a contact");
            assertThat(finder.getByText("Ada Lovelace")).isVisible();
            finder.getByLabel("Name, company or address").fill("babbage");
            assertThat(finder.getByText("Ada Lovelace")).hasCount(0);
            finder.getByLabel("Name, company or address").fill("love");
            assertThat(finder.getByText("Ada Lovelace")).isVisible();
            iris.lookClosely("overview-widget");
        }
    }

    @Test
    void aHostilePageGetsNothingAndThePortalStaysUsable() {
        var workspace = workspace("prey", "grace@prey.example");
        install(workspace, "directory", "members.read", "events.publish");
        publishHostile();
        install(workspace, "hostile");
        try (var grace = signedIn("grace@prey.example")) {
            var page = grace.page();
            var windows = new ArrayList<Page>();
            page.context().onPage(windows::add);
            var asked = new ArrayList<Request>();
            page.onRequest(request -> {
                if (!request.isNavigationRequest() && request.frame() != page.mainFrame()
                        || request.url().contains("/extension-pages/")) {
                    asked.add(request);
                }
            });

            grace.show("/w/" + workspace + "/x/hostile/attack");
            var report =
                    new JsonObject(frame(grace).locator("#report[data-done]").textContent());

            assertThat(report.getJsonObject("reached").getMap())
                    .as("what the page reached")
                    .isEmpty();
            assertThat(report.getJsonArray("tried")).hasSizeGreaterThan(20);
            assertThat(report.getJsonObject("own"))
                    .as("a call of its own capability")
                    .isEqualTo(new JsonObject().put("result", new JsonObject().put("mine", true)));
            assertThatThrownBy(() -> outside.receive(new DatagramPacket(new byte[1], 1)))
                    .as("what was told outsiders")
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(windows).isEmpty();
            assertThat(asked)
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.allHeaders()).doesNotContainKey("cookie"));
            assertThat(page.url()).endsWith("/x/hostile/attack");

            press(frame(grace), "flood");
            assertThat(page.getByText("This page asked for more than a page may"))
                    .isVisible();
            assertThat(page.locator("iframe")).hasCount(0);
            grace.button("Open it anew").click();
            frame(grace).locator("#report[data-done]").waitFor();
            press(frame(grace), "leave");
            assertThat(page.getByText("This page went somewhere else")).isVisible();
            grace.link("Members").click();
            assertThat(grace.heading("Members")).isVisible();
            assertThat(page.getByText("grace@prey.example").first()).isVisible();
        }
    }

    /** A click after which the page may be gone before it has said that it was clicked. */
    private static void press(FrameLocator frame, String name) {
        try {
            button(frame, name).evaluate("button => button.click()");
        } catch (PlaywrightException gone) {
            assertThat(gone).hasMessageContaining("Frame was detached");
        }
    }

    @Test
    void aLinkIsFollowedWhenWhoeverLooksSaysSoAndThePageEndsWithItsExtension() {
        var workspace = workspace("links", "ada@links.example");
        publishHostile();
        install(workspace, "hostile");
        try (var ada = signedIn("ada@links.example")) {
            ada.show("/w/" + workspace + "/x/hostile/attack");
            var address = PRODUCT.get().url() + "/docs";
            frame(ada).locator("#report[data-done]").waitFor();
            frame(ada).getByLabel("address").fill(address);

            button(frame(ada), "follow").click();
            assertThat(ada.page().getByRole(AriaRole.DIALOG)).containsText(address);
            inDialog(ada, "Cancel").click();
            assertThat(frame(ada).getByText("went: false")).isVisible();
            button(frame(ada), "follow").click();
            var other =
                    ada.page().context().waitForPage(() -> inDialog(ada, "Open").click());

            assertThat(other).hasURL(address);
            assertThat(other.evaluate("String(window.opener)")).isEqualTo("null");

            admin.delete("/api/workspaces/" + workspace + "/extensions/hostile").expect(204);
            assertThat(ada.page().locator("iframe")).hasCount(0);
            assertThat(ada.page().getByRole(AriaRole.ALERT)).containsText("EXTENSION.NOT_INSTALLED");
        }
    }

    @Test
    void agentsAnswerPieceByPieceTellWhatTheyCalledAndKeepToTheRules() {
        var workspace = workspace("talk");
        var owner = RunningProduct.user(admin, "grace@talk.example");
        join(workspace, owner, "ADMIN");
        join(workspace("talk-elsewhere"), owner, "ADMIN");
        join(workspace, RunningProduct.user(admin, "kim@talk.example"), "MEMBER");
        install(workspace, "directory", "members.read", "events.publish");
        try (var grace = signedIn("grace@talk.example");
                var kim = signedIn("kim@talk.example")) {
            var page = grace.page();
            grace.show("/w/" + workspace + "/agents/all");
            grace.button("Make an agent").click();
            page.getByLabel("Key").fill("polly");
            field(grace, "Name").fill("Polly");
            field(grace, "Provider").fill("echo");
            field(grace, "Model").fill("echo");
            page.getByLabel("directory.contact.search").check();
            grace.button("Save").click();
            assertThat(page.getByRole(AriaRole.ROWHEADER)).containsText("Polly");
            grace.look("agents");

            grace.link("Sessions").click();
            grace.button("Begin a session").click();
            inDialog(grace, "Begin a session").click();
            assertThat(grace.heading("With Polly")).isVisible();
            say(grace, "/slow 200 100");
            assertThat(page.getByText("word 3,")).isVisible();
            grace.button("Stop").click();
            assertThat(page.getByText("stopped", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            say(grace, "/call directory_contact_search {}");
            var answer = page.locator(".assistant").filter(new Locator.FilterOptions().setHasText("contacts"));
            answer.getByText("How this came about").click();
            assertThat(answer.getByText("directory.contact.search", new Locator.GetByTextOptions().setExact(true)))
                    .isVisible();
            grace.lookClosely("agent-session");

            var room = openRoom(grace, "The workshop");
            kim.show("/w/" + workspace + "/agents/sessions/" + room);
            assertThat(page.getByText("Here now")).containsText("User kim@talk.example");
            say(kim, "Good morning, Polly");
            assertThat(page.locator(".assistant .said")).containsText("Good morning, Polly");

            grace.link("Memory").click();
            grace.button("Add").click();
            page.getByLabel("To be remembered").fill("Our fiscal year begins in April.");
            grace.button("Save").click();
            assertThat(page.getByRole(AriaRole.ROWHEADER)).containsText("fiscal year");
            grace.look("agent-memory");
            grace.link("Usage").click();
            assertThat(page.getByRole(AriaRole.ROWHEADER)).hasText("Polly");
            grace.look("agent-usage");

            grace.link("Rules").click();
            grace.button("Lend an agent").click();
            inDialog(grace, "Lend an agent").click();
            assertThat(page.getByRole(AriaRole.ROWHEADER)).hasText("polly");
            page.getByLabel("Providers").fill("openai");
            page.waitForResponse("**/restrictions", () -> grace.button("Save").click());
            grace.look("agent-rules");
            field(kim, "Message").fill("Still there?");
            kim.button("Send").click();
            assertThat(kim.page().getByRole(AriaRole.ALERT)).containsText("AGENT.PROVIDER_NOT_ALLOWED");
            assertThat(grace.complaints()).isEmpty();
            assertThat(kim.complaints()).isEmpty();
        }
    }

    private static Locator field(Visitor visitor, String name) {
        return visitor.page().getByLabel(name, new Page.GetByLabelOptions().setExact(true));
    }

    private static void say(Visitor visitor, String text) {
        field(visitor, "Message").fill(text);
        visitor.button("Send").click();
        assertThat(visitor.page().locator(".user .said").last()).hasText(text);
    }

    /** The id of its session. */
    private static String openRoom(Visitor visitor, String name) {
        visitor.link("Sessions").click();
        visitor.button("Begin a session").click();
        field(visitor, "Kind").selectOption("group");
        field(visitor, "Room").fill(name);
        inDialog(visitor, "Begin a session").click();
        assertThat(visitor.heading(name)).isVisible();
        return visitor.page().url().replaceFirst(".*/", "");
    }

    /** A workspace with somebody who may do all but hand it over. */
    private static String workspace(String key, String email) {
        var workspace = workspace(key);
        join(workspace, RunningProduct.user(admin, email), "ADMIN");
        return workspace;
    }

    private static String workspace(String key) {
        return admin.post("/api/workspaces", new JsonObject().put("key", key).put("name", "Workshop " + key))
                .expect(200)
                .data()
                .getString("id");
    }

    private static void join(String workspace, String user, String role) {
        admin.post(
                        "/api/workspaces/" + workspace + "/members",
                        new JsonObject().put("userId", user).put("role", role))
                .expect(200);
    }

    private static void install(String workspace, String extension, String... permissions) {
        admin.post(
                        "/api/workspaces/" + workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", extension)
                                .put("grantedPermissions", new JsonArray(List.of(permissions))))
                .expect(201);
    }

    /** An extension whose page tries what it should not. */
    private static synchronized void publishHostile() {
        if (admin.get("/api/marketplace/extensions/hostile").status() == 200) {
            return;
        }
        var jar = ExtensionJar.of("hostile", "1.0.0")
                .manifest("manifest", 1)
                .provides("hostile.thing.get")
                .manifest(
                        "ui",
                        new JsonObject(
                                "{\"pages\":[{\"id\":\"attack\",\"title\":\"Attack\",\"file\":\"index.html\"}],"
                                        + "\"widgets\":[{\"id\":\"small\",\"title\":\"Small\",\"file\":\"widget.html\",\"height\":100}]}"))
                .file("ui/index.html", resource("index.html"))
                .file(
                        "ui/hostile.js",
                        resource("hostile.js").replace("${outside}", "127.0.0.1:" + outside.getLocalPort()))
                .file("ui/widget.html", resource("widget.html"))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("hostile.thing.get",
                                call -> Future.succeededFuture(new JsonObject().put("mine", true)));
                        return Future.succeededFuture();
                    }
                    """)
                .bytes();
        admin.upload("/api/admin/marketplace/extensions", Part.file("artifact", "hostile.jar", jar))
                .expect(201);
    }

    private static String resource(String name) {
        try (var in = PortalContentsTest.class.getResourceAsStream("/hostile/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
