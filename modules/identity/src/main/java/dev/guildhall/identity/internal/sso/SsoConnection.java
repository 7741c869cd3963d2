package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.tenancy.Organization;

/** An organization with the provider that its people sign in by. */
public record SsoConnection(Organization organization, SsoConfiguration sso) {

    public OrganizationId id() {
        return organization.id();
    }

    String issuer() {
        return sso.issuerUrl().orElseThrow();
    }

    String clientId() {
        return sso.clientId().orElseThrow();
    }
}
