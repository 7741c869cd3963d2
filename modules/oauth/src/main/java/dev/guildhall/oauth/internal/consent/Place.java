package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.client.OauthClient;
import java.util.Optional;
import java.util.UUID;

/**
 * Where an application is to act for somebody: in its own organization; or, if it is the platform's, in the one that their
 * session is scoped to, or where that is scoped to none in their workspaces that belong to none, for which the platform stands.
 */
public final class Place {

    private Place() {}

    /** Empty where the person works in another organization than the application's. */
    public static Optional<Tenant> of(OauthClient client, Authentication by) {
        var bound = by.credential().tenant();
        return client.organization().isEmpty()
                ? bound.or(() -> Optional.of(Tenant.PLATFORM))
                : client.organization()
                        .filter(own -> bound.map(own::equals).orElse(true))
                        .map(Tenant.class::cast);
    }

    /** Empty for the workspaces that belong to none. */
    public static Optional<OrganizationId> organization(Tenant place) {
        return place instanceof OrganizationId organization ? Optional.of(organization) : Optional.empty();
    }

    /** As it is kept, null for the workspaces that belong to none. */
    public static Tenant stored(UUID organization) {
        return organization == null ? Tenant.PLATFORM : new OrganizationId(organization);
    }
}
