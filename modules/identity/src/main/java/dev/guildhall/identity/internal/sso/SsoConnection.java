package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.tenancy.Organization;

/** An organization with the provider that its people sign in by. */
public record SsoConnection(Organization organization, SsoConfiguration sso) {

    public OrganizationId id() {
        return organization.id();
    }

    /** Who its people are the subjects of. */
    String issuer() {
        return switch (sso.provider()) {
            case OIDC -> sso.issuerUrl().orElseThrow();
            case SAML -> sso.entityId().orElseThrow();
        };
    }

    String clientId() {
        return sso.clientId().orElseThrow();
    }
}
