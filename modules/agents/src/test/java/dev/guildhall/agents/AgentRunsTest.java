package dev.guildhall.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said to agents, and what they answer, over real HTTP with a real extension's model. */
class AgentRunsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String parrot;
    private TestWorkspace acme;

    @BeforeAll
    static void publish() {
        product = TestProduct.start(BENCH, BENCH.product("agents").assemble());
        parrot = Parrot.publish(product);
    }

    @BeforeEach
    void make() {
        acme = product.workspace();
        acme.install(parrot).expect(201);
        acme.asOwner()
                .post(acme.path() + "/agents", agent("polly").put("tools", tools()))
                .expect(201);
    }

    private static JsonArray tools() {
        return JsonArray.of(parrot + ".note.add", parrot + ".note.fail", parrot + ".note.secret", "not.there.yet");
    }

    private static JsonObject agent(String key) {
        return new JsonObject()
                .put("key", key)
                .put("name", "Polly")
                .put("provider", Parrot.PROVIDER)
                .put("model", "grey");
    }

    private String session(HttpTester as) {
        return as.post(acme.path() + "/sessions", new JsonObject().put("agentKey", "polly"))
                .data()
                .getString("id");
    }

    private String path(String session) {
        return acme.path() + "/sessions/" + session;
    }

    private Response say(HttpTester as, String session, String text) {
        return as.post(path(session) + "/messages", new JsonObject().put("content", text));
    }

    /** What is answered to something said. */
    private String answer(HttpTester as, String session, String text) {
        var said = say(as, session, text).expect(201).data();
        Await.until(() -> assertThat(messages(as, session)).anyMatch(message -> isAnswer(message, said)));
        return messages(as, session).stream()
                .filter(message -> isAnswer(message, said))
                .findFirst()
                .orElseThrow()
                .getString("content");
    }

    private static boolean isAnswer(JsonObject message, JsonObject said) {
        return message.getString("role").equals("assistant")
                && message.getString("runId").equals(said.getString("runId"));
    }

    private List<JsonObject> messages(HttpTester as, String session) {
        return as.get(path(session) + "/messages").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private JsonObject run(HttpTester as, String session, String run, String status) {
        var path = path(session) + "/runs/" + run;
        Await.until(() ->
                assertThat(as.get(path).expect(200).data().getString("status")).isEqualTo(status));
        return as.get(path).expect(200).data();
    }

    private JsonObject ended(HttpTester as, String session, String text, String status) {
        var said = say(as, session, text).expect(201).data();
        return run(as, session, said.getString("runId"), status);
    }

    @Test
    void anAgentAnswersWhatIsSaid() {
        var owner = acme.asOwner();
        var session = session(owner);

        assertThat(answer(owner, session, "Is it raining?")).isEqualTo("Is it raining?");

        assertThat(messages(owner, session))
                .extracting(message -> message.getString("role") + message.getLong("sequence"))
                .containsExactly("user1", "assistant2");
        assertThat(answer(owner, session, "/history"))
                .isEqualTo("USER:Is it raining?|ASSISTANT:Is it raining?|USER:/history");
    }

    @Test
    void aToolIsCalledForWhoeverAskedAndTheModelIsToldWhatCameOfIt() {
        var member = acme.member("MEMBER");
        var as = product.as(member);
        var session = session(as);

        var said = answer(as, session, "/call " + parrot + ".note.add {\"text\":\"milk\"}");

        assertThat(said).isEqualTo("It says {\"added\":\"milk\",\"by\":\"" + member + "\"}");
        var run = messages(as, session).get(1).getString("runId");
        var calls = run(as, session, run, "COMPLETED").getJsonArray("toolRuns");
        assertThat(calls.size()).isEqualTo(1);
        assertThat(calls.getJsonObject(0).getString("capability")).isEqualTo(parrot + ".note.add");
        assertThat(calls.getJsonObject(0).getString("outcome")).isEqualTo("SUCCEEDED");
        assertThat(calls.getJsonObject(0).getJsonObject("output").getString("added"))
                .isEqualTo("milk");
    }

    @Test
    void anAnswerThatCannotBeKeptAtOnceIsKeptWhenTheDatabaseTakesItAgain() {
        var owner = acme.asOwner();
        var session = session(owner);
        BENCH.sql("create sequence public.refusals");
        BENCH.sql("""
                create function public.refuse_for_want_of_room() returns trigger language plpgsql security definer as $$
                begin
                  perform nextval('public.refusals');
                  raise exception 'no room' using errcode = 'disk_full';
                end $$""");
        BENCH.sql("""
                create trigger out_of_room before insert or update on guildhall.agent_usage
                for each row execute function public.refuse_for_want_of_room()""");
        var run = say(owner, session, "Is it raining?").expect(201).data().getString("runId");
        Await.until(() -> assertThat(refusals()).isGreaterThan(1));

        BENCH.sql("drop trigger out_of_room on guildhall.agent_usage");

        run(owner, session, run, "COMPLETED");
        assertThat(messages(owner, session)).hasSize(2);
    }

    private static long refusals() {
        return BENCH.sql("select last_value from public.refusals")
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void anAnswerThatCannotBeKeptAtAllEndsItsRun() {
        var owner = acme.asOwner();
        var session = session(owner);
        BENCH.sql("alter table guildhall.agent_message add constraint user_only check (role = 'USER') not valid");
        try {
            assertThat(ended(owner, session, "Is it raining?", "FAILED").getString("errorCode"))
                    .isEqualTo("SERVICE.INTERNAL");
        } finally {
            BENCH.sql("alter table guildhall.agent_message drop constraint user_only");
        }

        assertThat(answer(owner, session, "And now?")).isEqualTo("And now?");
    }

    @Test
    void aToolThatFailsIsToldToTheModelAndNotToTheProcess() {
        var owner = acme.asOwner();
        var session = session(owner);

        assertThat(answer(owner, session, "/call " + parrot + ".note.fail {}"))
                .contains("NOTE.FULL")
                .contains("No room");
        assertThat(answer(owner, session, "/call no.such.tool {}")).contains("AGENT.NOT_AVAILABLE");
    }

    @Test
    void anAgentMayDoNoMoreThanWhoeverAsks() {
        var member = product.as(acme.member("MEMBER"));
        var session = session(member);

        assertThat(answer(member, session, "/call " + parrot + ".note.secret {}"))
                .contains("ACCESS.DENIED");
        var owner = acme.asOwner();
        assertThat(answer(owner, session(owner), "/call " + parrot + ".note.secret {}"))
                .contains("secret");
    }

    @Test
    void aTokenThatMayNotCallCapabilitiesGetsNoToolsByAnAgent() {
        var scoped = product.withScopes(
                acme.owner(),
                AgentPermissions.AGENTS_RUN,
                AgentPermissions.AGENTS_READ,
                AgentPermissions.SESSIONS_READ,
                AgentPermissions.SESSIONS_WRITE);
        var session = session(scoped);

        assertThat(answer(scoped, session, "/tools")).isEmpty();
        assertThat(answer(scoped, session, "/call " + parrot + ".note.add {}")).contains("AGENT.NOT_AVAILABLE");
    }

    @Test
    void aRefusalAnOverloadAndAFailureAreToldApart() {
        var owner = acme.asOwner();
        var session = session(owner);

        assertThat(ended(owner, session, "/refuse", "FAILED").getString("errorCode"))
                .endsWith("PARROT.REFUSED");
        assertThat(ended(owner, session, "/overload", "FAILED").getString("errorCode"))
                .endsWith("PARROT.BUSY");
        assertThat(ended(owner, session, "/crash", "FAILED").getString("errorCode"))
                .isEqualTo("AGENT.FAILED");
        assertThat(messages(owner, session))
                .extracting(one -> one.getString("role"))
                .containsOnly("user");
    }

    @Test
    void oneRunIsMadeAtATimeAndTheOthersWaitInOrder() {
        var owner = acme.asOwner();
        var session = session(owner);
        var first = say(owner, session, "/wait").expect(201).data().getString("runId");
        run(owner, session, first, "RUNNING");
        say(owner, session, "second").expect(201);
        say(owner, session, "third").expect(201);

        assertThat(statuses(owner, session)).containsExactly("QUEUED", "QUEUED", "RUNNING");
        // In another session of the agent nobody waits.
        var other = product.as(acme.member("MEMBER"));
        assertThat(answer(other, session(other), "hello")).isEqualTo("hello");
    }

    private List<String> statuses(HttpTester as, String session) {
        return as.get(path(session) + "/runs").expect(200).list().stream()
                .map(run -> ((JsonObject) run).getString("status"))
                .toList();
    }

    @Test
    void aRunIsCancelledAndRepeated() {
        var owner = acme.asOwner();
        var session = session(owner);
        var running = say(owner, session, "/wait").expect(201).data().getString("runId");
        run(owner, session, running, "RUNNING");
        var waiting = say(owner, session, "never mind").expect(201).data().getString("runId");

        var cancelled = owner.post(path(session) + "/cancel", new JsonObject());

        assertThat(cancelled.expect(200).data().getInteger("cancelled")).isEqualTo(2);
        run(owner, session, running, "CANCELLED");
        run(owner, session, waiting, "CANCELLED");
        var repeated = owner.post(path(session) + "/runs/" + waiting + "/repeat", new JsonObject())
                .expect(201)
                .data()
                .getString("id");
        run(owner, session, repeated, "COMPLETED");
        assertThat(messages(owner, session))
                .last()
                .satisfies(answer -> assertThat(answer.getString("content")).isEqualTo("never mind"));
        owner.post(path(session) + "/runs/" + repeated + "/repeat", new JsonObject())
                .expect(409, "RUN.NOT_REPEATABLE");
    }

    @Test
    void aRunThatItsNodeDoesNotKnowOfIsMarked() {
        var owner = acme.asOwner();
        var session = session(owner);
        var run = say(owner, session, "still there?").expect(201).data().getString("runId");
        run(owner, session, run, "COMPLETED");
        BENCH.sql(
                "update guildhall.agent_run set status = 'RUNNING', lease_id = gen_random_uuid(), lease_owner ="
                        + " (select id from guildhall.event_node order by seen_at desc limit 1) where id = $1",
                UUID.fromString(run));

        run(owner, session, run, "INTERRUPTED");
    }

    @Test
    void aRunWhoseNodeIsGoneIsMarkedAndCanBeRepeated() {
        var owner = acme.asOwner();
        var session = session(owner);
        var said = say(owner, session, "still there?").expect(201).data();
        var run = said.getString("runId");
        run(owner, session, run, "COMPLETED");
        BENCH.sql(
                "update guildhall.agent_run set status = 'RUNNING', lease_owner = gen_random_uuid(),"
                        + " lease_id = gen_random_uuid() where id = $1",
                UUID.fromString(run));

        run(owner, session, run, "INTERRUPTED");

        assertThat(acme.lastEvent("session.run_ended").getJsonObject("data").getString("status"))
                .isEqualTo("INTERRUPTED");
        var repeated = owner.post(path(session) + "/runs/" + run + "/repeat", new JsonObject())
                .expect(201)
                .data()
                .getString("id");
        run(owner, session, repeated, "COMPLETED");
    }

    @Test
    void aMessageIsSaidOnceHoweverOftenItIsSent() {
        var owner = acme.asOwner();
        var session = session(owner);
        var body = new JsonObject().put("content", "once").put("idempotencyKey", "m-1");

        var first = owner.post(path(session) + "/messages", body).expect(201).data();
        var again = owner.post(path(session) + "/messages", body).expect(200).data();

        assertThat(again.getString("id")).isEqualTo(first.getString("id"));
        assertThat(again.getString("runId")).isEqualTo(first.getString("runId"));
        owner.post(path(session) + "/messages", body.copy().put("content", "other"))
                .expect(409, "SESSION.IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void whatIsNotAllowedIsRefusedBeforeTheProviderIsAsked() {
        var owner = acme.asOwner();
        var session = session(owner);
        var before = Parrot.asked(acme, parrot);

        owner.put(acme.path() + "/restrictions", new JsonObject().put("allowedProviders", JsonArray.of("openai")))
                .expect(200);
        var provider = say(owner, session, "hello").expect(403, "AGENT.PROVIDER_NOT_ALLOWED");
        owner.put(acme.path() + "/restrictions", new JsonObject().put("allowedModels", JsonArray.of("red")))
                .expect(200);
        var model = say(owner, session, "hello").expect(403, "AGENT.MODEL_NOT_ALLOWED");

        assertThat(provider.json().getString("message"))
                .isEqualTo("Provider \"parrot\" is not allowed in this workspace");
        assertThat(model.json().getString("message")).isEqualTo("Model \"grey\" is not allowed in this workspace");
        assertThat(Parrot.asked(acme, parrot)).isEqualTo(before);
        owner.put(acme.path() + "/restrictions", new JsonObject()).expect(200);
        assertThat(answer(owner, session, "hello")).isEqualTo("hello");
    }

    @Test
    void aSessionsAgentIsTheDefaultOneWhenNobodyIsNamed() {
        var owner = acme.asOwner();
        owner.post(acme.path() + "/sessions", new JsonObject()).expect(400, "AGENT.NOT_NAMED");

        owner.put(acme.path() + "/settings", new JsonObject().put("defaultAgentId", "polly"))
                .expect(200);
        var session = owner.post(acme.path() + "/sessions", new JsonObject()).expect(201);

        assertThat(session.data().getString("agentKey")).isEqualTo("polly");
        owner.post(acme.path() + "/sessions", new JsonObject().put("agentKey", "nobody"))
                .expect(403, "AGENT.NOT_AVAILABLE");
    }

    @Test
    void whatTheWorkspaceCustomizesIsMergedOverTheAgent() {
        var owner = acme.asOwner();
        owner.patch(acme.path() + "/agents/polly", new JsonObject().put("parameters", new JsonObject().put("a", 1)))
                .expect(200);
        owner.put(
                        acme.path() + "/settings",
                        new JsonObject()
                                .put(
                                        "customAgentConfigs",
                                        new JsonObject()
                                                .put(
                                                        "polly",
                                                        new JsonObject()
                                                                .put("model", "green")
                                                                .put("instructions", "Be green.")
                                                                .put("parameters", new JsonObject().put("b", 2)))))
                .expect(200);
        var session = session(owner);

        assertThat(answer(owner, session, "/parameters")).isEqualTo("green{\"a\":1,\"b\":2}");
        assertThat(answer(owner, session, "/instructions")).isEqualTo("Be green.");
    }

    @Test
    void aViewerReadsAGroupSessionAndSaysNothingAndAPrivateOneIsHidden() {
        var owner = acme.asOwner();
        var viewer = product.as(acme.member("VIEWER"));
        var group = owner.post(
                        acme.path() + "/sessions",
                        new JsonObject()
                                .put("agentKey", "polly")
                                .put("surface", "group")
                                .put("surfaceId", "room-1"))
                .expect(201)
                .data()
                .getString("id");
        answer(owner, group, "hello everybody");

        assertThat(messages(viewer, group)).hasSize(2);
        say(viewer, group, "me too").expect(403, "ACCESS.DENIED");
        var own = session(owner);
        viewer.get(path(own)).expect(404, "SESSION.NOT_FOUND");
        var member = product.as(acme.member("MEMBER"));
        say(member, own, "who is there?").expect(404, "SESSION.NOT_FOUND");
        var again = member.post(
                acme.path() + "/sessions",
                new JsonObject().put("surface", "group").put("surfaceId", "room-1"));
        assertThat(again.expect(200).data().getString("id")).isEqualTo(group);
        assertThat(answer(member, group, "/caller")).isNotEmpty();
    }

    @Test
    void whoWasRemovedIsNotAnsweredAnyMore() {
        var owner = acme.asOwner();
        UserId leaving = acme.member("MEMBER");
        var as = product.as(leaving);
        var group = owner.post(
                        acme.path() + "/sessions",
                        new JsonObject()
                                .put("agentKey", "polly")
                                .put("surface", "group")
                                .put("surfaceId", "room-2"))
                .expect(201)
                .data()
                .getString("id");
        var running = say(owner, group, "/wait").expect(201).data().getString("runId");
        run(owner, group, running, "RUNNING");
        var waiting = say(as, group, "still there?").expect(201).data().getString("runId");

        owner.delete(acme.path() + "/members/" + leaving).expect(204);
        owner.post(path(group) + "/cancel", new JsonObject().put("runId", running))
                .expect(200);

        assertThat(run(owner, group, waiting, "FAILED").getString("errorCode")).isEqualTo("ACCESS.DENIED");
    }
}
