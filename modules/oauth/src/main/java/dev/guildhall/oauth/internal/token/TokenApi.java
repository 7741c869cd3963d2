package dev.guildhall.oauth.internal.token;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.ApplicationTokens.Issued;
import dev.guildhall.identity.ApplicationTokens.Known;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.RequestedScopes;
import dev.guildhall.oauth.internal.authorize.CodeExchange;
import dev.guildhall.oauth.internal.authorize.CodeExchange.Proof;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.GrantType;
import dev.guildhall.oauth.internal.client.OauthClient;
import dev.guildhall.oauth.internal.device.Devices;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What applications ask of this server without a browser: tokens, their end, and what is known of them. */
public final class TokenApi implements Api {

    private final Database database;
    private final Clients clients;
    private final ClientAuthenticator authenticator;
    private final CodeExchange codes;
    private final Devices devices;
    private final ClientCredentials credentials;
    private final ApplicationTokens tokens;
    private final Issuer issuer;

    public TokenApi(
            Database database,
            Clients clients,
            CodeExchange codes,
            Devices devices,
            ClientCredentials credentials,
            ApplicationTokens tokens,
            Issuer issuer) {
        this.database = database;
        this.clients = clients;
        this.authenticator = new ClientAuthenticator(clients);
        this.codes = codes;
        this.devices = devices;
        this.credentials = credentials;
        this.tokens = tokens;
        this.issuer = issuer;
    }

    @Override
    public void bind(Operations operations) {
        var form = BodyReader.of(Form::new);
        operations
                .on("oauthToken", form, this::token)
                .on("oauthDeviceAuthorization", form, this::beginDevice)
                .on("oauthRevoke", form, this::revoke)
                .on("oauthIntrospect", form, this::introspect);
    }

    private Future<ApiResponse> token(ApiRequest request, Form form) {
        return authenticator
                .authenticate(request, form)
                .compose(client ->
                        granted(request, form, client).onSuccess(granted -> clients.noteUse(client, request.origin())))
                .map(ApiResponse::plain)
                .map(TokenApi::unkept);
    }

    private Future<JsonObject> granted(ApiRequest request, Form form, OauthClient client) {
        return switch (form.get("grant_type")) {
            case "authorization_code" -> exchange(request, form, client);
            case "refresh_token" -> refresh(request, form, client);
            case "client_credentials" -> itself(request, form, client);
            case Devices.GRANT_TYPE -> device(request, form, client);
            default ->
                OauthError.UNSUPPORTED_GRANT_TYPE
                        .because("There is no such grant_type; the metadata of this server has those that there are.")
                        .asFuture();
        };
    }

    private Future<JsonObject> exchange(ApiRequest request, Form form, OauthClient client) {
        requireUse(client, GrantType.AUTHORIZATION_CODE);
        var proof = new Proof(form.get("code"), form.get("redirect_uri"), form.get("code_verifier"));
        return codes.exchange(client, proof, request).map(TokenApi::json);
    }

    private static void requireUse(OauthClient client, GrantType type) {
        if (!client.uses(type)) {
            throw OauthError.UNAUTHORIZED_CLIENT.because(
                    "The application is not registered for the grant type " + type + ".");
        }
    }

    private Future<JsonObject> itself(ApiRequest request, Form form, OauthClient client) {
        requireUse(client, GrantType.CLIENT_CREDENTIALS);
        var scopes = RequestedScopes.read(form.find("scope").orElse(""), client.scopes());
        return credentials
                .issue(client, scopes, request)
                .map(made -> new JsonObject()
                        .put("access_token", made.secret().text())
                        .put("token_type", "Bearer")
                        .put("expires_in", ClientCredentials.LIFE.toSeconds())
                        .put("scope", RequestedScopes.text(scopes)));
    }

    private Future<JsonObject> device(ApiRequest request, Form form, OauthClient client) {
        requireUse(client, GrantType.DEVICE_CODE);
        return devices.exchange(client, form.get("device_code"), request).map(TokenApi::json);
    }

    // A token may be asked for less than was consented to; it carries what was, which the answer tells.
    private Future<JsonObject> refresh(ApiRequest request, Form form, OauthClient client) {
        var token = form.get("refresh_token");
        return tokens.inspect(token)
                .map(known -> {
                    known.filter(found -> isOf(client, found))
                            .ifPresent(found -> RequestedScopes.read(
                                    form.find("scope").orElse(""),
                                    found.grant().of().scopes()));
                    return null;
                })
                .compose(within -> tokens.refresh(client.id(), token, request))
                .map(TokenApi::json)
                .recover(TokenApi::notGood);
    }

