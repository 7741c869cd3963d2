package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.exchanging;
import static dev.guildhall.oauth.OauthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How administrators manage applications. */
class ClientsTest extends OauthTest {

    @Test
    void aSecretIsShownOnceAndKeptAsAHash() {
        var made = world.register(OauthWorld.confidential());
        var path = world.clientsPath() + "/" + made.getString("id");

        var read = world.organization.asOwner().get(path).expect(200).data();

        assertThat(made.getString("clientSecret")).startsWith("ghl_oas_");
        assertThat(read.containsKey("clientSecret")).isFalse();
        assertThat(read.getBoolean("confidential")).isTrue();
        assertThat(world.organization
                        .asOwner()
                        .get(world.clientsPath() + "?pageSize=1000")
                        .body())
                .contains(made.getString("id"))
                .doesNotContain(made.getString("clientSecret"));
        assertThat(BENCH.sql(
                                "select secret_hash from guildhall.oauth_client where id = $1",
                                UUID.fromString(made.getString("id")))
                        .iterator()
                        .next()
                        .getBuffer(0)
                        .length())
                .isEqualTo(32);
    }

    @Test
    void eachSecretWorksForADayAfterItWasReplaced() {
        var first = world.register(OauthWorld.confidential());
        var second = rotated(first);
        var third = rotated(first);

        for (var known : List.of(first, second, third)) {
            refused(world.token(known, exchanging("x")), 400, "invalid_grant");
        }
        assertThat(third.getJsonArray("formerSecretsUntil")).hasSize(2);
        assertThat(Instant.parse(third.getJsonArray("formerSecretsUntil").getString(0)))
                .isBetween(
                        Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(24)));

        BENCH.sql(
                "update guildhall.oauth_client set former_secrets_until[2] = now() where id = $1",
                UUID.fromString(first.getString("id")));

        refused(world.token(first, exchanging("x")), 401, "invalid_client");
        refused(world.token(second, exchanging("x")), 400, "invalid_grant");
        assertThat(read(first).getJsonArray("formerSecretsUntil")).hasSize(1);
    }

    private static String pathOf(JsonObject client) {
        return world.clientsPath() + "/" + client.getString("id");
    }

    private static JsonObject read(JsonObject client) {
        return world.organization.asOwner().get(pathOf(client)).expect(200).data();
    }

    private static JsonObject rotated(JsonObject client) {
        return world.organization
                .asOwner()
                .post(pathOf(client) + "/rotate", null)
                .expect(200)
                .data();
    }

    @Test
    void secretsThatWereReplacedAreEndedAtOnce() {
        var first = world.register(OauthWorld.confidential());
        var second = rotated(first);
        var tokens = world.tokens(second);

        world.organization.asOwner().delete(pathOf(first) + "/former-secrets").expect(204);

        refused(world.token(first, exchanging("x")), 401, "invalid_client");
        refused(world.token(second, exchanging("x")), 400, "invalid_grant");
        world.read(tokens).expect(200);
        assertThat(read(first).getJsonArray("formerSecretsUntil")).isEmpty();
        assertThat(world.organization
                        .asOwner()
                        .get(world.organization.path() + "/audit?pageSize=100")
                        .expect(200)
                        .body())
                .contains("oauth.client_former_secrets_ended");
    }

    @Test
    void formerSecretsAreFewAndNotOneIsKeptAsItIs() {
        var first = world.register(OauthWorld.confidential());
        for (var rotation = 0; rotation < FormerSecrets.MOST; rotation++) {
            rotated(first);
        }

        var refusal = world.organization
                .asOwner()
                .post(pathOf(first) + "/rotate", null)
                .expect(429, "SECRET.ROTATED_TOO_OFTEN");

        assertThat(refusal.header("Retry-After")).isNotNull();
        assertThat(BENCH.sql(
                                "select former_secrets from guildhall.oauth_client where id = $1",
                                UUID.fromString(first.getString("id")))
                        .iterator()
                        .next()
                        .getArrayOfStrings(0))
                .hasSize(FormerSecrets.MOST)
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void aPublicOneHasNoSecretToBeReplaced() {
        var path = pathOf(world.register(OauthWorld.anyClient()));

        world.organization.asOwner().post(path + "/rotate", null).expect(409, "OAUTH.CLIENT_IS_PUBLIC");
        world.organization.asOwner().delete(path + "/former-secrets").expect(409, "OAUTH.CLIENT_IS_PUBLIC");
    }

    @Test
    void whenAnApplicationWasGivenTokensLastIsWrittenDownOnceAMinute() {
        var client = world.register(OauthWorld.confidential());
        refused(world.token(client, exchanging("x")), 400, "invalid_grant");
        product.doNow("note the use of applications");
        assertThat(read(client).getString("lastUsedAt")).isNull();

        world.tokens(client);
        Await.until(() -> assertThat(read(client).getString("lastUsedAt")).isNotNull());

        var first = read(client);
        assertThat(first.getString("lastUsedFrom")).isEqualTo("127.0.0.1");
        world.tokens(client);
        product.doNow("note the use of applications");
        assertThat(read(client)).isEqualTo(first);
    }

    @Test
    void whatIsChangedIsChangedAndNothingElse() {
        var made = world.register(OauthWorld.confidential());
        var path = world.clientsPath() + "/" + made.getString("id");

        var changed = world.organization
                .asOwner()
                .patch(path, new JsonObject().put("name", "Renamed"))
                .expect(200)
                .data();

        assertThat(changed.getString("name")).isEqualTo("Renamed");
        assertThat(changed.getJsonArray("redirectUris")).isEqualTo(made.getJsonArray("redirectUris"));
        world.organization
                .asOwner()
                .withHeader("If-Match", "\"1\"")
                .patch(path, new JsonObject().put("name", "Again"))
                .expect(412);
        world.organization
                .asOwner()
                .patch(path, new JsonObject().put("redirectUris", new JsonArray()))
                .expect(400, "REQUEST.INVALID");
    }

    @ParameterizedTest
    @CsvSource({
        "redirectUris, http://assistant.acme.example/callback",
        "redirectUris, https://assistant.acme.example/callback#part",
        "redirectUris, https://ada@assistant.acme.example/callback",
        "redirectUris, https://*.acme.example/callback",
        "redirectUris, javascript:alert(1)",
        "redirectUris, /callback",
        "grantTypes, IMPLICIT",
        "scopes, nothing.there",
    })
    void whatCannotBeIsRefused(String field, String value) {
        var wanted = OauthWorld.confidential().put(field, new JsonArray().add(value));

        var refusal =
                world.organization.asOwner().post(world.clientsPath(), wanted).expect(400, "REQUEST.INVALID");

        assertThat(refusal.body()).contains("\"field\":\"" + field);
    }

    @Test
    void onlyAdministratorsOfTheOrganizationManageThem() {
        product.as(world.ada).get(world.clientsPath()).expect(403, "ACCESS.DENIED");
        product.as(world.ada)
                .post(world.clientsPath(), OauthWorld.confidential())
                .expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(world.clientsPath()).expect(404);
        var other = new OauthWorld(product);
        other.organization
                .asOwner()
                .get(other.clientsPath() + "/" + world.client.getString("id"))
                .expect(404, "OAUTH.CLIENT_NOT_FOUND");
        world.organization.asOwner().get("/api/admin/oauth/clients").expect(403);
        product.asAdministrator()
                .get("/api/admin/oauth/clients/" + world.client.getString("id"))
                .expect(404, "OAUTH.CLIENT_NOT_FOUND");
    }
}
