package dev.guildhall.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row-level security on the tables of this module, by what the application's role sees. */
class OauthIsolationTest extends OauthTest {

    @ParameterizedTest
    @ValueSource(strings = {"oauth_client", "oauth_client_rule", "oauth_consent", "oauth_code", "oauth_token"})
    void aRowIsTheOrganizationsOwn(String table) {
        var own = new OauthWorld(product);
        own.code(own.client);
        var itself = own.register(new JsonObject()
                .put("name", "Itself")
                .put("grantTypes", new JsonArray().add("CLIENT_CREDENTIALS"))
                .put("scopes", new JsonArray().add("workspace.read"))
                .put("confidential", true));
        own.token(itself, Map.of("grant_type", "client_credentials")).expect(200);
        own.organization
                .asOwner()
                .put(
                        own.organization.path() + "/oauth/rules/" + own.client.getString("id"),
                        new JsonObject().put("allowed", true))
                .expect(200);
        var id = own.organization.id().value();
        var stranger = product.organization().id();
        var count = "select count(*)::int as seen from guildhall." + table + " where organization_id = $1";

        assertThat(seen("organization:" + id, count, id)).isPositive();
        assertThat(seen("organization:" + stranger, count, id)).isZero();
        assertThat(seen(null, count, id)).isZero();
        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        "organization:" + id,
                        "update guildhall." + table + " set organization_id = $1",
                        stranger.value()))
                .hasMessageContaining("row-level security");
        BENCH.sqlAsApplication("organization:" + stranger, "delete from guildhall." + table);
        assertThat(seen("organization:" + id, count, id)).isPositive();
    }

    private static int seen(String scope, String count, UUID id) {
        return BENCH.sqlAsApplication(scope, count, id).iterator().next().getInteger("seen");
    }
}
