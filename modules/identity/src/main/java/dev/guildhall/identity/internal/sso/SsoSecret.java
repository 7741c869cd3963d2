package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;

/** What the sealed secrets of OpenID Connect clients are bound to. */
public final class SsoSecret {

    private SsoSecret() {}

    public static String purpose(OrganizationId organization) {
        return "organization/" + organization + "/sso/client-secret";
    }
}
