package dev.guildhall.oauth.internal;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;

/** What clients find this server by (RFC 8414). */
public final class MetadataApi implements Api {

    private static final List<ClientAuthenticationMethod> WITH_SECRET =
            List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST);

    private static final List<ClientAuthenticationMethod> ANY = List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.NONE);

    private final JsonObject metadata;

    /** @param registers whether applications may register themselves */
    public MetadataApi(Issuer issuer, boolean registers) {
        var described = metadata(issuer);
        if (registers) {
            described.setRegistrationEndpointURI(issuer.endpoint("register"));
        }
        this.metadata = new JsonObject(described.toJSONObject().toJSONString());
    }

    @Override
    public void bind(Operations operations) {
        operations.on(
                "oauthMetadata",
                request -> Future.succeededFuture(
                        ApiResponse.plain(metadata).withHeader("Cache-Control", "public, max-age=300")));
    }

    private static AuthorizationServerMetadata metadata(Issuer issuer) {
        var metadata = new AuthorizationServerMetadata(new com.nimbusds.oauth2.sdk.id.Issuer(issuer.text()));
        metadata.setAuthorizationEndpointURI(issuer.endpoint("authorize"));
        metadata.setTokenEndpointURI(issuer.endpoint("token"));
        metadata.setRevocationEndpointURI(issuer.endpoint("revoke"));
        metadata.setIntrospectionEndpointURI(issuer.endpoint("introspect"));
        metadata.setJWKSetURI(URI.create(issuer.text() + "/.well-known/jwks.json"));
        metadata.setResponseTypes(List.of(ResponseType.CODE));
        metadata.setResponseModes(List.of(ResponseMode.QUERY));
        metadata.setGrantTypes(List.of(
                GrantType.AUTHORIZATION_CODE,
                GrantType.REFRESH_TOKEN,
                GrantType.CLIENT_CREDENTIALS,
                GrantType.DEVICE_CODE));
        metadata.setDeviceAuthorizationEndpointURI(issuer.endpoint("device_authorization"));
        metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
        metadata.setTokenEndpointAuthMethods(ANY);
        metadata.setRevocationEndpointAuthMethods(ANY);
        metadata.setIntrospectionEndpointAuthMethods(WITH_SECRET);
        metadata.setSupportsAuthorizationResponseIssuerParam(true);
        return metadata;
    }
}
