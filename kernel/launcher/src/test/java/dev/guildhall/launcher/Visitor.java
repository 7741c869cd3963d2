package dev.guildhall.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.guildhall.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Somebody who is signed in to the portal, in a browser of their own. */
final class Visitor implements AutoCloseable {

    private static final Path PICTURES = Path.of("target", "portal");
    private static final double PATIENCE_MILLIS = 30_000;
    private static final int PHONE_PIXELS = 320;
    private static final int DESKTOP_PIXELS = 1280;

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

    static Visitor signedIn(Browser browser, RunningProduct product, String email) {
        var visitor = new Visitor(browser, product);
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

    /** Looks whether the page is fit for everybody, in both themes and on a phone, and leaves pictures of it. */
    void look(String name) {
        picture(name + "-light", DESKTOP_PIXELS);
        assertThat(faults(new AxeBuilder(page))).as(name).isEmpty();
        page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        // Frames of another origin hear of it later.
        Await.until(() -> assertThat(page.frames())
                .allSatisfy(frame -> assertThat(frame.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))
                        .isEqualTo(true)));
        picture(name + "-dark", DESKTOP_PIXELS);
        // Nothing else differs.
        assertThat(faults(new AxeBuilder(page).withRules(List.of("color-contrast"))))
                .as(name + " in the dark")
                .isEmpty();
        picture(name + "-phone", PHONE_PIXELS);
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as(name + " needs no scrolling to the side")
                .isEqualTo(PHONE_PIXELS);
        page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(DESKTOP_PIXELS, 800);
    }

    private void picture(String name, int width) {
        page.setViewportSize(width, width == PHONE_PIXELS ? 640 : 800);
        if (page.frames().size() > 1) {
            // What of a frame of another origin is out of sight, is not drawn.
            page.setViewportSize(width, (int) page.evaluate("document.documentElement.scrollHeight"));
        }
        page.screenshot(
                new ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
    }

    private static List<String> faults(AxeBuilder axe) {
        return axe.analyze().getViolations().stream()
                .map(rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
