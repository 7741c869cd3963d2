package dev.guildhall.identity.internal.sso;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.identity.IdentityError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Gets the ID token for the code that a browser brought. */
final class CodeExchange {

    private final Vertx vertx;
    private final ProviderCalls calls;
    private final SecretBox secrets;

    CodeExchange(Vertx vertx, OutboundGuard outbound, SecretBox secrets) {
        this.vertx = vertx;
        this.calls = new ProviderCalls(outbound);
        this.secrets = secrets;
    }

    /**
     * Fails with {@code AUTH.SSO_TOKEN_INVALID} for a code that the provider does not take, and with {@code
     * AUTH.SSO_PROVIDER_FAILED}.
     */
    Future<SignedJWT> idToken(
            SsoConnection connection, KnownProvider provider, String code, CodeVerifier verifier, URI redirect) {
        var grant = new AuthorizationCodeGrant(new AuthorizationCode(code), redirect, verifier);
        var endpoint = provider.metadata().getTokenEndpointURI();
        var request = authentication(connection, provider)
                .map(client -> new TokenRequest.Builder(endpoint, client, grant))
                .orElseGet(() -> new TokenRequest.Builder(endpoint, new ClientID(connection.clientId()), grant))
                .build()
                .toHTTPRequest();
        var headers = new HashMap<String, String>();
        request.getHeaderMap().forEach((name, values) -> headers.put(name, values.get(0)));
        headers.put("accept", "application/json");
        return calls.post(endpoint, headers, Buffer.buffer(request.getBody()))
                .recover(failure -> ProviderCalls.fault(failure)
                        .compose(fault -> IdentityProviders.failed(provider.issuer(), "its token_endpoint: " + fault)
                                .asFuture()))
                .compose(answer -> vertx.executeBlocking(() -> read(provider, answer), false));
    }

    /** Empty for a public client, which has no secret. */
    private Optional<ClientAuthentication> authentication(SsoConnection connection, KnownProvider provider) {
        var client = new ClientID(connection.clientId());
        var methods = Optional.ofNullable(provider.metadata().getTokenEndpointAuthMethods())
                .orElse(List.of());
        var byBody = methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return connection
                .sso()
                .clientSecret()
                .map(stored -> new Secret(secrets.open(SsoSecret.purpose(connection.id()), stored)))
                .map(secret -> byBody ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret));
    }

    private static SignedJWT read(KnownProvider provider, GuardedResponse answer) {
        if (ProviderCalls.isTooLarge(answer)) {
            throw IdentityProviders.failed(provider.issuer(), "its token_endpoint: the answer is too large");
        }
        var response = new HTTPResponse(answer.status());
        try {
            response.setContentType(answer.header("content-type").orElse("text/plain"));
            response.setBody(answer.body().toString());
            var parsed = OIDCTokenResponseParser.parse(response);
            if (parsed instanceof OIDCTokenResponse tokens) {
                return ProviderTokens.signed(tokens.getOIDCTokens().getIDToken());
            }
            var error = parsed.toErrorResponse().getErrorObject();
            if (answer.status() == 400 && "invalid_grant".equals(error.getCode())) {
                throw IdentityError.AUTH_SSO_TOKEN_INVALID.because(
                        "The identity provider does not take the code any more; start again.");
            }
            throw IdentityProviders.failed(
                    provider.issuer(), "its token_endpoint answers " + answer.status() + " " + error.getCode());
        } catch (ParseException malformed) {
            throw IdentityProviders.failed(
                    provider.issuer(),
                    "its token_endpoint answers " + answer.status() + " and no tokens: " + malformed.getMessage());
        }
    }
}