    /** One that was used twice has ended its grant, of which the application learns no more than that it is over. */
    private static <T> Future<T> notGood(Throwable failure) {
        return failure instanceof Problem problem && problem.code().kind() == ErrorKind.UNAUTHENTICATED
                ? OauthError.INVALID_GRANT
                        .because("The refresh token is not good (any more), or is another application's; begin again.")
                        .asFuture()
                : Future.failedFuture(failure);
    }

    private static JsonObject json(Issued issued) {
        return new JsonObject()
                .put("access_token", issued.accessToken())
                .put("token_type", "Bearer")
                .put("expires_in", issued.expiresInSeconds())
                .put("refresh_token", issued.refreshToken())
                .put("scope", RequestedScopes.text(issued.grant().of().scopes()));
    }

    /** Whatever there is of that token's grant ends; of another application's, and of none, nothing (RFC 7009). */
    private Future<ApiResponse> revoke(ApiRequest request, Form form) {
        return authenticator
                .authenticate(request, form)
                .compose(client -> Future.join(end(request, client, form), endOwn(request, client, form)))
                .map(ended -> unkept(ApiResponse.plain(new JsonObject())));
    }

    private Future<Void> end(ApiRequest request, OauthClient client, Form form) {
        var by = Authentication.anonymous(request.origin());
        return own(client, form)
                .compose(found -> found.map(known -> database.inTransaction(
                                Tenant.PLATFORM,
                                tx -> tokens.end(tx, known.grant().id(), by)))
                        .orElse(Future.succeededFuture()));
    }

    private Future<Void> endOwn(ApiRequest request, OauthClient client, Form form) {
        return ownAsItself(client, form)
                .compose(found ->
                        found.map(token -> credentials.revoke(token, request)).orElse(Future.succeededFuture()));
    }

    private Future<Optional<ApplicationToken>> ownAsItself(OauthClient client, Form form) {
        return credentials
                .find(form.get("token"))
                .map(found -> found.filter(token -> token.client().equals(client.id())));
    }

    private Future<Optional<Known>> own(OauthClient client, Form form) {
        return tokens.inspect(form.get("token")).map(found -> found.filter(known -> isOf(client, known)));
    }

    private static boolean isOf(OauthClient client, Known known) {
        return known.grant().of().client().equals(client.id());
    }

    /** Of its own tokens alone does an application learn something; all others are as good as none (RFC 7662). */
    private Future<ApiResponse> introspect(ApiRequest request, Form form) {
        return authenticator
                .authenticate(request, form)
                .map(client -> {
                    if (client.isPublic()) {
                        throw OauthError.INVALID_CLIENT.because("Only a confidential client may ask this.");
                    }
                    return client;
                })
                .compose(client -> own(client, form)
                        .compose(found -> found.map(known -> Future.succeededFuture(Optional.of(facts(known))))
                                .orElseGet(() -> ownAsItself(client, form).map(itself -> itself.map(this::facts)))))
                .map(facts -> facts.orElseGet(() -> new JsonObject().put("active", false)))
                .map(ApiResponse::plain)
                .map(TokenApi::unkept);
    }

    private JsonObject facts(Known known) {
        var of = known.grant().of();
        var facts = new JsonObject()
                .put("active", true)
                .put("scope", RequestedScopes.text(of.scopes()))
                .put("client_id", of.client().toString())
                .put("sub", of.user().toString())
                .put("iss", issuer.text())
                .put("aud", "guildhall")
                .put("exp", known.expiresAt().getEpochSecond());
        of.organization().ifPresent(organization -> facts.put("org_id", organization.toString()));
        return known.refreshes() ? facts : facts.put("token_type", "Bearer");
    }

    private JsonObject facts(ApplicationToken token) {
        return new JsonObject()
                .put("active", true)
                .put("scope", RequestedScopes.text(token.scopes()))
                .put("client_id", token.client().toString())
                .put("sub", token.client().toString())
                .put("org_id", token.organization().toString())
                .put("iss", issuer.text())
                .put("aud", "guildhall")
                .put("exp", token.expiresAt().getEpochSecond())
                .put("token_type", "Bearer");
    }

    private Future<ApiResponse> beginDevice(ApiRequest request, Form form) {
        return authenticator
                .authenticate(request, form)
                .compose(client -> {
                    requireUse(client, GrantType.DEVICE_CODE);
                    var scopes = RequestedScopes.read(form.find("scope").orElse(""), client.scopes());
                    return devices.begin(client, scopes, request);
                })
                .map(ApiResponse::plain)
                .map(TokenApi::unkept);
    }

    private static ApiResponse unkept(ApiResponse answer) {
        return answer.withHeader("Cache-Control", "no-store").withHeader("Pragma", "no-cache");
    }
}
