package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.encoded;
import static dev.guildhall.scim.ScimWorld.operation;
import static dev.guildhall.scim.ScimWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, orders and pages of users and groups. */
class ListsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static ScimWorld world;
    private static String owner;
    private static String team;

    @BeforeAll
    static void start() {
        var product = TestProduct.start(BENCH, BENCH.product("lists").assemble());
        world = new ScimWorld(BENCH, product);
        owner = world.organization.owner().toString();
        make("ada", "Ada", "Lovelace", "x-1");
        make("bob", "Bob", "Babbage", "x-2");
        make("cyd", "Cyd", "100%_sure", "X-1");
        var ids = world.found("userName sw \"a\" or userName sw \"b\"").getJsonArray("Resources").stream()
                .map(found -> ((JsonObject) found).getString("id"))
                .toList();
        world.deactivate(ids.get(1)).expect(200);
        team = world.group("Engines", ids.get(0), ids.get(1));
        world.group("Mills");
    }

    private static void make(String local, String given, String family, String externalId) {
        world.scim
                .post(
                        "/scim/v2/Users",
                        user(world.address(local))
                                .put(
                                        "name",
                                        new JsonObject().put("givenName", given).put("familyName", family))
                                .put("displayName", given + " " + family)
                                .put("externalId", externalId)
                                .put(
                                        "emails",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("value", given + "@mail.example")
                                                        .put("type", "work"))
                                                .add(new JsonObject()
                                                        .put("value", given + "@home.example")
                                                        .put("type", "home"))))
                .expect(201);
    }

    private static String locals(JsonObject found) {
        return found.getJsonArray("Resources").stream()
                .map(JsonObject.class::cast)
                .map(user -> user.getString("id").equals(owner)
                        ? "owner"
                        : user.getString("userName", user.getString("displayName"))
                                .split("@")[0])
                .collect(Collectors.joining(" "));
    }

    private static JsonObject list(String query) {
        return world.scim.get("/scim/v2/Users?" + query).expect(200).json();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "userName eq 'ADA@{domain}' | ada",
                "urn:ietf:params:scim:schemas:core:2.0:User:userName eq 'ada@{domain}' | ada",
                "externalId eq 'x-1' | ada",
                "externalId eq 'X-1' | cyd",
                "externalId pr | ada bob cyd",
                "not (externalId pr) | owner",
                "externalId eq null | owner",
                "displayName co 'B' | bob",
                "displayName sw 'ada ' | ada",
                "displayName ew 'LACE' | ada",
                "displayName co '0%_' | cyd",
                "displayName co '%' | cyd",
                "displayName ne 'Ada Lovelace' and externalId pr | bob cyd",
                "name.familyName eq 'babbage' | bob",
                "name.givenName ge 'bob' | bob cyd",
                "active eq true and externalId pr | ada cyd",
                "active eq False | bob",
                "active ne true | bob",
                "emails eq 'ada@mail.example' | ada",
                "emails.value co 'BOB@' | bob",
                "emails[type eq 'home' and value sw 'cyd'] | cyd",
                "emails[type eq 'work' and value eq 'cyd@home.example'] | ''",
                "emails.type eq 'home' | ada bob cyd",
                "groups.display eq 'engines' | ada bob",
                "groups eq '{team}' and active eq true | ada",
                "meta.lastModified gt '2020-01-01T00:00:00Z' and externalId pr | ada bob cyd",
                "meta.created lt '2020-01-01T00:00:00+02:00' | ''",
                "id eq '{owner}' | owner",
                "id eq 'nobody' | ''",
                "id ne 'nobody' and userName sw 'ad' | ada",
                "userName sw 'a' or userName sw 'c' and active eq true | ada cyd",
                "(userName sw 'a' or userName sw 'c') and not (externalId eq 'x-1') | cyd",
                "userName eq \"x' or '1'='1\" | ''"
            })
    void usersAreFoundByFilters(String filter, String expected) {
        var text = filter.contains("\"") ? filter : filter.replace('\'', '"');
        text = text.replace("{domain}", world.domain).replace("{owner}", owner).replace("{team}", team);

        assertThat(locals(world.found(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shoeSize eq 43",
                "userName eq 7",
                "active eq \"yes\"",
                "active gt true",
                "meta.created gt \"yesterday\"",
                "meta.created co \"2020\"",
                "id gt \"x\"",
                "emails[shoeSize eq 4]",
                "name[givenName eq \"Ada\"]",
                "userName",
                "userName eq \"\\u0000\""
            })
    void whatCannotBeAnsweredIsRefused(String filter) {
        var refused = world.scim.get("/scim/v2/Users?filter=" + encoded(filter)).expect(400);

        assertThat(refused.json().getString("scimType")).isEqualTo("invalidFilter");
    }

    @Test
    void usersAreSortedByWhatTheyCanBeFoundBy() {
        var all = "filter=" + encoded("externalId pr");

        assertThat(locals(list(all + "&sortBy=userName"))).isEqualTo("ada bob cyd");
        assertThat(locals(list(all + "&sortBy=userName&sortOrder=descending"))).isEqualTo("cyd bob ada");
        assertThat(locals(list(all + "&sortBy=name.familyName"))).isEqualTo("cyd bob ada");
        assertThat(locals(list(all + "&sortBy=active&sortOrder=ascending"))).startsWith("bob");
        assertThat(locals(list(all + "&sortBy=meta.created&sortOrder=descending")))
                .isEqualTo("cyd bob ada");
        world.scim.get("/scim/v2/Users?sortBy=shoeSize").expect(400);
        world.scim.get("/scim/v2/Users?sortBy=userName&sortOrder=sideways").expect(400);
    }

    @Test
    void pagesAreTheWholeWhenPutTogether() {
        var seen = new ArrayList<String>();
        var total = list("count=0");
        assertThat(total.getInteger("totalResults")).isEqualTo(4);
        assertThat(total.getJsonArray("Resources")).isEmpty();
        for (var start = 1; start <= 4; start += 2) {
            var page = list("sortBy=userName&startIndex=" + start + "&count=2");
            assertThat(page.getInteger("itemsPerPage")).isEqualTo(2);
            assertThat(page.getInteger("startIndex")).isEqualTo(start);
            seen.addAll(List.of(locals(page).split(" ")));
        }

        assertThat(seen).containsExactlyInAnyOrder("ada", "bob", "cyd", "owner");
        assertThat(list("startIndex=5").getInteger("itemsPerPage")).isZero();
        assertThat(list("startIndex=-3&count=1").getInteger("startIndex")).isEqualTo(1);
        assertThat(list("count=-1").getInteger("itemsPerPage")).isZero();
        assertThat(list("count=99999999999").getInteger("itemsPerPage")).isEqualTo(4);
        world.scim.get("/scim/v2/Users?count=many").expect(400);
        world.scim.get("/scim/v2/Users?startIndex=1.5").expect(400);
    }

    @Test
    void attributesAreChosen() {
        var chosen = list("attributes=userName,name.givenName&filter=" + encoded("userName sw \"ada\""))
                .getJsonArray("Resources")
                .getJsonObject(0);
        assertThat(chosen.fieldNames()).containsExactlyInAnyOrder("schemas", "id", "userName", "name");
        assertThat(chosen.getJsonObject("name").fieldNames()).containsExactly("givenName");

        var path = "/scim/v2/Users/" + chosen.getString("id");
        var without = world.scim
                .get(path + "?excludedAttributes=emails,groups,urn:ietf:params:scim:schemas:core:2.0:User:NAME,id")
                .expect(200)
                .json();
        assertThat(without.fieldNames())
                .doesNotContain("emails", "groups", "name")
                .contains("id", "meta", "active");
        world.scim.get(path + "?attributes=userName&excludedAttributes=emails").expect(400);
        assertThat(world.scim
                        .get(path)
                        .json()
                        .getJsonArray("groups")
                        .getJsonObject(0)
                        .getString("display"))
                .isEqualTo("Engines");
    }

    @Test
    void groupsAreFoundSortedAndShownWithoutTheirMembers() {
        var found = world.scim
                .get("/scim/v2/Groups?excludedAttributes=members&filter=" + encoded("displayName eq \"ENGINES\""))
                .expect(200)
                .json();
        assertThat(found.getInteger("totalResults")).isEqualTo(1);
        var engines = found.getJsonArray("Resources").getJsonObject(0);
        assertThat(engines.containsKey("members")).isFalse();
        assertThat(engines.getString("id")).isEqualTo(team);

        assertThat(locals(world.scim
                        .get("/scim/v2/Groups?sortBy=displayName&sortOrder=descending")
                        .json()))
                .isEqualTo("Mills Engines");
        var ada = world.found("externalId eq \"x-1\"")
                .getJsonArray("Resources")
                .getJsonObject(0)
                .getString("id");
        for (var filter : List.of(
                "members.value eq \"" + ada + "\"",
                "members[value eq \"" + ada + "\"]",
                "members eq \"" + ada + "\"",
                "displayName co \"gin\" and not (displayName sw \"M\")",
                "id eq \"" + team + "\"")) {
            assertThat(locals(world.scim
                            .get("/scim/v2/Groups?filter=" + encoded(filter))
                            .json()))
                    .as(filter)
                    .isEqualTo("Engines");
        }
        world.scim.get("/scim/v2/Groups?filter=" + encoded("userName eq \"x\"")).expect(400);
    }

    @Test
    void aSearchIsAsTheListWithWhatIsAskedForInItsBody() {
        var search = new JsonObject()
                .put("schemas", new JsonArray().add("urn:ietf:params:scim:api:messages:2.0:SearchRequest"))
                .put("attributes", new JsonArray().add("displayName").add("userName"))
                .put("filter", "displayName sw \"a\"")
                .put("startIndex", 1)
                .put("count", 10);

        var found =
                world.scim.post("/scim/v2/Users/.search", search).expect(200).json();

        assertThat(locals(found)).isEqualTo("ada");
        assertThat(found.getJsonArray("Resources").getJsonObject(0).fieldNames())
                .containsExactlyInAnyOrder("schemas", "id", "displayName", "userName");
        assertThat(locals(world.scim
                        .post("/scim/v2/Groups/.search", new JsonObject().put("filter", "displayName eq \"mills\""))
                        .expect(200)
                        .json()))
                .isEqualTo("Mills");
        var both = world.scim
                .post("/scim/v2/.search", new JsonObject().put("filter", "meta.created gt \"2020-01-01T00:00:00Z\""))
                .expect(200)
                .json();
        assertThat(both.getInteger("totalResults")).isEqualTo(6);
        var second = world.scim
                .post("/scim/v2/.search", new JsonObject().put("startIndex", 4).put("count", 2))
                .expect(200)
                .json();
        assertThat(locals(second)).isEqualTo("cyd Engines");
        world.scim
                .post("/scim/v2/Users/.search", new JsonObject().put("filter", "x"))
                .expect(400);
    }

    @Test
    void whatIsChangedIsModifiedLater() {
        var bob = world.found("externalId eq \"x-2\"").getJsonArray("Resources").getJsonObject(0);
        var since = bob.getJsonObject("meta").getString("lastModified");

        world.patchUser(bob.getString("id"), operation("replace", "name.givenName", "Robert"))
                .expect(200);

        assertThat(locals(world.found("meta.lastModified gt \"" + since + "\" and externalId eq \"x-2\"")))
                .isEqualTo("bob");
        world.patchUser(
                        bob.getString("id"),
                        operation("replace", "name.givenName", "Bob"),
                        operation("replace", "displayName", "Bob Babbage"))
                .expect(200);
    }
}
