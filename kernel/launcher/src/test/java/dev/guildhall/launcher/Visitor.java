package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;

/** Somebody who comes to the portal, in a browser of their own. */
final class Visitor implements AutoCloseable {

    private static final double PATIENCE_MILLIS = 30_000;

    private final RunningProduct product;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visitor(Browser browser, RunningProduct product) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        this.product = product;
        this.context = browser.visitor("en-GB");
        this.page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        // A refusal that the page shows is what the browser notes by itself.
        page.onConsoleMessage(said -> {
            if (!said.text().startsWith("Failed to load resource: the server responded with a status of 4")) {
                complaints.add(said.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /** Somebody who is not signed in yet. */
    static Visitor arriving(Browser browser, RunningProduct product) {
        return new Visitor(browser, product);
    }

    static Visitor signedIn(Browser browser, RunningProduct product, String email) {
        var visitor = arriving(browser, product);
        visitor.show("/sign-in");
        visitor.page.getByLabel("Email").fill(email);
        visitor.page.getByLabel("Password").fill(RunningProduct.PASSWORD);
        visitor.button("Sign in").click();
        assertThat(visitor.heading("Your workspaces")).isVisible();
        return visitor;
    }

    Page page() {
        return page;
    }

    /** What the browser noted so far that nobody wants to read there. */
    List<String> complaints() {
        return complaints;
    }

    void show(String address) {
        page.navigate(product.url() + "/portal" + address);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new GetByRoleOptions().setName(name).setLevel(1));
    }

    /** Looks whether the page is fit for everybody, and leaves pictures of it. */
    void look(String name) {
        PageLook.isFitForEverybody(page, name);
    }

    /** The same, and whether it gives more contrast to who wants it: of pages that have all colours between them. */
    void lookClosely(String name) {
        look(name);
        PageLook.hasMoreContrast(page, name);
    }

    @Override
    public void close() {
        context.close();
    }
}
