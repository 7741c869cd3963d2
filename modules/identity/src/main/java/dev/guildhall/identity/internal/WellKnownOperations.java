package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.IdentityOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What others need to verify access tokens by themselves. */
final class WellKnownOperations {

    private static final String FOR_FIVE_MINUTES = "public, max-age=300";

    private final SigningKeys keys;
    private final IdentityOptions options;

    WellKnownOperations(SigningKeys keys, IdentityOptions options) {
        this.keys = keys;
        this.options = options;
    }

    void bind(Operations operations) {
        operations
                .on("jwks", request -> answer(keys.ring().published()))
                .on("openidConfiguration", request -> answer(configuration()));
    }

    private JsonObject configuration() {
        return new JsonObject()
                .put("issuer", options.issuer())
                .put("jwks_uri", options.issuer() + "/.well-known/jwks.json")
                .put("id_token_signing_alg_values_supported", new JsonArray().add(SigningKey.ALGORITHM))
                .put("subject_types_supported", new JsonArray().add("public"))
                .put("response_types_supported", new JsonArray())
                .put("claims_supported", claims());
    }

    private static JsonArray claims() {
        return new JsonArray()
                .add("sub")
                .add("sid")
                .add("iss")
                .add("aud")
                .add("iat")
                .add("exp")
                .add("jti");
    }

    private static Future<ApiResponse> answer(JsonObject document) {
        return Future.succeededFuture(ApiResponse.plain(document).withHeader("Cache-Control", FOR_FIVE_MINUTES));
    }
}
