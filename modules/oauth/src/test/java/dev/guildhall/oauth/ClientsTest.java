package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.exchanging;
import static dev.guildhall.oauth.OauthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
    void aSecretIsReplacedByAnother() {
        var made = world.register(OauthWorld.confidential());
        var path = world.clientsPath() + "/" + made.getString("id");

        var rotated = world.organization
                .asOwner()
                .post(path + "/rotate", null)
                .expect(200)
                .data();

        refused(world.token(made, exchanging("x")), 401, "invalid_client");
        refused(world.token(rotated, exchanging("x")), 400, "invalid_grant");
        world.organization
                .asOwner()
                .post(
                        world.clientsPath() + "/"
                                + world.register(OauthWorld.anyClient()).getString("id") + "/rotate",
                        null)
                .expect(409, "OAUTH.CLIENT_IS_PUBLIC");
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
