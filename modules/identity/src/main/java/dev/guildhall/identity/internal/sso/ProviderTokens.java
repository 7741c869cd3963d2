package dev.guildhall.identity.internal.sso;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.IdentityError;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the tokens that identity providers sign. Slow: not for event loops. */
final class ProviderTokens {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderTokens.class);

    private static final int SKEW_SECONDS = 30;
    private static final int LONGEST_SUBJECT = 255;

    /** Those of a key pair, so that nobody signs with what is public. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private ProviderTokens() {}

    /** A token of which nothing is known yet but that it is signed, in a way that proves something. */
    static SignedJWT signed(JWT token) {
        if (token instanceof SignedJWT signed
                && ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
            return signed;
        }
        throw refused("it is not signed by RS256 or ES256");
    }

    static SignedJWT parsed(String token) {
        try {
            return signed(SignedJWT.parse(token));
        } catch (ParseException | RuntimeException malformed) {
            throw refused("it is no signed token");
        }
    }

    /** Who an ID token says has signed in. Fails with {@code AUTH.SSO_TOKEN_INVALID}. */
    static ProvidedUser user(SignedJWT token, KnownProvider provider, String clientId, Nonce nonce) {
        var client = new ClientID(clientId);
        var validator = new IDTokenValidator(
                new Issuer(provider.issuer()), client, token.getHeader().getAlgorithm(), provider.keys());
        validator.setMaxClockSkew(SKEW_SECONDS);
        IDTokenClaimsSet claims;
        try {
            claims = validator.validate(token, nonce);
        } catch (BadJOSEException | JOSEException | RuntimeException bad) {
            throw refused(bad.getMessage());
        }
        requireAuthorizedParty(claims, client);
        requireSound(claims.getSubject().getValue());
        return ProvidedUser.of(claims);
    }

    // The validator takes a token that the provider gave to another client, as long as it is for this one too.
    private static void requireAuthorizedParty(IDTokenClaimsSet claims, ClientID client) {
        var party = claims.getAuthorizedParty();
        if (party == null ? claims.getAudience().size() > 1 : !party.getValue().equals(client.getValue())) {
            throw refused("it was given to another client");
        }
    }

    private static void requireSound(String subject) {
        if (subject.length() > LONGEST_SUBJECT || !Storable.isStorable(subject)) {
            throw refused("its subject is too long, or cannot be kept");
        }
    }

    /** Whose sessions are over. Fails with {@code AUTH.SSO_TOKEN_INVALID}. */
    static ProviderLogout logout(SignedJWT token, KnownProvider provider, String clientId) {
        var validator = new LogoutTokenValidator(
                new Issuer(provider.issuer()),
                new ClientID(clientId),
                token.getHeader().getAlgorithm(),
                provider.keys());
        LogoutTokenClaimsSet claims;
        try {
            claims = validator.validate(token);
        } catch (BadJOSEException | JOSEException | RuntimeException bad) {
            throw refused(bad.getMessage());
        }
        return new ProviderLogout(
                provider.issuer(),
                Optional.ofNullable(claims.getSubject()).map(Object::toString).filter(Storable::isStorable),
                Optional.ofNullable(claims.getSessionID()).map(Object::toString).filter(Storable::isStorable),
                claims.getIssueTime().toInstant().plusSeconds(SKEW_SECONDS));
    }

    // Whoever forged it learns nothing from the answer.
    private static Problem refused(String why) {
        LOG.info("A token of an identity provider is refused: {}", why);
        return IdentityError.AUTH_SSO_TOKEN_INVALID.because(
                "What the identity provider says of the sign-in cannot be trusted; start again.");
    }
}
