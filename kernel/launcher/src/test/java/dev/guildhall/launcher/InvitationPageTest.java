package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page on which an invitation is answered, in a browser. */
@ResourceLock(SharedBrowser.TURN)
class InvitationPageTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @RegisterExtension
    static final SharedBrowser BROWSER = new SharedBrowser();

    private static final double PATIENCE_MILLIS = 30_000;
    private static final String NAME = "Guests of the workshop";

    private static HttpTester admin;
    private static String invitations;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext visit;
    private Page page;

    @BeforeAll
    static void open() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        admin = PRODUCT.get().signInAsAdmin();
        var workspace = new JsonObject().put("key", "guests").put("name", NAME);
        var id = admin.post("/api/workspaces", workspace).expect(200).data().getString("id");
        invitations = "/api/workspaces/" + id + "/invitations";
    }

    @BeforeEach
    void come() {
        visit = BROWSER.get().visitor("en-GB");
        visit.setDefaultTimeout(PATIENCE_MILLIS);
        page = visit.newPage();
        page.onPageError(complaints::add);
    }

    @AfterEach
    void leave() {
        visit.close();
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }

    private static JsonObject invited(String email, JsonObject more) {
        var invitation = new JsonObject()
                .put("email", email)
                .put("role", "MEMBER")
                .put("delivery", "LINK")
                .mergeIn(more);
        return admin.post(invitations, invitation).expect(201).data();
    }

    private static JsonObject invited(String email) {
        return invited(email, new JsonObject());
    }

    /** Another fragment alone would not load the page again. */
    private void follow(String fragment) {
        page.navigate("about:blank");
        page.navigate(PRODUCT.get().url() + "/invitations/accept" + fragment);
    }

    private void follow(JsonObject invitation) {
        follow("#token=" + invitation.getString("token"));
    }

    private Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new GetByRoleOptions().setName(name).setLevel(1));
    }

    private void click(String button) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** Shows this way to accept, and no other. */
    private void shows(String way) {
        assertThat(page.locator("form#" + way)).isVisible();
        assertThat(page.locator("form:not(#decline):visible")).hasCount(1);
    }

    private void hasEnded(String title, String message) {
        assertThat(heading(title)).isVisible();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText(message);
        assertThat(page.locator("form:visible")).hasCount(0);
        assertThat(page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Go on to Guildhall")))
                .isVisible();
    }

    @Test
    void whoIsNewReadsWhoInvitesThemToWhatOpensAnAccountAndGoesOn() {
        follow(invited("noor@guests.example"));

        assertThat(heading("Join " + NAME)).isVisible();
        var inviter = admin.get("/api/auth/me").expect(200).data().getString("fullName");
        assertThat(page.locator("#invitation"))
                .hasText(inviter + " invites you to the workspace " + NAME + ", as MEMBER.");
        assertThat(page.locator("#terms")).containsText("The invitation is for noor@guests.example");
        shows("sign-up");
        click("I have an account already");
        shows("sign-in");
        assertThat(page.getByLabel("E-mail")).hasValue("noor@guests.example");
        click("I have no account yet");
        shows("sign-up");
        page.getByLabel("Your name").fill("Noor");
        page.getByLabel("A password").fill("password123");
        click("Open an account and accept");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("many people use");
        shows("sign-up");
        page.getByLabel("A password").fill("four other random words");
        click("Open an account and accept");

        hasEnded("Welcome", "You are a member of " + NAME + " now, Noor. You sign in as noor@guests.example.");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Go on to Guildhall"))
                .click();
        assertThat(page).hasURL(Pattern.compile("/portal"));
        assertThat(page.locator("h1")).isVisible();
    }

    @Test
    void whoIsSignedInAsAnotherPersonIsToldSoAndGoesOnAsThemselves() {
        RunningProduct.user(admin, "otto@guests.example");
        RunningProduct.user(admin, "grace@guests.example");
        page.navigate(PRODUCT.get().url() + "/invitations/accept");
        page.evaluate(
                "body => fetch('/api/auth/login', { method: 'POST', body: JSON.stringify(body),"
                        + " headers: { 'Content-Type': 'application/json' } })",
                Map.of("email", "otto@guests.example", "password", RunningProduct.PASSWORD));

        follow(invited("grace@guests.example"));
        shows("other");
        assertThat(page.locator("#other"))
                .containsText(
                        "You are signed in as otto@guests.example, and the invitation is for grace@guests.example.");
        click("Sign out and go on");
        shows("sign-in");
        var password = page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true));
        password.fill("wrong password");
        click("Sign in and accept");
        assertThat(page.getByRole(AriaRole.STATUS)).not().isEmpty();
        password.fill(RunningProduct.PASSWORD);
        click("Sign in and accept");
        hasEnded("Welcome", "You sign in as grace@guests.example.");

        // She is signed in now, and may not decline what is for somebody else.
        var declined = invited("hopper@guests.example");
        follow(declined);
        shows("other");
        assertThat(page.locator("#decline")).isHidden();
        click("Sign out and go on");
        shows("sign-up");
        click("Decline the invitation");
        hasEnded("Declined", "You have declined the invitation.");
        assertThat(state(declined)).isEqualTo("DECLINED");
    }

    private static String state(JsonObject invitation) {
        return admin.get(invitations + "/" + invitation.getString("id"))
                .expect(200)
                .data()
                .getString("state");
    }

    @Test
    void whatIsWrongWithALinkIsSaidAtOnce() {
        var expired = invited("late@guests.example", new JsonObject().put("expiresIn", 1));
        var revoked = invited("unwanted@guests.example");
        admin.delete(invitations + "/" + revoked.getString("id")).expect(204);

        follow("");
        hasEnded("This link is not complete", "Open it again from the mail");
        follow("#token=ghl_inv_nobody_has_made_this");
        hasEnded("This invitation cannot be answered", "invitation");
        follow(revoked);
        hasEnded("This invitation cannot be answered", "taken back");
        Await.until(() -> assertThat(state(expired)).isEqualTo("EXPIRED"));
        follow(expired);
        hasEnded("This invitation cannot be answered", "expired");
    }
}
