package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.IdentityOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** What an identity provider is told of this installation. */
public final class SsoAddresses {

    private static final String PATH = "/api/auth/sso/";

    private final String base;

    public SsoAddresses(IdentityOptions options) {
        this.base = options.issuer() + PATH;
    }

    /** Where a provider sends browsers back to; exactly this is registered there. */
    URI redirect(OrganizationId organization) {
        return URI.create(base + organization + "/callback");
    }

    JsonObject json(OrganizationId organization) {
        return new JsonObject()
                .put("signInUri", base + "start?organizationId=" + organization)
                .put("redirectUri", redirect(organization).toString())
                .put("backchannelLogoutUri", base + organization + "/backchannel-logout");
    }
}
