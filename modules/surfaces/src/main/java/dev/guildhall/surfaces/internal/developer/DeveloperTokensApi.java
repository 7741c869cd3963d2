package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.UserTokenInput;
import dev.guildhall.identity.UserTokens;
import dev.guildhall.identity.UserTokens.Minted;
import dev.guildhall.identity.UserTokens.UserToken;
import dev.guildhall.list.ListFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The operations of the Developer surface on the tokens that an app has made for its users. */
public final class DeveloperTokensApi implements Api {

    private static final ListFields<UserToken> TOKENS =
            UserTokens.LIST.renamed(new TreeMap<>(Map.of("created_at", "createdAt")));

    private final UserTokens tokens;
    private final DeveloperScope scope;

    public DeveloperTokensApi(UserTokens tokens, DeveloperScope scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createUserToken", BodyReader.later(this::input), this::create)
                .on("listUserTokens", this::list)
                .on("revokeUserToken", this::revoke)
                .on("refreshUserToken", BodyReader.AS_IT_IS, this::refresh);
    }

    /** What this surface calls threads are sessions. */
    private Future<UserTokenInput> input(JsonObject body) {
        var scopes = body.getJsonArray("scopes");
        if (scopes == null) {
            return tokens.read(body);
        }
        var names = new JsonArray();
        scopes.forEach(name -> names.add(name.toString().strip().replaceFirst("^threads(?=[:.])", "sessions")));
        return tokens.read(body.copy().put("scopes", names));
    }

    private Future<ApiResponse> create(ApiRequest request, UserTokenInput wanted) {
        return scope.app(request)
                .compose(app -> tokens.mint(app.id(), request.pathUser("user_id"), wanted, request)
                        .map(minted -> secret(DeveloperJson.created(
                                DeveloperApi.PREFIX + "/users/tokens/" + app.id() + "/" + minted.user(),
                                json(minted)))));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = DeveloperJson.page(TOKENS, request);
        return scope.app(request)
                .compose(app -> tokens.list(app.id(), request.pathUser("user_id"), page))
                .map(found -> DeveloperJson.answer(found, DeveloperTokensApi::json));
    }

    private Future<ApiResponse> revoke(ApiRequest request) {
        return scope.app(request)
                .compose(app -> tokens.revoke(
                        app.id(), request.pathUser("user_id"), request.pathId("token_id"), request.authentication()))
                .map(revoked -> ApiResponse.noContent());
    }

    private Future<ApiResponse> refresh(ApiRequest request, JsonObject body) {
        Optional<AppId> app = request.authentication().principal() instanceof Principal.App own
                ? Optional.of(own.id())
                : Optional.empty();
        return tokens.refresh(app, body.getString("refresh_token"), request)
                .map(minted -> secret(ApiResponse.plain(json(minted))));
    }

    private static ApiResponse secret(ApiResponse answer) {
        return answer.withHeader("Cache-Control", "no-store");
    }

    private static JsonObject json(Minted minted) {
        var json = new JsonObject()
                .put("id", minted.id().toString())
                .put("access_token", minted.accessToken())
                .put("token_type", "Bearer")
                .put("expires_in", minted.expiresInSeconds())
                .put("org_id", minted.organization().toString());
        minted.refreshToken().ifPresent(token -> json.put("refresh_token", token));
        return json;
    }

    private static JsonObject json(UserToken token) {
        return new JsonObject()
                .put("id", token.id().toString())
                .put("user_id", token.user().toString())
                .put("org_id", token.organization().toString())
                .put("scopes", token.scopes().map(JsonArray::new).orElse(null))
                .put("created_at", token.createdAt().toString())
                .put("expires_at", token.expiresAt().toString())
                .put(
                        "last_used_at",
                        token.lastUse().map(use -> use.at().toString()).orElse(null))
                .put("last_used_from", token.lastUse().map(LastUse::from).orElse(null));
    }
}
