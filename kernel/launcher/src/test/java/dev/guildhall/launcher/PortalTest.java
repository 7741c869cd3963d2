package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The portal in a browser, as people use it. Pictures of all its pages are left in {@code target/portal}. */
@ResourceLock(SharedBrowser.TURN)
class PortalTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @RegisterExtension
    static final SharedBrowser BROWSER = new SharedBrowser();

    private static final double PATIENCE_MILLIS = 30_000;

    private static HttpTester admin;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext visit;

    @BeforeAll
    static void open() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        admin = PRODUCT.get().signInAsAdmin();
    }

    @AfterEach
    void leave() {
        if (visit != null) {
            visit.close();
        }
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }

    private Page visit(String language) {
        visit = BROWSER.get().visitor(language);
        visit.setDefaultTimeout(PATIENCE_MILLIS);
        var page = visit.newPage();
        page.onConsoleMessage(said -> complain(said.text()));
        page.onPageError(complaints::add);
        return page;
    }

    // A refusal that the page shows is what the browser notes by itself.
    private void complain(String said) {
        if (!said.startsWith("Failed to load resource: the server responded with a status of 4")) {
            complaints.add(said);
        }
    }

    private static void show(Page page, String address) {
        page.navigate(PRODUCT.get().url() + "/portal" + address);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new GetByRoleOptions().setName(name).setLevel(1));
    }

    private Page signedIn(String email) {
        var page = visit("en-GB");
        show(page, "/sign-in");
        signIn(page, email, RunningProduct.PASSWORD);
        assertThat(heading(page, "Your workspaces")).isVisible();
        return page;
    }

    private static void signIn(Page page, String email, String password) {
        page.getByLabel("Email").fill(email);
        page.getByLabel("Password").fill(password);
        button(page, "Sign in").click();
    }

    private static String workspace(String key) {
        return admin.post("/api/workspaces", new JsonObject().put("key", key).put("name", "Workshop " + key))
                .expect(200)
                .data()
                .getString("id");
    }

    private static void member(String workspace, String email, String role) {
        var user = RunningProduct.user(admin, email);
        admin.post(
                        "/api/workspaces/" + workspace + "/members",
                        new JsonObject().put("userId", user).put("role", role))
                .expect(200);
    }

    @Test
    void whoComesByALinkSignsInAndIsWhereItLeads() {
        var workspace = workspace("door");
        member(workspace, "ada@door.example", "ADMIN");
        var page = visit("en-GB");

        show(page, "/w/" + workspace + "/members?q=ada");
        assertThat(heading(page, "Sign in")).isVisible();
        signIn(page, "ada@door.example", "wrong password");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("AUTH.BAD_CREDENTIALS");
        signIn(page, "ada@door.example", RunningProduct.PASSWORD);

        assertThat(heading(page, "Members")).isVisible();
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue("ada");
        assertThat(page.getByRole(AriaRole.ROWHEADER)).hasCount(1);
        button(page, "Sign out").click();
        assertThat(heading(page, "Sign in")).isVisible();
        show(page, "/w/" + workspace);
        assertThat(heading(page, "Sign in")).isVisible();
    }

    @Test
    void whoKnowsNoApiMakesAWorkspaceInstallsAnExtensionAndUsesIt() {
        RunningProduct.user(admin, "grace@bench.example");
        var page = signedIn("grace@bench.example");

        button(page, "Make a workspace").first().click();
        page.getByLabel("Name").fill("Grace's bench");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Make a workspace"))
                .click();
        assertThat(heading(page, "Grace's bench")).isVisible();

        link(page, "Extensions").click();
        link(page, "Catalogue").click();
        link(page, "Directory").click();
        button(page, "Show the plan").click();
        assertThat(page.getByText("directory.contact.create 1.0.0")).isVisible();
        button(page, "Agree and install").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("EXTENSION.CONSENT_REQUIRED");
        page.getByLabel("members.read").check();
        page.getByLabel("events.publish").check();
        button(page, "Agree and install").click();
        assertThat(page.getByText("Directory is installed.")).isVisible();

        link(page, "Capabilities").click();
        link(page, "directory.contact.create").click();
        button(page, "Call").click();
        assertThat(page.getByLabel("name", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        page.getByLabel("name", new Page.GetByLabelOptions().setExact(true)).fill("Ada Lovelace");
        button(page, "Call").click();
        assertThat(page.getByLabel("Result")).containsText("\"name\": \"Ada Lovelace\"");

        link(page, "Events").click();
        link(page, "Log").click();
        link(page, "directory.contact.created").first().click();
        assertThat(heading(page, "directory.contact.created")).isVisible();
        link(page, "Audit").click();
        assertThat(page.getByRole(AriaRole.ROWHEADER, new GetByRoleOptions().setName("extension.installed")))
                .isVisible();
    }

    @Test
    void whoAddsAPasskeySignsInByItAlone() {
        RunningProduct.user(admin, "pat@keys.example");
        var page = visit("en-GB");
        authenticate(page);
        // A browser binds passkeys to names, not to addresses.
        var portal = "http://localhost:" + URI.create(PRODUCT.get().url()).getPort() + "/portal";
        page.navigate(portal + "/sign-in");
        signIn(page, "pat@keys.example", RunningProduct.PASSWORD);
        assertThat(heading(page, "Your workspaces")).isVisible();

        page.navigate(portal + "/account/factor");
        button(page, "Add a passkey").click();
        named(page).fill("Laptop");
        button(page, "Make it").click();
        assertThat(page.getByText("Keep these recovery codes")).isVisible();
        button(page, "Rename Laptop").click();
        named(page).fill("Key ring");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Rename"))
                .click();
        assertThat(button(page, "Remove Key ring")).isVisible();
        assertThat(PageLook.faults(page, new AxeBuilder(page))).isEmpty();

        button(page, "Sign out").click();
        button(page, "Sign in with a passkey").click();
        assertThat(heading(page, "Your workspaces")).isVisible();

        button(page, "Sign out").click();
        signIn(page, "pat@keys.example", RunningProduct.PASSWORD);
        assertThat(heading(page, "Second factor")).isVisible();
        button(page, "Sign in with a passkey").click();
        assertThat(heading(page, "Your workspaces")).isVisible();

        page.navigate(portal + "/account/factor");
        button(page, "Remove Key ring").click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove"))
                .click();
        assertThat(button(page, "Remove Key ring")).hasCount(0);
    }

    private static Locator named(Page page) {
        return page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true));
    }

    /** Gives the browser an authenticator that says yes to everything. */
    private void authenticate(Page page) {
        var options = new com.google.gson.JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        var asked = new com.google.gson.JsonObject();
        asked.add("options", options);
        var devTools = visit.newCDPSession(page);
        devTools.send("WebAuthn.enable");
        devTools.send("WebAuthn.addVirtualAuthenticator", asked);
    }

    @Test
    void eventsAppearAsTheyHappenAndWhoIsRemovedSeesNoMore() {
        var workspace = workspace("feed");
        member(workspace, "ada@feed.example", "MEMBER");
        var page = signedIn("ada@feed.example");
        show(page, "/w/" + workspace + "/events");
        assertThat(page.getByText("connected", new Page.GetByTextOptions().setExact(true)))
                .isVisible();

        admin.post(
                        "/api/workspaces/" + workspace + "/events",
                        new JsonObject().put("type", "order.placed").put("data", new JsonObject()))
                .expect(202);
        assertThat(link(page, "order.placed")).isVisible();
        var ada = admin.get("/api/workspaces/" + workspace + "/members?filter=role%3DMEMBER")
                .expect(200)
                .list()
                .getJsonObject(0)
                .getString("userId");
        admin.delete("/api/workspaces/" + workspace + "/members/" + ada).expect(204);

        assertThat(page.getByText("connection lost")).isVisible();
        show(page, "/w/" + workspace);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("WORKSPACE.NOT_FOUND");
    }

    @Test
    void eachRoleSeesTheTabsOfWhatItMayRead() {
        var workspace = workspace("tabs");
        var everything = List.of(
                "Overview",
                "Members",
                "Extensions",
                "Capabilities",
                "Agents",
                "Events",
                "Subscriptions",
                "Audit",
                "Settings");
        var reading = List.of("Overview", "Members", "Extensions", "Capabilities", "Agents", "Events", "Settings");
        var expected = new LinkedHashMap<String, List<String>>();
        expected.put("ADMIN", everything);
        expected.put("MEMBER", reading);
        expected.put("VIEWER", reading);

        expected.forEach((role, tabs) -> {
            var email = role.toLowerCase(Locale.ROOT) + "@tabs.example";
            member(workspace, email, role);
            var page = signedIn(email);
            show(page, "/w/" + workspace);
            assertThat(page.getByRole(AriaRole.NAVIGATION, new GetByRoleOptions().setName("Workspace"))
                            .getByRole(AriaRole.LINK))
                    .hasText(tabs.toArray(String[]::new));
            if (!tabs.contains("Audit")) {
                show(page, "/w/" + workspace + "/audit");
                assertThat(page.getByText("This needs the permission audit.read"))
                        .isVisible();
            }
            visit.close();
        });
    }

    @Test
    void whoHasForgottenTheirPasswordSetsANewOneByTheLinkAndWhatIsOpenEnds() {
        var workspace = workspace("lost");
        member(workspace, "ada@lost.example", "MEMBER");
        var elsewhere = signedIn("ada@lost.example");
        show(elsewhere, "/w/" + workspace + "/events");
        assertThat(elsewhere.getByText("connected", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        var before = visit;
        var page = visit("en-GB");

        show(page, "/sign-in");
        link(page, "Forgotten your password?").click();
        page.getByLabel("Email").fill("ada@lost.example");
        button(page, "Send the link").click();
        assertThat(page.getByText("a link is on its way")).isVisible();
        var token =
                new MailedLinks(PRODUCT.get().data()).token("ada@lost.example", "Set a new password for your account");
        show(page, "/password#token=" + token);
        page.getByLabel("New password").fill("password123");
        button(page, "Set the password").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("many people use");
        page.getByLabel("New password").fill("four other random words");
        button(page, "Set the password").click();
        assertThat(page.getByText("The password is set.")).isVisible();

        assertThat(elsewhere.getByText("connection lost")).isVisible();
        link(page, "Sign in").click();
        signIn(page, "ada@lost.example", RunningProduct.PASSWORD);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("AUTH.BAD_CREDENTIALS");
        signIn(page, "ada@lost.example", "four other random words");
        assertThat(heading(page, "Your workspaces")).isVisible();
        before.close();
    }

    @Test
    void whoWantsAnotherAddressConfirmsItByTheLinkAndTheFormerOneUndoesIt() {
        RunningProduct.user(admin, "ada@moved.example");
        var mails = new MailedLinks(PRODUCT.get().data());
        var page = signedIn("ada@moved.example");

        show(page, "/account");
        button(page, "Change the address").click();
        page.getByLabel("New address").fill("ada@new.example");
        button(page, "Send the link").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("on its way to ada@new.example");
        show(page, "/email#token=" + mails.token("ada@new.example", "Confirm your new email address"));
        button(page, "Confirm").click();
        assertThat(page.getByText("Your account has this address now.")).isVisible();
        show(page, "/account");
        assertThat(page.getByText("ada@new.example").first()).isVisible();

        show(page, "/email/undo#token=" + mails.token("ada@moved.example", "Your account has another email address"));
        button(page, "Undo it").click();
        assertThat(page.getByText("It is undone.")).isVisible();
        show(page, "/account");
        assertThat(heading(page, "Sign in")).isVisible();
    }

    @Test
    void everyPageIsFitForEverybodyInBothThemesAndOnAPhone() {
        var workspace = furnished();
        var page = signedIn("iris@looks.example");

        for (var place : places(workspace).entrySet()) {
            show(page, place.getValue());
            assertThat(page.locator("h1")).isVisible();
            assertThat(page.locator("[aria-busy=true], .loading")).hasCount(0);
            PageLook.isFitForEverybody(page, place.getKey());
        }
    }

    @Test
    void everyPageBesideThePortalIsFitForEverybody() {
        var workspace = workspace("beside");
        var invitation = new JsonObject()
                .put("email", "noor@beside.example")
                .put("role", "MEMBER")
                .put("delivery", "LINK");
        var link = admin.post("/api/workspaces/" + workspace + "/invitations", invitation)
                .expect(201)
                .data()
                .getString("url");
        var stranger = new LinkedHashMap<String, String>();
        stranger.put("start", "/");
        stranger.put("error", "/nothing-is-here");
        stranger.put("invitation", link.substring(link.indexOf("/invitations/")));
        stranger.put("application-sign-in", "/oauth/device");
        stranger.put("application-fault", "/oauth/authorize?client_id=nobody");
        var page = visit("en-GB");

        stranger.forEach((name, address) -> {
            page.navigate(PRODUCT.get().url() + address);
            assertThat(page.locator("h1")).isVisible();
            PageLook.isFitForEverybody(page, name);
        });
        visit.close();

        member(workspace, "otto@beside.example", "MEMBER");
        var signedIn = signedIn("otto@beside.example");
        signedIn.navigate(PRODUCT.get().url() + "/oauth/device");
        assertThat(signedIn.locator("h1")).isVisible();
        PageLook.isFitForEverybody(signedIn, "application-device");
    }

    private static Map<String, String> places(String workspace) {
        var home = "/w/" + workspace;
        var all = new LinkedHashMap<String, String>();
        all.put("chooser", "/");
        all.put("overview", home);
        all.put("members", home + "/members");
        all.put("invitations", home + "/members/invitations");
        all.put("roles", home + "/members/roles");
        all.put("role", home + "/members/roles/VIEWER");
        all.put("role-new", home + "/members/roles/new?like=MEMBER");
        all.put("extensions", home + "/extensions");
        all.put("catalogue", home + "/extensions/catalogue");
        all.put("installation", home + "/extensions/hello");
        all.put("install", home + "/extensions/catalogue/directory");
        all.put("capabilities", home + "/capabilities");
        all.put("capability", home + "/capabilities/hello.greeting.say");
        all.put("events", home + "/events?view=log");
        all.put("event", home + "/events/1");
        all.put("subscriptions", home + "/subscriptions");
        all.put("audit", home + "/audit");
        all.put("account", "/account");
        all.put("second-factor", "/account/factor");
        all.put("settings", home + "/settings");
        all.put("tokens", "/account/tokens");
        all.put("sessions", "/account/sessions");
        all.put("sign-in", "/sign-in");
        all.put("forgotten", "/forgotten");
        all.put("new-password", "/password#token=ghl_pwl_of_a_mail");
        all.put("confirm-email", "/email#token=ghl_eml_of_a_mail");
        all.put("undo-email", "/email/undo#token=ghl_und_of_a_mail");
        return all;
    }

    /** A workspace with something on each page. */
    private static String furnished() {
        var workspace = workspace("looks");
        var at = "/api/workspaces/" + workspace;
        member(workspace, "iris@looks.example", "ADMIN");
        member(workspace, "hanna@looks.example", "VIEWER");
        admin.post(
                        at + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put("grantedPermissions", JsonArray.of("members.read", "events.publish")))
                .expect(201);
        admin.post(
                        at + "/invitations",
                        new JsonObject().put("email", "kim@looks.example").put("role", "MEMBER"))
                .expect(201);
        admin.post(
                        at + "/subscriptions",
                        new JsonObject()
                                .put("name", "CRM")
                                .put("types", JsonArray.of("member.*"))
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hook")))
                .expect(201);
        return workspace;
    }

    @Test
    void speaksGermanToWhoReadsIt() {
        var page = visit("de-DE");

        show(page, "/sign-in");

        assertThat(heading(page, "Anmelden")).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "de");
    }
}
