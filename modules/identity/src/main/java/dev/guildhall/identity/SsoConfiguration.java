package dev.guildhall.identity;

import dev.guildhall.core.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the members of an organization sign in with its identity provider, as it is at one revision.
 *
 * @param certificates what a SAML provider signs with, one or more while its keys change
 * @param clientSecret of the OpenID Connect client, sealed; it is shown to nobody
 * @param autoProvision whether an account is made for who signs in for the first time
 * @param jitProvisioning whether their account follows the provider at each sign-in
 * @param revision counts changes; the ETag clients see
 */
public record SsoConfiguration(
        OrganizationId organization,
        SsoProvider provider,
        Optional<String> issuerUrl,
        Optional<String> entityId,
        List<SsoCertificate> certificates,
        Optional<String> clientId,
        Optional<String> clientSecret,
        boolean autoProvision,
        boolean jitProvisioning,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** The certificates as one PEM text. */
    public Optional<String> certificate() {
        return certificates.isEmpty() ? Optional.empty() : Optional.of(SsoCertificate.pem(certificates));
    }
}
