package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.operation;
import static dev.guildhall.scim.ScimWorld.patch;
import static dev.guildhall.scim.ScimWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What happens at once is as if it had happened one after the other. */
class RacesTest extends ScimTest {

    private static List<Integer> statuses(int many, IntFunction<CompletableFuture<Response>> request) {
        var sent = new ArrayList<CompletableFuture<Response>>();
        for (var at = 0; at < many; at++) {
            sent.add(request.apply(at));
        }
        return sent.stream().map(answer -> answer.join().status()).toList();
    }

    @Test
    void ofTwoUsersOfOneUserNameOneIsMade() {
        var wanted = user(world.address(TestProduct.name("twice")));

        var statuses = statuses(8, at -> world.scim.sendAsync("POST", "/scim/v2/Users", wanted));

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(world.found("userName eq \"" + wanted.getString("userName") + "\"")
                        .getInteger("totalResults"))
                .isEqualTo(1);
    }

    @Test
    void ofTwoOrganizationsOneGetsAnAddressThatNobodyHas() {
        var other = new ScimWorld(BENCH, product);
        var wanted = user("new@" + TestProduct.name("nobodys") + ".example");

        var statuses =
                statuses(6, at -> (at % 2 == 0 ? world : other).scim.sendAsync("POST", "/scim/v2/Users", wanted));

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }

    @Test
    void ofTwoGroupsOfOneNameOneIsMade() {
        var wanted = new JsonObject().put("displayName", TestProduct.name("Same"));

        var statuses = statuses(6, at -> world.scim.sendAsync("POST", "/scim/v2/Groups", wanted));

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }

    @Test
    void anOwnerWhoIsDeactivatedWhileTheyAreMadeOneIsOneOfTheTwo() {
        for (var round = 0; round < 5; round++) {
            var raced = new ScimWorld(BENCH, product);
            var heir = raced.organization.member("ADMIN");

            var transfer = raced.organization
                    .asOwner()
                    .sendAsync(
                            "POST",
                            raced.organization.path() + "/transfer",
                            new JsonObject().put("userId", heir.toString()));
            var deactivation = raced.scim.sendAsync(
                    "PATCH", "/scim/v2/Users/" + heir, patch(operation("replace", "active", false)));

            assertThat(List.of(transfer.join().status(), deactivation.join().status()))
                    .containsExactlyInAnyOrder(200, 409);
            var owners = BENCH.sql(
                    "select count(*)::int as owners from guildhall.organization_member"
                            + " where organization_id = $1 and role = 'OWNER' and suspended_at is null",
                    raced.organization.id().value());
            assertThat(owners.iterator().next().getInteger("owners")).isEqualTo(1);
        }
    }

    @Test
    void membersThatAreAddedAtOnceAreAllThere() {
        var group = world.group(TestProduct.name("many"));
        var users = new ArrayList<String>();
        for (var at = 0; at < 6; at++) {
            users.add(world.made(TestProduct.name("many")).getString("id"));
        }

        var statuses = statuses(
                users.size(),
                at -> world.scim.sendAsync(
                        "PATCH",
                        "/scim/v2/Groups/" + group,
                        patch(operation(
                                "add", "members", new JsonArray().add(new JsonObject().put("value", users.get(at)))))));

        assertThat(statuses).containsOnly(200);
        assertThat(world.scim.get("/scim/v2/Groups/" + group).json().getJsonArray("members"))
                .hasSize(6);
    }

    @Test
    void ofTwoChangesToOneVersionOneIsMade() {
        var ada = world.made(TestProduct.name("version"));
        var conditional =
                world.scim.withHeader("If-Match", ada.getJsonObject("meta").getString("version"));

        var statuses = statuses(
                6,
                at -> conditional.sendAsync(
                        "PATCH",
                        "/scim/v2/Users/" + ada.getString("id"),
                        patch(operation("replace", "displayName", "Name " + at))));

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
    }
}
