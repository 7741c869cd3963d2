package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.guildhall.core.error.Problem;
import dev.guildhall.host.KnownCaller;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What earlier releases took and stored, and this one would not. */
class FormerReleasesTest {

    private static final String SECRET = "stored-in-clear";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private World world;
    private World.Made acme;
    private String key;

    @BeforeEach
    void begin() {
        world = new World(BENCH);
        acme = world.workspace();
        key = World.extensionKey();
        world.publish(Lab.jar(key).manifest("configSchema", new JsonObject("""
            {"type":"object","properties":{
              "listens":{"type":"boolean","default":true},
              "hooks":{"type":"array","items":{"type":"object","properties":{
                "url":{"type":"string"},"token":{"type":"string","writeOnly":true}}}}}}\
            """)));
    }

    private void install(JsonObject config) {
        acme.install(InstallationsTest.request(key)
                        .put("grantedPermissions", new JsonArray().add("events.publish"))
                        .put("config", config))
                .expect(201);
    }

    private static JsonObject hooks(String token) {
        return new JsonObject()
                .put(
                        "hooks",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("url", "https://a.example")
                                        .put("token", token)));
    }

    /** Another release stored the configuration like this; the program that starts then knows nothing else. */
    private void store(JsonObject config) {
        BENCH.sql(
                "update guildhall.installation set config = $1, secrets = null where extension_key = $2", config, key);
        world = new World(BENCH);
    }

    private JsonObject condition() {
        return world.as(acme.owner)
                .get(acme.extensions() + "/" + key)
                .expect(200)
                .data()
                .getJsonArray("conditions")
                .getJsonObject(0);
    }

    private JsonObject config() {
        return invoke("config.get");
    }

    private JsonObject invoke(String action) {
        return Await.result(world.installations.use(
                acme.id,
                key,
                running -> running.invoke(World.request(
                        key + "." + action,
                        new JsonObject().put("what", "who"),
                        KnownCaller.system(),
                        Duration.ofSeconds(5)))));
    }

    @Test
    void aSecretThatWasStoredInClearIsMaskedAndEncryptedWhenItIsUsedNext() {
        install(new JsonObject());
        store(hooks(SECRET).put("listens", true));
        var owner = world.as(acme.owner);

        assertThat(owner.get(acme.extensions() + "/" + key).expect(200).data().getJsonObject("config"))
                .isEqualTo(hooks("********").put("listens", true));
        assertThat(owner.get(acme.extensions()).expect(200).body()).doesNotContain(SECRET);
        owner.patch(acme.extensions() + "/" + key, new JsonObject().put("enabled", false))
                .expect(200);
        owner.patch(acme.extensions() + "/" + key, new JsonObject().put("enabled", true))
                .expect(200);
        assertThat(BENCH.sql("select content::text from guildhall.audit_entry"))
                .noneSatisfy(row -> assertThat(row.getString(0)).contains(SECRET));

        assertThat(config()).isEqualTo(hooks(SECRET).put("listens", true));
        Await.until(() -> assertThat(BENCH.sql("select config::text from guildhall.installation"))
                .noneSatisfy(row -> assertThat(row.getString(0)).contains(SECRET)));
        world = new World(BENCH);
        assertThat(config()).isEqualTo(hooks(SECRET).put("listens", true));
    }

    @Test
    void aMaskThatWasStoredInPlaceOfASecretIsToldUntilItIsGivenAnew() {
        install(new JsonObject());
        store(hooks("********"));

        assertThatThrownBy(this::config).isInstanceOf(Problem.class);

        assertThat(condition().getString("reason")).isEqualTo("LoadFailed");
        assertThat(condition().getString("message")).contains("config.hooks.0.token");
        var patch = new JsonObject().put("config", hooks("another"));
        assertThat(world.as(acme.owner)
                        .patch(acme.extensions() + "/" + key, patch)
                        .expect(200)
                        .data()
                        .getString("state"))
                .isEqualTo("ACTIVE");
        assertThat(config()).isEqualTo(hooks("another").put("listens", true));
    }

    @Test
    void aVersionWhoseManifestIsRefusedNowIsShownAsSuchAndHindersNobody() {
        install(hooks(SECRET));
        var other = World.extensionKey();
        world.publish(Lab.jar(other));
        acme.install(other, "events.publish").expect(201);
        BENCH.sql(
                "update guildhall.extension_version set manifest = jsonb_set(manifest,"
                        + " '{configSchema,properties,code}', '{\"type\": \"string\", \"pattern\": \"^(a+)\\\\1$\"}')"
                        + " where extension_key = $1",
                key);
        BENCH.sql("update guildhall.capability set input = '{\"type\":\"object\",\"patternProperties\":"
                + "{\"^(a+)\\\\1$\":{}}}' where provider = '" + key + "' and key like '%.run'");
        var logs = new ListAppender<ILoggingEvent>();
        logs.start();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(logs);
        world = new World(BENCH);
        var owner = world.as(acme.owner);

        var seen = owner.get(acme.extensions() + "/" + key).expect(200).data();
        assertThat(seen.getJsonObject("health").getString("status")).isEqualTo("DOWN");
        assertThat(seen.getJsonObject("config").encode()).doesNotContain("a.example", SECRET);
        assertThat(condition().getString("reason")).isEqualTo("ManifestRefused");
        assertThat(condition().getString("message")).contains("configSchema");
        assertThat(owner.get(acme.extensions()).expect(200).list()).hasSize(2);

        assertThatThrownBy(() -> invoke("code.run"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ExtensionError.FAILED));
        root.detachAppender(logs);
        assertThat(logs.list)
                .filteredOn(line -> line.getFormattedMessage().contains("rules of another release"))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains(key + "@1.0.0"));
        key = other;
        assertThat(invoke("code.run").getString("version")).isEqualTo("1.0.0");
        owner.patch(acme.extensions() + "/" + seen.getString("extensionKey"), new JsonObject().put("enabled", false))
                .expect(200);
        owner.delete(acme.extensions() + "/" + seen.getString("extensionKey") + "?data=purge")
                .expect(204);
        owner.post(acme.extensions(), new JsonObject().put("extensionKey", seen.getString("extensionKey")))
                .expect(404, "EXTENSION.VERSION_NOT_FOUND");
    }
}
