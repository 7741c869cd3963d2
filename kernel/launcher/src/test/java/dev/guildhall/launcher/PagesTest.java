package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that people see in a browser. */
class PagesTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static final String STYLE = "/docs/pages.css";
    private static final String NOWHERE = "/no<b>where</b>";
    private static final Pattern VARIABLE = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    private static HttpTester asBrowser() {
        return HttpTester.of(PRODUCT.get().url())
                .withHeader("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/invitations/accept", NOWHERE})
    void runsAndLoadsNothingButWhatThisServerHas(String path) {
        var answer = asBrowser().get(path.replace("<", "%3C").replace(">", "%3E"));
        var page = Jsoup.parse(answer.body());

        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "data:", "*");
        assertThat(page.select("style, [style], script:not([src]), iframe, object, base"))
                .isEmpty();
        assertThat(page.getAllElements().stream()
                        .flatMap(element -> element.attributes().asList().stream())
                        .filter(attribute -> attribute.getKey().startsWith("on")))
                .as("handlers in the page itself")
                .isEmpty();
        assertThat(page.select("link[rel=stylesheet]").eachAttr("href")).containsExactly(STYLE);
        asBrowser().get(STYLE).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs/errors", "/invitations/accept", NOWHERE})
    void canBeReadByEverybody(String path) {
        var page = Jsoup.parse(
                asBrowser().get(path.replace("<", "%3C").replace(">", "%3E")).body());

        assertThat(page.selectFirst("html").attr("lang")).isEqualTo("en");
        assertThat(page.title()).contains("Guildhall");
        assertThat(page.selectFirst("meta[name=viewport]").attr("content"))
                .isEqualTo("width=device-width, initial-scale=1");
        assertThat(page.selectFirst("meta[name=color-scheme]").attr("content")).isEqualTo("light dark");
        assertThat(page.select("main")).hasSize(1);
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("input"))
                .allMatch(input -> !input.parents().select("label").isEmpty());
        assertThat(page.select("button, a")).allMatch(control -> control.hasText());
        assertThat(page.select("[tabindex]"))
                .noneMatch(element -> element.attr("tabindex").startsWith("-"));
        assertThat(page.select("button:not([type])")).isEmpty();
    }

    @Test
    void whatIsRefusedIsSaidToPeopleInWordsAndLeadsOn() {
        var page = Jsoup.parse(
                asBrowser().get("/no%3Cb%3Ewhere%3C/b%3E").expect(404).body());

        assertThat(page.selectFirst("h1").text()).isEqualTo("There is nothing here");
        assertThat(page.select("b")).isEmpty();
        assertThat(page.selectFirst("main").text()).contains("GET /no", "NOT_FOUND, request ");
        assertThat(page.select("a[href=/]")).hasSize(1);
    }

    @Test
    void whoComesBackFromAProviderInVainReadsWhy() {
        var connection = "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e";

        var answer = asBrowser().get("/api/auth/sso/" + connection + "/callback?state=x&code=y");

        assertThat(answer.status()).isBetween(400, 404);
        assertThat(main(Jsoup.parse(answer.body())).text()).contains("AUTH.SSO_");
    }

    @ParameterizedTest
    @CsvSource({
        "'*/*', application/json",
        "application/json, application/json",
        "'application/json, text/html;q=0.9', application/json",
        "application/problem+json, application/problem+json",
        "text/html, text/html; charset=utf-8"
    })
    void programsGetWhatTheyAskFor(String accept, String type) {
        var answer = HttpTester.of(PRODUCT.get().url())
                .withHeader("Accept", accept)
                .get("/nowhere")
                .expect(404);

        assertThat(answer.header("Content-Type")).isEqualTo(type);
    }

    @Test
    void thePageOfAnInvitationHasWhatItsScriptLooksFor() {
        var page =
                Jsoup.parse(asBrowser().get("/invitations/accept").expect(200).body());
        var script = asBrowser().get("/invitations/accept.js").expect(200).body();

        var ids = Pattern.compile("(?:element|on|show)\\('([a-zA-Z-]+)'")
                .matcher(script)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(ids).hasSizeGreaterThan(10).allMatch(id -> page.getElementById(id) != null);
        assertThat(page.select("form")).as("one way at a time").allMatch(form -> form.hasAttr("hidden"));
        assertThat(page.select("[role=status]")).hasSize(1);
        assertThat(script).doesNotContain("innerHTML", "insertAdjacentHTML", "eval(");
    }

    @Test
    void textsHaveEnoughContrastLightAndDark() {
        var style = asBrowser().get(STYLE).expect(200).body();
        var dark = style.indexOf("prefers-color-scheme: dark");
        var light = colours(style.substring(0, dark));
        var night = new HashMap<>(light);
        night.putAll(colours(style.substring(dark)));

        assertThat(night).isNotEqualTo(light).hasSameSizeAs(light);
        for (var colours : List.of(light, night)) {
            for (var pair : List.of(
                    "text page",
                    "text card",
                    "text code",
                    "quiet card",
                    "accent card",
                    "wrong card",
                    "on-accent accent")) {
                var names = pair.split(" ");
                assertThat(contrast(colours.get(names[0]), colours.get(names[1])))
                        .as("%s of %s", pair, colours == light ? "light" : "dark")
                        .isGreaterThanOrEqualTo(4.5);
            }
            assertThat(contrast(colours.get("quiet"), colours.get("page")))
                    .as("the border of what is filled in")
                    .isGreaterThanOrEqualTo(3);
        }
    }

    private static Element main(Document page) {
        return page.selectFirst("main");
    }

    private static Map<String, Integer> colours(String style) {
        var colours = new HashMap<String, Integer>();
        VARIABLE.matcher(style)
                .results()
                .forEach(found -> colours.put(found.group(1), Integer.parseInt(found.group(2), 16)));
        return colours;
    }

    /** As WCAG 2 defines it. */
    private static double contrast(int one, int other) {
        var lighter = Math.max(luminance(one), luminance(other));
        var darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
    }

    private static double linear(int channel) {
        var share = (channel & 0xff) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
