package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.client.OauthClient;
import java.util.Optional;

/** In which organization an application is to act for somebody: its own, or the one that their session is scoped to. */
public final class Place {

    private Place() {}

    /** Empty where there is none, or the person works in another than the application's. */
    public static Optional<OrganizationId> of(OauthClient client, Authentication by) {
        var bound = by.credential()
                .tenant()
                .filter(OrganizationId.class::isInstance)
                .map(OrganizationId.class::cast);
        return client.organization().isEmpty()
                ? bound
                : client.organization().filter(own -> bound.map(own::equals).orElse(true));
    }
}
