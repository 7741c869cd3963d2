package dev.guildhall.client;

import java.time.Instant;
import java.util.List;

/**
 * How the users of an organization sign in with its identity provider. What is not set is null.
 *
 * @param singleSignOnUrl where the SAML provider takes requests by HTTP-Redirect
 * @param certificate in PEM; {@code certificates} says what is in it
 * @param clientSecretConfigured whether there is a secret, which is shown to nobody
 */
public record SsoConfiguration(
        SsoProvider provider,
        String issuerUrl,
        String entityId,
        String singleSignOnUrl,
        String certificate,
        List<Certificate> certificates,
        String clientId,
        boolean clientSecretConfigured,
        boolean autoProvision,
        boolean jitProvisioning,
        Instant createdAt,
        Instant updatedAt) {

    /** @param fingerprint the SHA-256 of the certificate */
    public record Certificate(String subject, String fingerprint, Instant validFrom, Instant expiresAt) {}
}
