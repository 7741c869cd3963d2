package dev.guildhall.oauth.internal.registration;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.oauth.internal.OauthAdapter;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.client.ClientFields;
import dev.guildhall.oauth.internal.client.ClientFields.Registration;
import dev.guildhall.oauth.internal.client.GrantType;
import dev.guildhall.oauth.internal.client.OauthClient;
import dev.guildhall.oauth.internal.device.Devices;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an application says of itself, in the words of RFC 7591. */
final class ClientMetadata {

    static final String NO_SECRET = "none";
    static final String BY_HEADER = "client_secret_basic";

    private static final String CODE = "authorization_code";
    private static final String REFRESH = "refresh_token";
    private static final String NAMELESS = "An application without a name";

    private static final List<String> METHODS = List.of(BY_HEADER, "client_secret_post", NO_SECRET);

    /** As itself none acts that nobody has looked at. */
    private static final Map<String, GrantType> GRANT_TYPES =
            Map.of(CODE, GrantType.AUTHORIZATION_CODE, Devices.GRANT_TYPE, GrantType.DEVICE_CODE);

    /** What assistants need, of which many do not say what they will ask for. */
    private static final String USUAL_SCOPE = "workspace.read capabilities.read capabilities.invoke sessions.read";

    private ClientMetadata() {}

    /** Fails with {@code OAUTH.INVALID_CLIENT_METADATA}, and as any registration does. */
    static Future<Registration> read(JsonObject body, List<DeclaredScopes> declared) {
        var method = body.getString("token_endpoint_auth_method", BY_HEADER);
        require(METHODS.contains(method), "token_endpoint_auth_method must be one of " + METHODS + ".");
        require(
                body.getJsonArray("response_types", JsonArray.of("code")).equals(JsonArray.of("code")),
                "response_types must be code alone.");
        var fields = new JsonObject()
                .put("name", body.getString("client_name", NAMELESS))
                .put("redirectUris", body.getJsonArray("redirect_uris", new JsonArray()))
                .put("grantTypes", grantTypes(body.getJsonArray("grant_types", JsonArray.of(CODE))))
                .put(
                        "scopes",
                        new JsonArray(List.of(
                                body.getString("scope", USUAL_SCOPE).strip().split(" +"))))
                .put("confidential", !method.equals(NO_SECRET));
        return ClientFields.registration(fields, declared);
    }

    private static JsonArray grantTypes(JsonArray named) {
        var types = named.stream()
                .map(Object::toString)
                .filter(name -> !name.equals(REFRESH))
                .collect(Collectors.toList());
        require(
                !types.isEmpty() && GRANT_TYPES.keySet().containsAll(types),
                "grant_types must be of " + GRANT_TYPES.keySet() + ", with " + REFRESH + " or without.");
        return new JsonArray(types.stream()
                .distinct()
                .map(name -> GRANT_TYPES.get(name).name())
                .toList());
    }

    /**
     * What is wrong with a field here has another name there: {@code OAUTH.INVALID_REDIRECT_URI} or {@code
     * OAUTH.INVALID_CLIENT_METADATA}.
     */
    static <T> Future<T> inTheirWords(Throwable failure) {
        if (!(failure instanceof Problem problem) || problem.details().isEmpty()) {
            return Future.failedFuture(failure);
        }
        var isOfUris =
                problem.details().stream().allMatch(detail -> detail.field().startsWith("redirectUris"));
        ErrorCode code = isOfUris ? OauthError.INVALID_REDIRECT_URI : OauthError.INVALID_CLIENT_METADATA;
        return code.because(OauthAdapter.message(problem)).asFuture();
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw OauthError.INVALID_CLIENT_METADATA.because(message);
        }
    }

    static JsonObject json(OauthClient client) {
        var types = new JsonArray();
        GRANT_TYPES.forEach((name, type) -> {
            if (client.uses(type)) {
                types.add(name);
            }
        });
        return new JsonObject()
                .put("client_id", client.id().toString())
                .put("client_id_issued_at", client.createdAt().getEpochSecond())
                .put("client_name", client.name())
                .put("redirect_uris", new JsonArray(client.redirectUris()))
                .put("grant_types", types.add(REFRESH))
                .put("response_types", JsonArray.of("code"))
                .put("token_endpoint_auth_method", client.isPublic() ? NO_SECRET : BY_HEADER)
                .put("scope", String.join(" ", client.scopes().names()));
    }
}
