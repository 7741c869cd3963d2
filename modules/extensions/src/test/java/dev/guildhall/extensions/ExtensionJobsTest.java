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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What extensions do by themselves: when it is due, on one of two nodes, and nowhere twice at once. */
class ExtensionJobsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.capability("$key.job.order", call -> {
                    var order = JobOrder.of(call.input().getString("job", "send"), call.input().getString("key"))
                            .withInput(call.input().getJsonObject("input", new JsonObject()));
                    return workspace.jobs()
                            .order(call.input().containsKey("at") ? order.withTime(call.input().getInstant("at")) : order)
                            .map(added -> new JsonObject().put("added", added));
                });
                handlers.capability("$key.job.cancel", call -> workspace.jobs()
                        .cancel("send", call.input().getString("key")).map(gone -> new JsonObject().put("gone", gone)));
                handlers.capability("$key.state.get", call -> workspace.state().get(call.input().getString("key"))
                        .map(found -> found.map(State.Entry::value).orElse(new JsonObject())));
                handlers.job("long", run -> {
                    Thread.sleep(run.input().getInteger("millis"));
                    return note(workspace, run.key().get(), run);
                });
                handlers.job("tick", run -> note(workspace, "tick", run));
                handlers.job("send", run -> switch (run.input().getString("do", "")) {
                    case "fail" -> Future.failedFuture("cannot send with " + workspace.secrets().get("token").orElse(""));
                    case "refuse" -> throw ExtensionException.conflict("MAILBOX_FULL", "Try it later.");
                    case "hang" -> note(workspace, run.key().get(), run).compose(noted -> Promise.<Void>promise().future());
                    case "alone" -> alone(workspace, run);
                    default -> note(workspace, run.key().get(), run);
                });
                return Future.succeededFuture();
            }

            private static Future<Void> alone(WorkspaceContext workspace, JobRun run) {
                return workspace.state().compareAndSet("mutex", 0, new JsonObject())
                        .compose(mine -> mine.isPresent()
                                ? note(workspace, run.key().get(), run)
                                : workspace.state().put("together", new JsonObject()).<Void>mapEmpty())
                        .compose(noted -> workspace.state().remove("mutex"));
            }

            private static Future<Void> note(WorkspaceContext workspace, String name, JobRun run) {
                return workspace.state().get(name).compose(found -> workspace.state().put(name, new JsonObject()
                        .put("runs", found.map(entry -> entry.value().getInteger("runs")).orElse(0) + 1)
                        .put("input", run.input())
                        .put("attempt", run.attempt())
                        .put("dueAt", run.dueAt().toString()))).mapEmpty();
            }
            """;

    private static World world;
    private static World other;
    private static String key;

    @BeforeAll
    static void publish() {
        world = new World(BENCH);
        other = new World(BENCH);
        key = World.extensionKey();
        world.publish(jar(
                "1.0.0",
                "{'id':'tick','every':'PT1H'}",
                "{'id':'send','timeout':'PT2S'}",
                "{'id':'long','timeout':'PT20S'}"));
        world.publish(jar("1.1.0", "{'id':'tick','cron':'0 3 * * *'}", "{'id':'send'}", "{'id':'long'}"));
    }

    private static ExtensionJar jar(String version, String... jobs) {
        var declared = new JsonArray();
        for (var job : jobs) {
            declared.add(new JsonObject(job.replace('\'', '"')));
        }
        var jar = ExtensionJar.of(key, version)
                .manifest("manifest", 1)
                .manifest("jobs", declared)
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{"token":{"type":"string","writeOnly":true}}}"""))
                .extension(BODY.replace("$key", key));
        List.of("job.order", "job.cancel", "state.get").forEach(action -> jar.provides(key + "." + action));
        return jar;
    }

    private static World.Made installed() {
        var made = world.workspace();
        made.install(new JsonObject()
                        .put("extensionKey", key)
                        .put("version", "1.0.0")
                        .put("config", new JsonObject().put("token", "s3cr3t-of-acme")))
                .expect(201);
        return made;
    }

    private static boolean order(World.Made in, String name, JsonObject more) {
        return in.invoke(key, key + ".job.order", more.put("key", name)).getBoolean("added");
    }

    private static JsonObject state(World.Made in, String name) {
        return in.invoke(key, key + ".state.get", new JsonObject().put("key", name));
    }

    private static JsonObject doing(String what) {
        return new JsonObject().put("input", new JsonObject().put("do", what));
    }

    private static String jobs(World.Made in) {
        return in.extensions() + "/" + key + "/jobs";
    }

    private static List<JsonObject> list(World.Made in) {
        return in.asOwner().get(jobs(in)).expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject job(World.Made in, String id) {
        return list(in).stream()
                .filter(job -> job.getString("jobId").equals(id) && job.getValue("key") == null)
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonObject> runs(World.Made in, String id) {
        return in.asOwner().get(jobs(in) + "/" + id + "/runs").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Makes what waits due now, as time would. */
    private static void timePasses(World.Made in) {
        BENCH.sql(
                "update guildhall.extension_job set due_at = due_at - interval '1 day', next_attempt_at = now()"
                        + " where workspace_id = $1",
                in.id.value());
    }

    @Test
    void runsByItsScheduleThoughNobodyCalledAndWaitsForTheNextTime() {
        var acme = installed();
        assertThat(Instant.parse(job(acme, "tick").getString("dueAt"))).isAfter(Instant.now());

        timePasses(acme);

        Await.until(() -> assertThat(state(acme, "tick").getInteger("runs")).isEqualTo(1));
        Await.until(() -> assertThat(runs(acme, "tick"))
                .extracting(run -> run.getString("outcome"))
                .containsExactly("SUCCEEDED"));
        var tick = job(acme, "tick");
        assertThat(tick.getJsonObject("lastRun").getLong("latenessMillis")).isGreaterThan(20 * 3_600_000L);
        assertThat(Instant.parse(tick.getString("dueAt")))
                .as("once for all it missed")
                .isAfter(Instant.now());
        assertThat(tick.getJsonObject("schedule")).isEqualTo(new JsonObject().put("every", "PT1H"));
    }

    @Test
    void doesWhatWasOrderedOnceHoweverOftenItIsOrdered() {
        var acme = installed();
        var later =
                new JsonObject().put("at", Instant.now().plusSeconds(3_600)).put("input", new JsonObject().put("n", 7));

        assertThat(order(acme, "invoice-1", later.copy())).isTrue();
        assertThat(order(acme, "invoice-1", new JsonObject())).isFalse();

        assertThat(list(acme)).extracting(job -> job.getString("key")).contains("invoice-1");
        timePasses(acme);
        Await.until(
                () -> assertThat(state(acme, "invoice-1").getInteger("runs")).isEqualTo(1));
        assertThat(state(acme, "invoice-1").getJsonObject("input")).isEqualTo(new JsonObject().put("n", 7));
        Await.until(() ->
                assertThat(list(acme)).extracting(job -> job.getString("key")).containsOnlyNulls());
        assertThat(order(acme, "invoice-1", new JsonObject()))
                .as("once it is over")
                .isTrue();
    }

    @Test
    void takesBackWhatIsNotWantedAnyMore() {
        var acme = installed();
        order(acme, "a", new JsonObject().put("at", Instant.now().plusSeconds(3_600)));
        order(acme, "b", new JsonObject().put("at", Instant.now().plusSeconds(3_600)));

        assertThat(acme.invoke(key, key + ".job.cancel", new JsonObject().put("key", "a")))
                .isEqualTo(new JsonObject().put("gone", true));
        assertThat(acme.invoke(key, key + ".job.cancel", new JsonObject().put("key", "a")))
                .isEqualTo(new JsonObject().put("gone", false));
        acme.asOwner().delete(jobs(acme) + "/send?key=b").expect(204);
        acme.asOwner().delete(jobs(acme) + "/send?key=b").expect(404, "EXTENSION.JOB_NOT_FOUND");
        acme.asOwner().delete(jobs(acme) + "/send").expect(400);
        assertThat(audited(acme)).containsOnlyOnce("extension.job_cancelled");
        acme.member("VIEWER").get(jobs(acme)).expect(403);
        assertThat(list(acme)).hasSize(3);
    }

    @Test
    void triesAgainWhatFailsAndTellsWhyWithoutSecrets() {
        var acme = installed();
        order(acme, "a", doing("fail"));

        for (var attempt = 1; attempt <= 5; attempt++) {
            var made = attempt;
            Await.until(() -> assertThat(runs(acme, "send")).hasSize(made));
            timePasses(acme);
        }

        assertThat(runs(acme, "send"))
                .allSatisfy(run -> {
                    assertThat(run.getString("outcome")).isEqualTo("FAILED");
                    assertThat(run.getString("error")).contains("cannot send").doesNotContain("s3cr3t");
                })
                .extracting(run -> run.getInteger("attempt"))
                .containsExactly(5, 4, 3, 2, 1);
        assertThat(list(acme)).extracting(job -> job.getString("key")).containsOnlyNulls();
    }

    @Test
    void givesARunUpThatTakesTooLongOrIsCancelled() {
        var acme = installed();
        order(acme, "slow", doing("hang"));
        Await.until(() -> assertThat(runs(acme, "send")).hasSize(1));
        assertThat(runs(acme, "send").get(0).getString("outcome")).isEqualTo("TIMED_OUT");

        acme.asOwner().delete(jobs(acme) + "/send?key=slow").expect(204);
        order(acme, "refused", doing("refuse"));
        Await.until(() -> assertThat(runs(acme, "send")).hasSize(2));
        assertThat(runs(acme, "send").get(0).getString("error")).contains("Try it later.");
    }

    @Test
    void aRunHasTheTimeThatItsManifestSaysThoughOtherWorkInTheBackgroundHasLess() {
        var acme = installed();
        assertThat(World.QUICK.times().background()).isLessThan(Duration.ofSeconds(4));

        order(acme, "report", new JsonObject().put("job", "long").put("input", new JsonObject().put("millis", 4_000)));

        Await.until(() -> assertThat(runs(acme, "long"))
                .extracting(run -> run.getString("outcome"))
                .containsExactly("SUCCEEDED"));
        assertThat(state(acme, "report").getInteger("attempt")).isEqualTo(1);
    }

    @Test
    void runsNowWhatSomebodyAsksForAndIsInTheAudit() {
        var acme = installed();

        acme.asOwner().post(jobs(acme) + "/tick/run", null).expect(204);
        acme.asOwner().post(jobs(acme) + "/send/run", null).expect(404, "EXTENSION.JOB_NOT_FOUND");
        acme.asOwner().post(jobs(acme) + "/nothing/run", null).expect(404, "EXTENSION.JOB_NOT_FOUND");

        Await.until(() -> assertThat(state(acme, "tick").getInteger("runs")).isEqualTo(1));
        assertThat(audited(acme)).contains("extension.job_hurried");
    }

    private static List<String> audited(World.Made in) {
        var actions = new ArrayList<String>();
        BENCH.sql("select action from guildhall.audit_entry where tenant_id = $1 and subject = $2", in.id.value(), key)
                .forEach(row -> actions.add(row.getString("action")));
        return actions;
    }

    @Test
    void waitsWhileTheExtensionDoesNotServe() {
        var acme = installed();
        order(acme, "a", new JsonObject().put("at", Instant.now().plusSeconds(3_600)));

        acme.patch(key, new JsonObject().put("enabled", false)).expect(200);
        timePasses(acme);
        var umbrella = installed();
        order(umbrella, "b", new JsonObject());
        Await.until(() -> assertThat(state(umbrella, "b").getInteger("runs")).isEqualTo(1));
        assertThat(runs(acme, "send")).as("though others ran since").isEmpty();
        assertThat(job(acme, "tick").getBoolean("held")).isTrue();
        acme.patch(key, new JsonObject().put("enabled", true)).expect(200);

        Await.until(() -> assertThat(state(acme, "a").getInteger("runs")).isEqualTo(1));
        Await.until(() -> assertThat(state(acme, "tick").getInteger("runs")).isEqualTo(1));
    }

    @Test
    void runsOneOfAJobAtATimeThoughTwoNodesCompete() {
        var acme = installed();

        var orders = IntStream.range(0, 12)
                .mapToObj(number ->
                        acme.invoking(key, key + ".job.order", doing("alone").put("key", "n" + number)))
                .toList();
        Await.result(Future.all(orders));

        Await.until(() -> assertThat(runs(acme, "send")).hasSize(12));
        assertThat(runs(acme, "send"))
                .allSatisfy(run -> assertThat(run.getString("outcome")).isEqualTo("SUCCEEDED"));
        assertThat(state(acme, "together")).isEqualTo(new JsonObject());
    }

    @Test
    void followsItsInstallation() {
        var acme = installed();
        order(acme, "before", new JsonObject().put("at", Instant.now().plusSeconds(3_600)));

        acme.asOwner()
                .post(acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", "1.1.0"))
                .expect(200);
        order(acme, "after", new JsonObject().put("at", Instant.now().plusSeconds(3_600)));
        assertThat(job(acme, "tick").getJsonObject("schedule").getString("cron"))
                .isEqualTo("0 3 * * *");
        acme.asOwner().post(acme.extensions() + "/" + key + "/rollback", null).expect(200);

        assertThat(list(acme))
                .extracting(job -> job.getString("key"))
                .containsExactlyInAnyOrder(null, null, null, "before");
        assertThat(job(acme, "tick").getJsonObject("schedule").getString("every"))
                .isEqualTo("PT1H");
        acme.uninstall(key, "").expect(204);
        assertThat(BENCH.sql("select 1 from guildhall.extension_job where workspace_id = $1", acme.id.value()))
                .isEmpty();
    }

    @Test
    void keepsAThousandOrdersAndNoMoreHoweverManyComeAtOnce() {
        var acme = installed();
        BENCH.sql(
                "insert into guildhall.extension_job (workspace_id, extension_key, job, key, input, due_at,"
                        + " next_attempt_at, held) select $1, $2, 'send', 'k' || n, '{}', now() + interval '1 day',"
                        + " now() + interval '1 day', false from generate_series(1, 995) n",
                acme.id.value(),
                key);

        var orders = IntStream.range(0, 12)
                .mapToObj(number -> acme.invoking(
                        key,
                        key + ".job.order",
                        new JsonObject()
                                .put("key", "n" + number)
                                .put("at", Instant.now().plusSeconds(60))))
                .toList();
        Await.result(Future.join(orders).transform(over -> Future.succeededFuture()));

        assertThat(orders.stream().filter(Future::succeeded)).hasSize(5);
        assertThatThrownBy(() -> order(acme, "more", new JsonObject()))
                .isInstanceOfSatisfying(
                        Problem.class,
                        refused -> assertThat(refused.code().code()).endsWith("JOBS.FULL"));
    }

    @Test
    void refusesWhatTheManifestDoesNotDeclare() {
        var acme = installed();

        assertThatThrownBy(() -> order(acme, "a", new JsonObject().put("job", "moon")))
                .hasMessageContaining("does not list moon");
        assertThatThrownBy(() -> order(acme, "", new JsonObject())).hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> order(
                        acme, "a", new JsonObject().put("at", Instant.now().plusSeconds(86_400L * 400))))
                .hasMessageContaining("within a year");
    }
}
