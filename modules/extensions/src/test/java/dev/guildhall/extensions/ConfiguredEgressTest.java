package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hosts that a workspace's configuration names for an extension to call, and somebody agrees to. */
class ConfiguredEgressTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

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
        return ExtensionJar.of(key, version)
                .manifest("manifest", 1)
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{
                          "url":{"type":"string","format":"uri","x-egress":true},
                          "words":{"type":"string"},
                          "mail":{"type":"object","properties":{"server":{"type":"string","x-egress":true}}}}}"""))
                .provides(key + ".http.get")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("$key.http.get", call -> workspace.http()
                                .send(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))))
                                .map(answer -> new JsonObject().put("status", answer.status())));
                        return Future.succeededFuture();
                    }
                    """.replace("$key", key));
    }

    private static JsonObject request(JsonObject config, String... granted) {
        return new JsonObject()
                .put("extensionKey", key)
                .put("version", "1.0.0")
                .put("config", config)
                .put("grantedEgress", new JsonArray(List.of(granted)));
    }

    private static JsonObject url(String url) {
        return new JsonObject().put("url", url);
    }

    private static World.Made installed(String host) {
        var made = world.workspace();
        made.install(request(url("https://" + host + "/hook"), host)).expect(201);
        return made;
    }

    @Test
    void showsTheHostsOfAConfigurationInThePlanAndWantsThemConsentedTo() {
        var acme = world.workspace();
        var wanted = request(
                url("https://crm.acme.example/in").put("mail", new JsonObject().put("server", "Mail.Acme.Example")));

        var plan = acme.asOwner()
                .post(acme.extensions() + "?dryRun=true", wanted)
                .expect(200)
                .data();
        acme.install(wanted).expect(409, "EXTENSION.CONSENT_REQUIRED");
        wanted.put("grantedEgress", JsonArray.of("crm.acme.example"));
        acme.install(wanted).expect(409, "EXTENSION.CONSENT_REQUIRED");
        wanted.put("grantedEgress", JsonArray.of("crm.acme.example", "mail.acme.example"));
        var there = acme.install(wanted).expect(201).data();

        assertThat(plan.getJsonArray("configuredEgress")).containsExactly("crm.acme.example", "mail.acme.example");
        assertThat(there.getJsonArray("grantedEgress"))
                .containsExactlyInAnyOrder("crm.acme.example", "mail.acme.example");
    }

    @Test
    void opensThatHostAndNoOther() {
        var acme = installed("nobody.acme.invalid");

        assertThatThrownBy(() -> get(acme, "https://nobody.acme.invalid/"))
                .as("it was tried")
                .hasMessageNotContaining("names the host");
        for (var other : List.of("https://acme.invalid/", "https://a.nobody.acme.invalid/", "https://other.invalid/")) {
            assertThatThrownBy(() -> get(acme, other)).hasMessageContaining("names the host");
        }
    }

    private static void get(World.Made in, String url) {
        in.invoke(key, key + ".http.get", new JsonObject().put("url", url));
    }

    @Test
    void asksAgainWhenAnotherHostIsConfigured() {
        var acme = installed("one.acme.invalid");
        var other = new JsonObject().put("config", url("https://two.acme.invalid/"));

        acme.patch(key, new JsonObject().put("config", new JsonObject().put("words", "hi")))
                .expect(200);
        acme.patch(key, new JsonObject().put("config", url("https://one.acme.invalid/other")))
                .expect(200);
        acme.patch(key, other).expect(409, "EXTENSION.CONSENT_REQUIRED");
        var changed = acme.patch(key, other.put("grantedEgress", JsonArray.of("two.acme.invalid")))
                .expect(200)
                .data();
        assertThat(changed.getJsonArray("grantedEgress")).containsExactly("two.acme.invalid");
        assertThatThrownBy(() -> get(acme, "https://one.acme.invalid/")).hasMessageContaining("names the host");
        acme.patch(key, new JsonObject().put("config", url("https://one.acme.invalid/")))
                .expect(409, "EXTENSION.CONSENT_REQUIRED");
    }

    @Test
    void asksAgainWhenAnUpgradeIsConfiguredForAnotherHost() {
        var acme = installed("one.acme.invalid");
        var upgrade = new JsonObject().put("version", "1.1.0").put("config", url("https://two.acme.invalid/"));

        acme.asOwner()
                .post(acme.extensions() + "/" + key + "/upgrade", upgrade)
                .expect(409, "EXTENSION.CONSENT_REQUIRED");
        var upgraded = acme.asOwner()
                .post(
                        acme.extensions() + "/" + key + "/upgrade",
                        upgrade.put("grantedEgress", JsonArray.of("two.acme.invalid")))
                .expect(200)
                .data();

        assertThat(upgraded.getJsonArray("grantedEgress")).containsExactly("two.acme.invalid");
        acme.asOwner().post(acme.extensions() + "/" + key + "/rollback", null).expect(200);
        assertThat(acme.get(key).expect(200).data().getJsonArray("grantedEgress"))
                .containsExactly("one.acme.invalid");
    }

    @Test
    void refusesWhatNamesNoHostAndMarksThatCannotHold() {
        var acme = world.workspace();
        for (var wrong : List.of("https://*.acme.example/", "not a host", "https:///in", "*")) {
            acme.install(request(url(wrong), "*")).expect(400, "REQUEST.INVALID");
        }
        for (var schema : List.of(
                "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string','x-egress':true}}}}",
                "{'type':'object','properties':{'a':{'type':'string','writeOnly':true,'x-egress':true}}}",
                "{'type':'object','properties':{'a':{'type':'integer','x-egress':true}}}")) {
            world.upload(World.quiet(World.extensionKey(), "1.0.0")
                            .manifest("manifest", 1)
                            .manifest("configSchema", new JsonObject(schema.replace('\'', '"')))
                            .bytes())
                    .expect(400);
        }
    }
}
