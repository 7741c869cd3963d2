package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Who sees what in the portal: everybody that there may be goes to every place there is. */
@ResourceLock(SharedBrowser.TURN)
class PortalRolesTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @RegisterExtension
    static final SharedBrowser BROWSER = new SharedBrowser();

    /**
     * Goes from place to place as links do, and notes what is shown, what the API has answered, and how many milliseconds
     * after its last answer the last change of the page was drawn.
     */
    private static final String WALK = """
            addresses => {
              const answers = [];
              let open = 0;
              let answered = 0;
              let drawn = 0;
              const ask = window.fetch;
              window.fetch = async (...question) => {
                open++;
                try {
                  const answer = await ask(...question);
                  await answer.clone().text();
                  answers.push({ path: new URL(answer.url).pathname, ok: answer.ok });
                  return answer;
                } finally {
                  answered = performance.now();
                  open--;
                }
              };
              const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
              new MutationObserver(() => frame().then(() => drawn = performance.now()))
                .observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
              const isSettled = () => open === 0 && document.querySelector('h1') !== null
                && document.querySelector('.loading, [aria-busy=true]') === null;
              const settle = async () => {
                for (let quiet = 0, frames = 0; quiet < 3; frames++) {
                  if (frames > 2000) {
                    return false;
                  }
                  await frame();
                  quiet = isSettled() ? quiet + 1 : 0;
                }
                return true;
              };
              const walk = async () => {
                const seen = [];
                for (const address of addresses) {
                  answers.length = 0;
                  history.pushState(null, '', address);
                  dispatchEvent(new Event('portal:moved'));
                  const begun = performance.now();
                  const settled = await settle();
                  seen.push({
                    address, settled, millis: Math.max(0, Math.round(drawn - Math.max(begun, answered))),
                    shown: document.querySelector('main').innerText,
                    refused: document.querySelector('main [role=alert]') !== null,
                    answered: answers.filter(answer => answer.ok).map(answer => answer.path),
                    tabs: [...document.querySelectorAll('nav.side a')].map(link => new URL(link.href).pathname),
                  });
                }
                return JSON.stringify(seen);
              };
              window.walked = walk();
            }""";

    @Test
    void everyPlaceSaysWhoIsLetIn() throws IOException {
        var parts = Map.of(
                "workspace.tsx", PortalPlaces.workspace(""),
                "agent-pages.tsx", PortalPlaces.workspace(""),
                "organization.tsx", PortalPlaces.organization(""),
                "platform/platform.tsx", PortalPlaces.platform(),
                "account.tsx", PortalPlaces.account(),
                "../main.tsx", PortalPlaces.entrances());

        for (var part : parts.entrySet()) {
            assertThat(PortalPlaces.ledToBy(part.getKey(), part.getValue().home()))
                    .as("places of " + part.getKey())
                    .hasSizeGreaterThan(3)
                    .isSubsetOf(part.getValue().permissions().keySet());
        }
    }

    @TestFactory
    Stream<DynamicTest> eachRoleSeesItsPlacesAndNothingElse() {
        var house = new PeopledOrganization(PRODUCT.get());
        var permissions = house.places();
        var people = PortalPerson.everybody();
        // They all walk at the same time, for most of it is waiting; who sees all of it goes before them, to be timed.
        var last = people.size() - 1;
        var addresses = List.copyOf(permissions.keySet());
        var administrator = begin(people.get(last), addresses);
        writeTimes(administrator);
        var walks = people.subList(0, last).stream()
                .map(person -> begin(person, addresses))
                .collect(Collectors.toCollection(ArrayList::new));
        walks.add(administrator);
        return IntStream.range(0, people.size())
                .mapToObj(index -> DynamicTest.dynamicTest(
                        people.get(index).name(),
                        () -> check(people.get(index), walks.get(index), house, permissions)));
    }

    private static Page begin(PortalPerson person, List<String> addresses) {
        var visit = BROWSER.get().visitor("en-GB");
        var credentials = Map.of("email", person.email(), "password", RunningProduct.PASSWORD);
        var session = visit.request()
                .post(
                        PRODUCT.get().url() + "/api/auth/login",
                        RequestOptions.create().setData(credentials));
        assertThat(session.status()).isEqualTo(200);
        var page = visit.newPage();
        page.navigate(PRODUCT.get().url() + "/portal/account");
        page.waitForSelector("h1");
        page.evaluate(WALK, addresses);
        return page;
    }

    /** How long after its data each view was there, in milliseconds: a figure of a machine that does nothing else. */
    private static void writeTimes(Page page) {
        var times = new JsonArray((String) page.evaluate("() => window.walked"))
                .stream()
                        .map(JsonObject.class::cast)
                        .sorted(Comparator.comparingInt(place -> -place.getInteger("millis")))
                        .map(place -> place.getInteger("millis") + " " + place.getString("address"))
                        .toList();
        try {
            Files.createDirectories(PageLook.PICTURES);
            Files.write(PageLook.PICTURES.resolve("milliseconds.txt"), times);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void check(
            PortalPerson person, Page page, PeopledOrganization house, Map<String, String> permissions) {
        try {
            var seen = new JsonArray((String) page.evaluate("() => window.walked"));
            assertThat(seen).hasSameSizeAs(permissions.keySet());
            for (var index = 0; index < seen.size(); index++) {
                var place = seen.getJsonObject(index);
                var permission = permissions.get(place.getString("address"));
                assertThat(place.getBoolean("settled")).as(place.encode()).isTrue();
                if (person.held().contains(permission)) {
                    requireShown(place, permission);
                } else {
                    requireRefused(place, house);
                }
                requireTabs(person, place, house.parts());
            }
        } finally {
            page.context().close();
        }
    }

    private static void requireShown(JsonObject place, String permission) {
        assertThat(place.getBoolean("refused")).as(place.encode()).isFalse();
        assertThat(place.getString("shown"))
                .as(place.getString("address"))
                .isNotBlank()
                .doesNotContain(
                        "This needs the permission " + permission,
                        "There is no such page",
                        "This is for administrators");
    }

    /** What is around the pages may be read; nothing of the page itself is. */
    private static void requireRefused(JsonObject place, PeopledOrganization house) {
        assertThat(place.getString("shown"))
                .as(place.encode())
                .containsAnyOf(
                        "which you do not have here",
                        "WORKSPACE.NOT_FOUND",
                        "ORGANIZATION.NOT_FOUND",
                        "This is for administrators of the platform.");
        var around = Stream.of(house.inWorkspace(), house.inOrganization())
                .flatMap(of -> Stream.of(of, of + "/access/mine", of + "/ui"))
                .toList();
        assertThat(place.getJsonArray("answered").stream().map(String::valueOf))
                .filteredOn(path -> !path.equals("/api/auth/me"))
                .as(place.encode())
                .isSubsetOf(around);
    }

    private static void requireTabs(PortalPerson person, JsonObject place, List<PortalPlaces> parts) {
        parts.stream()
                .filter(part -> part.hasMenu() && part.has(place.getString("address")))
                .forEach(part -> assertThat(place.getJsonArray("tabs").stream().map(String::valueOf))
                        .as("menu at " + place.getString("address"))
                        .containsExactlyInAnyOrderElementsOf(part.tabs(person.held())));
    }
}
