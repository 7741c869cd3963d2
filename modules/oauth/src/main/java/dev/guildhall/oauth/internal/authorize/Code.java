package dev.guildhall.oauth.internal.authorize;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.identity.ApplicationTokens.Wanted;
import dev.guildhall.identity.TokenScopes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A code as it was made. It is known by its hash only.
 *
 * @param challenge that of its verifier, by S256
 */
record Code(
        byte[] hash,
        UUID consent,
        Tenant place,
        String redirectUri,
        String challenge,
        TokenScopes scopes,
        Instant expiresAt) {

    /**
     * A code that an application brings.
     *
     * @param of what it is good for
     * @param session what came of it before; empty where nothing did
     */
    record Brought(Code code, Wanted of, boolean used, Optional<UUID> session) {}

    /** Whether somebody who began with the challenge has this. */
    boolean isVerifiedBy(String verifier) {
        try {
            var computed = CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier));
            return MessageDigest.isEqual(
                    computed.getValue().getBytes(StandardCharsets.US_ASCII),
                    challenge.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException tooShortOrLong) {
            return false;
        }
    }
}
