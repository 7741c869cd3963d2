package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a workspace gives an extension to work with, beside tables: a state, its members and its events. */
class ExtensionMeansTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.capability("$key.state.get", call -> workspace.state().get(call.input().getString("key"))
                        .map(found -> found.map(entry -> new JsonObject()
                                .put("value", entry.value()).put("version", entry.version())).orElse(new JsonObject())));
                handlers.capability("$key.state.put", call -> workspace.state()
                        .put(call.input().getString("key"), call.input().getJsonObject("value"))
                        .map(version -> new JsonObject().put("version", version)));
                handlers.capability("$key.state.set", call -> workspace.state()
                        .compareAndSet(call.input().getString("key"), call.input().getLong("version"),
                                call.input().getJsonObject("value"))
                        .map(version -> new JsonObject().put("version", version.orElse(null))));
                handlers.capability("$key.state.remove", call -> workspace.state()
                        .remove(call.input().getString("key")).map(gone -> new JsonObject()));
                handlers.capability("$key.member.list", call -> workspace.members()
                        .list(call.input().getInteger("limit"), call.input().getString("token"))
                        .map(page -> {
                            var names = new JsonArray();
                            page.items().forEach(member -> names.add(member.userId() + " " + member.role()));
                            return new JsonObject().put("members", names).put("next", page.nextPageToken().orElse(null));
                        }));
                handlers.capability("$key.member.get", call -> workspace.members().get(call.input().getString("id"))
                        .map(member -> new JsonObject().put("found", member.isPresent())));
                handlers.capability("$key.event.read", call -> workspace.events()
                        .read(call.input().getLong("after"), call.input().getInteger("limit"))
                        .map(events -> {
                            var read = new JsonArray();
                            events.forEach(event -> read.add(event.sequence() + " " + event.type()));
                            return new JsonObject().put("events", read);
                        }));
                return Future.succeededFuture();
            }
            """;

    private static final List<String> ACTIONS =
            List.of("state.get", "state.put", "state.set", "state.remove", "member.list", "member.get", "event.read");

    private static World world;
    private static String key;

    @BeforeAll
    static void publish() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(jar("1.0.0"));
        world.publish(jar("1.1.0"));
    }

    private static ExtensionJar jar(String version) {
        var jar = ExtensionJar.of(key, version)
                .manifest("manifest", 1)
                .manifest("permissions", JsonArray.of("members.read", "events.read"))
                .extension(BODY.replace("$key", key));
        ACTIONS.forEach(action -> jar.provides(key + "." + action));
        return jar;
    }

    private static World.Made installed() {
        var made = world.workspace();
        made.install(key, "members.read", "events.read").expect(201);
        return made;
    }

    private static JsonObject run(World.Made in, String action, JsonObject input) {
        return in.invoke(key, key + "." + action, input);
    }

    private static JsonObject at(String name) {
        return new JsonObject().put("key", name);
    }

    @Test
    void remembersValuesForEachWorkspaceApart() {
        var acme = installed();
        var umbrella = installed();

        var first = run(acme, "state.put", at("cursor").put("value", new JsonObject().put("n", 1)));
        var second = run(acme, "state.put", at("cursor").put("value", new JsonObject().put("n", 2)));

        assertThat(second.getLong("version")).isGreaterThan(first.getLong("version"));
        assertThat(run(acme, "state.get", at("cursor")).getJsonObject("value")).isEqualTo(new JsonObject().put("n", 2));
        assertThat(run(umbrella, "state.get", at("cursor"))).isEqualTo(new JsonObject());
        run(acme, "state.remove", at("cursor"));
        assertThat(run(acme, "state.get", at("cursor"))).isEqualTo(new JsonObject());
    }

    @Test
    void setsAValueOnlyWhenItIsStillWhatWasSeen() {
        var acme = installed();
        var added = run(acme, "state.set", at("lock").put("version", 0).put("value", new JsonObject().put("by", "a")));
        var late = run(acme, "state.set", at("lock").put("version", 0).put("value", new JsonObject().put("by", "b")));
        var changed = run(
                acme,
                "state.set",
                at("lock").put("version", added.getLong("version")).put("value", new JsonObject().put("by", "c")));
        var stale = run(
                acme,
                "state.set",
                at("lock").put("version", added.getLong("version")).put("value", new JsonObject().put("by", "d")));
        run(acme, "state.remove", at("lock"));
        run(acme, "state.put", at("lock").put("value", new JsonObject().put("by", "e")));
        var revived = run(
                acme,
                "state.set",
                at("lock").put("version", changed.getLong("version")).put("value", new JsonObject().put("by", "f")));

        assertThat(late.getLong("version")).isNull();
        assertThat(changed.getLong("version")).isGreaterThan(added.getLong("version"));
        assertThat(stale.getLong("version")).isNull();
        assertThat(revived.getLong("version")).isNull();
        assertThat(run(acme, "state.get", at("lock")).getJsonObject("value"))
                .isEqualTo(new JsonObject().put("by", "e"));
    }

    @Test
    void letsOneOfManyWhoAddAtOnceWin() {
        var acme = installed();

        var tries = IntStream.range(0, 8)
                .mapToObj(n -> acme.invoking(
                        key,
                        key + ".state.set",
                        at("leader").put("version", 0).put("value", new JsonObject().put("n", n))))
                .toList();
        Await.result(Future.all(tries));

        assertThat(tries)
                .filteredOn(tried -> tried.result().getLong("version") != null)
                .hasSize(1);
    }

    @Test
    void remembersAThousandValuesAndNoMoreHoweverManyComeAtOnce() {
        var acme = installed();
        BENCH.sql(
                "insert into guildhall.extension_state (workspace_id, extension_key, key, value, version, updated_at)"
                        + " select $1, $2, 'k' || n, '{}', 1, now() from generate_series(1, 995) n",
                acme.id.value(),
                key);

        var tries = IntStream.range(0, 12)
                .mapToObj(n ->
                        acme.invoking(key, key + ".state.put", at("n" + n).put("value", new JsonObject().put("n", n))))
                .toList();
        Await.result(Future.join(tries).transform(over -> Future.succeededFuture()));
        run(acme, "state.remove", at("k1"));

        assertThat(tries).filteredOn(Future::succeeded).hasSize(5);
        assertThat(run(acme, "state.put", at("free").put("value", new JsonObject()))
                        .getLong("version"))
                .isPositive();
        assertFails(acme, "state.put", at("more").put("value", new JsonObject()), "STATE.FULL");
    }

    @Test
    void takesNoMoreThanItsBounds() {
        var acme = installed();

        assertFails(
                acme,
                "state.put",
                at("large").put("value", new JsonObject().put("text", "x".repeat(65 * 1024))),
                "STATE.TOO_LARGE");
        BENCH.sql(
                "insert into guildhall.extension_state (workspace_id, extension_key, key, value, version, updated_at)"
                        + " select $1, $2, 'n' || n, '{}', 1, now() from generate_series(1, 1000) n",
                acme.id.value(),
                key);
        assertFails(acme, "state.put", at("more").put("value", new JsonObject()), "STATE.FULL");
        assertFails(acme, "state.set", at("more").put("version", 0).put("value", new JsonObject()), "STATE.FULL");
        run(acme, "state.put", at("n7").put("value", new JsonObject().put("still", "changes")));
    }

    private static void assertFails(World.Made in, String action, JsonObject input, String code) {
        assertThatThrownBy(() -> run(in, action, input))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith("." + code));
    }

    @Test
    void keepsWhatItRemembersWithItsDataAndPurgesItWithThem() {
        var acme = installed();
        run(acme, "state.put", at("a").put("value", new JsonObject().put("n", 1)));

        acme.uninstall(key, "?data=keep").expect(204);
        acme.install(key, "members.read", "events.read").expect(201);
        assertThat(run(acme, "state.get", at("a")).getJsonObject("value")).isEqualTo(new JsonObject().put("n", 1));
        assertThat(acme.plan(key, "UNINSTALL", new JsonObject()).getInteger("stateValues"))
                .as("those that a purge removes")
                .isEqualTo(1);
        acme.uninstall(key, "?data=purge").expect(204);
        acme.install(key, "members.read", "events.read").expect(201);
        assertThat(run(acme, "state.get", at("a"))).isEqualTo(new JsonObject());
    }

    @Test
    void remembersAfterARollbackWhatItDidBeforeTheUpgrade() {
        var acme = world.workspace();
        acme.install(new JsonObject()
                        .put("extensionKey", key)
                        .put("version", "1.0.0")
                        .put("grantedPermissions", JsonArray.of("members.read", "events.read")))
                .expect(201);
        for (var name : List.of("same", "changed", "removed")) {
            run(acme, "state.put", at(name).put("value", new JsonObject().put("n", 1)));
        }
        var path = acme.extensions() + "/" + key;
        acme.asOwner()
                .post(path + "/upgrade", new JsonObject().put("version", "1.1.0"))
                .expect(200);
        var later = run(acme, "state.put", at("changed").put("value", new JsonObject().put("n", 2)));
        run(acme, "state.put", at("new").put("value", new JsonObject()));
        run(acme, "state.remove", at("removed"));

        var plan = acme.asOwner()
                .post(path + "/rollback?dryRun=true", null)
                .expect(200)
                .data();
        acme.asOwner().post(path + "/rollback", null).expect(200);

        assertThat(plan.getInteger("stateValues")).as("those that it loses").isEqualTo(2);
        for (var name : List.of("same", "changed", "removed")) {
            assertThat(run(acme, "state.get", at(name)).getJsonObject("value"))
                    .as(name)
                    .isEqualTo(new JsonObject().put("n", 1));
        }
        assertThat(run(acme, "state.get", at("new"))).isEqualTo(new JsonObject());
        var stale = at("changed").put("version", later.getLong("version")).put("value", new JsonObject());
        assertThat(run(acme, "state.set", stale).getLong("version"))
                .as("of what the other version has seen")
                .isNull();
    }

    @Test
    void readsTheMembersInPages() {
        var acme = installed();
        acme.member("MEMBER");

        var first = run(acme, "member.list", new JsonObject().put("limit", 1));
        var second = run(acme, "member.list", new JsonObject().put("limit", 1).put("token", first.getString("next")));

        assertThat(first.getJsonArray("members")).containsExactly(acme.owner + " OWNER");
        assertThat(second.getJsonArray("members"))
                .hasSize(1)
                .allSatisfy(member -> assertThat((String) member).endsWith(" MEMBER"));
        assertThat(second.getString("next")).isNull();
        assertThat(found(acme, acme.owner.toString())).isTrue();
        assertThat(found(acme, UUID.randomUUID().toString())).isFalse();
        assertThat(found(acme, "nobody")).isFalse();
        assertThat(found(installed(), acme.owner.toString())).isFalse();
        assertFails(acme, "member.list", new JsonObject().put("limit", 1).put("token", "forged"), "REQUEST.INVALID");
    }

    private static boolean found(World.Made in, String id) {
        return run(in, "member.get", new JsonObject().put("id", id)).getBoolean("found");
    }

    @Test
    void readsTheEventsOfItsWorkspaceInOrder() {
        var acme = installed();
        for (var type : List.of("order.placed", "order.paid")) {
            acme.asOwner()
                    .post(acme.path() + "/events", new JsonObject().put("type", type))
                    .expect(202);
        }

        var all = run(acme, "event.read", new JsonObject().put("after", 0).put("limit", 1000))
                .getJsonArray("events");
        var last = run(
                        acme,
                        "event.read",
                        new JsonObject().put("after", all.size() - 1).put("limit", 1000))
                .getJsonArray("events");

        assertThat(all.getString(all.size() - 2)).isEqualTo(all.size() - 1 + " order.placed");
        assertThat(last).containsExactly(all.size() + " order.paid");
    }
}
