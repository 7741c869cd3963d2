package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Applications that act as themselves. */
class ClientCredentialsTest extends OauthTest {

    private static final Map<String, String> ASKED = Map.of("grant_type", "client_credentials");

    private static JsonObject wanted(String... scopes) {
        return new JsonObject()
                .put("name", "Nightly report")
                .put("grantTypes", new JsonArray().add("CLIENT_CREDENTIALS"))
                .put("scopes", new JsonArray(List.of(scopes)))
                .put("confidential", true);
    }

    @Test
    void anApplicationDoesInItsOrganizationWhatItsScopesSay() {
        var client = world.register(wanted("workspace.read", "workspace.update", "organization.members.read"));
        var elsewhere = new OauthWorld(product);

        var tokens = world.token(client, ASKED).expect(200).json();

        assertThat(tokens.containsKey("refresh_token")).isFalse();
        assertThat(tokens.getString("scope")).isEqualTo("workspace.read workspace.update organization.members.read");
        world.read(tokens).expect(200);
        world.with(tokens)
                .patch(world.workspace.path(), new JsonObject().put("name", "By itself"))
                .expect(200);
        world.with(tokens).get(world.organization.path() + "/members").expect(200);
        world.with(tokens).get(world.workspace.path() + "/members").expect(403, "ACCESS.DENIED");
        world.with(tokens)
                .post(world.organization.path() + "/members", TestProduct.member(product.user(), "MEMBER"))
                .expect(403, "ACCESS.DENIED");
        world.with(tokens).get(elsewhere.workspace.path()).expect(404);
        world.with(tokens).get(elsewhere.organization.path()).expect(404);
        world.with(tokens).get("/api/auth/me").expect(403, "ACCESS.DENIED");
        assertThat(world.with(tokens).get("/api/workspaces").expect(200).list())
                .extracting(each -> ((JsonObject) each).getString("id"))
                .containsExactly(world.workspace.id().toString());
    }

    @Test
    void itIsNoOwner() {
        var client = world.register(wanted("workspace.*", "organization.*"));
        var tokens = world.token(client, ASKED).expect(200).json();

        world.with(tokens).delete(world.workspace.path()).expect(403, "ACCESS.DENIED");
        world.with(tokens).delete(world.organization.path()).expect(403, "ACCESS.DENIED");
        world.with(tokens).post(world.clientsPath(), wanted("workspace.read")).expect(403, "ACCESS.DENIED");
    }

    @Test
    void whatItDoesIsInTheAuditLogAsItsOwn() {
        var client = world.register(wanted("workspace.read", "workspace.update"));
        var tokens = world.token(client, ASKED).expect(200).json();
        world.with(tokens)
                .patch(world.workspace.path(), new JsonObject().put("name", TestProduct.name("Named")))
                .expect(200);

        var log = product.asAdministrator()
                .get(world.workspace.path() + "/audit")
                .expect(200)
                .body();

        assertThat(log).contains("service-account:" + client.getString("id"), "APPLICATION_TOKEN");
    }

    @Test
    void itAsksForLessAndNotForMore() {
        var client = world.register(wanted("workspace.read", "members.read"));

        var less = world.token(client, OauthWorld.with(ASKED, "scope", "members.read"))
                .expect(200)
                .json();
        assertThat(less.getString("scope")).isEqualTo("members.read");
        world.read(less).expect(403, "ACCESS.DENIED");
        refused(world.token(client, OauthWorld.with(ASKED, "scope", "roles.read")), 400, "invalid_scope");
    }

    @Test
    void onlyAConfidentialApplicationOfAnOrganizationMay() {
        world.organization
                .asOwner()
                .post(world.clientsPath(), wanted("roles.read").put("confidential", false))
                .expect(400, "REQUEST.INVALID");
        product.asAdministrator()
                .post("/api/admin/oauth/clients", wanted("roles.read"))
                .expect(400, "REQUEST.INVALID");
        refused(world.token(world.client, ASKED), 400, "unauthorized_client");
    }

    @Test
    void noTokenRegistersAnApplication() {
        var client = world.register(wanted("organization.*"));
        var tokens = world.token(client, ASKED).expect(200).json();

        world.with(tokens).get(world.clientsPath()).expect(200);
        world.with(tokens).post(world.clientsPath(), wanted("members.manage")).expect(403, "ACCESS.DENIED");
    }

    @Test
    void itsTokensEndByRevocationAndWithIt() {
        var client = world.register(wanted("workspace.read"));
        var revoked = world.token(client, ASKED).expect(200).json();
        var other = world.token(client, ASKED).expect(200).json();
        world.read(revoked).expect(200);
        world.read(other).expect(200);

        var known = world.ask(client, "introspect", Map.of("token", revoked.getString("access_token")))
                .expect(200)
                .json();
        assertThat(known.getString("sub")).isEqualTo(client.getString("id"));
        world.ask(client, "revoke", Map.of("token", revoked.getString("access_token")))
                .expect(200);

        world.read(revoked).expect(401);
        world.read(other).expect(200);
        world.organization
                .asOwner()
                .delete(world.clientsPath() + "/" + client.getString("id"))
                .expect(204);
        world.read(other).expect(401);
    }
}
