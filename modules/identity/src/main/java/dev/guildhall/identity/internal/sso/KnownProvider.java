package dev.guildhall.identity.internal.sso;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/** What an identity provider says of itself, and the keys it signs with. */
record KnownProvider(OIDCProviderMetadata metadata, JWKSet keys) {

    /** @param keyId null for a signature that names no key */
    boolean hasKey(String keyId) {
        return keyId == null || keys.getKeyByKeyId(keyId) != null;
    }

    String issuer() {
        return metadata.getIssuer().getValue();
    }
}
