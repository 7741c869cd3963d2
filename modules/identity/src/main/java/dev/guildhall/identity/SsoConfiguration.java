package dev.guildhall.identity;

import dev.guildhall.core.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the members of an organization sign in with its identity provider, as it is at one revision.
 *
 * @param singleSignOnUrl where a SAML provider takes requests to sign somebody in, by HTTP-Redirect
 * @param certificates what a SAML provider signs with, one or more while its keys change
 * @param clientSecret of the OpenID Connect client, sealed; it is shown to nobody
 * @param signRequests whether requests to a SAML provider are signed by the key of this server
 * @param autoProvision whether who signs in for the first time is made a member, and an account if they have none
 * @param jitProvisioning the same, and at each sign-in their name follows the provider
 * @param enforced whether members whom the provider can vouch for sign in by it only, but for the owner
 * @param revision counts changes; the ETag clients see
 */
public record SsoConfiguration(
        OrganizationId organization,
        SsoProvider provider,
        Optional<String> issuerUrl,
        Optional<String> entityId,
        Optional<String> singleSignOnUrl,
        List<SsoCertificate> certificates,
        Optional<String> clientId,
        Optional<String> clientSecret,
        boolean signRequests,
        boolean autoProvision,
        boolean jitProvisioning,
        boolean enforced,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether there is all that signing in takes. */
    public boolean offersSignIn() {
        return switch (provider) {
            case OIDC -> issuerUrl.isPresent() && clientId.isPresent();
            case SAML -> entityId.isPresent() && singleSignOnUrl.isPresent() && !certificates.isEmpty();
        };
    }

    /** Whether who signs in for the first time becomes a member. */
    public boolean provisions() {
        return autoProvision || jitProvisioning;
    }

    boolean isSameProvider(SsoConfiguration other) {
        return provider == other.provider
                && issuerUrl.equals(other.issuerUrl)
                && clientId.equals(other.clientId)
                && entityId.equals(other.entityId)
                && singleSignOnUrl.equals(other.singleSignOnUrl)
                && certificates.equals(other.certificates);
    }

    /** The certificates as one PEM text. */
    public Optional<String> certificate() {
        return certificates.isEmpty() ? Optional.empty() : Optional.of(SsoCertificate.pem(certificates));
    }
}
