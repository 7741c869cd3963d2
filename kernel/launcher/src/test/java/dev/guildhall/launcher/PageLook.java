package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Contrast;
import com.microsoft.playwright.options.ForcedColors;
import dev.guildhall.testkit.Await;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a page is fit for everybody: in both themes, in colours that the system forces upon it, and on a phone. Leaves
 * pictures of it.
 */
final class PageLook {

    static final Path PICTURES = Path.of("target", "portal");
    private static final int PHONE_PIXELS = 320;
    private static final int DESKTOP_PIXELS = 1280;

    /** What cannot be told from what is around it, or from its like, when all backgrounds are the same. */
    private static final String UNSEEN_IN_FORCED_COLORS = """
            () => {
              const unseen = [];
              const note = (why, element) => unseen.push(`${why} ${element.outerHTML.slice(0, 120)}`);
              const shown = selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility());
              const edge = element => {
                const { borderBottomStyle, borderBottomWidth, borderBottomColor } = getComputedStyle(element);
                return `${borderBottomStyle} ${borderBottomWidth} ${borderBottomColor}`;
              };
              for (const element of shown('button, .button, .badge, .notice, .card, .toast, dialog, textarea, select, input')) {
                const { borderBottomStyle, borderBottomWidth, appearance } = getComputedStyle(element);
                const isNative = appearance === 'auto' && ['checkbox', 'radio', 'file'].includes(element.type);
                if (!isNative && !element.matches('.sort')
                    && (borderBottomStyle === 'none' || parseFloat(borderBottomWidth) === 0)) {
                  note('no edge', element);
                }
              }
              for (const current of shown('nav a[aria-current]')) {
                const other = current.closest('nav').querySelector('a:not([aria-current])');
                if (other && edge(other) === edge(current)) {
                  note('not marked', current);
                }
              }
              return unseen;
            }""";

    private PageLook() {}

    static void isFitForEverybody(Page page, String name) {
        picture(page, name + "-light", DESKTOP_PIXELS);
        assertThat(faults(page, new AxeBuilder(page))).as(name).isEmpty();
        emulate(page, new EmulateMediaOptions().setColorScheme(ColorScheme.DARK), "(prefers-color-scheme: dark)");
        picture(page, name + "-dark", DESKTOP_PIXELS);
        // Nothing else differs.
        assertThat(faults(page, "color-contrast")).as(name + " in the dark").isEmpty();
        picture(page, name + "-phone", PHONE_PIXELS);
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as(name + " needs no scrolling to the side")
                .isEqualTo(PHONE_PIXELS);
        emulate(page, new EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT), "(prefers-color-scheme: light)");
        emulate(page, new EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE), "(forced-colors: active)");
        picture(page, name + "-forced", DESKTOP_PIXELS);
        assertThat((List<?>) page.evaluate(UNSEEN_IN_FORCED_COLORS))
                .as(name + " in forced colours")
                .isEmpty();
        page.emulateMedia(new EmulateMediaOptions().setForcedColors(ForcedColors.NONE));
        page.setViewportSize(DESKTOP_PIXELS, 800);
    }

    /** Whether it has, in both themes, the contrast that those ask for who want more of it. */
    static void hasMoreContrast(Page page, String name) {
        emulate(page, new EmulateMediaOptions().setContrast(Contrast.MORE), "(prefers-contrast: more)");
        assertThat(faults(page, "color-contrast-enhanced")).as(name).isEmpty();
        emulate(page, new EmulateMediaOptions().setColorScheme(ColorScheme.DARK), "(prefers-color-scheme: dark)");
        assertThat(faults(page, "color-contrast-enhanced"))
                .as(name + " in the dark")
                .isEmpty();
        page.emulateMedia(
                new EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT).setContrast(Contrast.NO_PREFERENCE));
    }

    private static void emulate(Page page, EmulateMediaOptions options, String media) {
        page.emulateMedia(options);
        // Frames of another origin hear of it later.
        Await.until(() -> assertThat(page.frames())
                .allSatisfy(frame -> assertThat(frame.evaluate("media => matchMedia(media).matches", media))
                        .isEqualTo(true)));
    }

    private static List<String> faults(Page page, String rule) {
        return faults(page, new AxeBuilder(page).withRules(List.of(rule)));
    }

    static List<String> faults(Page page, AxeBuilder axe) {
        // What is found in several frames is put together in a page that is opened for it.
        return axe.setLegacyMode(page.frames().size() == 1).analyze().getViolations().stream()
                .map(rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
                .toList();
    }

    private static void picture(Page page, String name, int width) {
        page.setViewportSize(width, width == PHONE_PIXELS ? 640 : 800);
        if (page.frames().size() > 1) {
            // What of a frame of another origin is out of sight, is not drawn.
            page.setViewportSize(width, (int) page.evaluate("document.documentElement.scrollHeight"));
        }
        page.screenshot(
                new ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
    }
}
