package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.internal.saml.ServiceProvider;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** What an identity provider is told of this installation. */
public final class SsoAddresses {

    private static final String PATH = "/api/auth/sso/";

    private final String base;

    public SsoAddresses(IdentityOptions options) {
        this.base = options.issuer() + PATH;
    }

    /** Where members begin to sign in. */
    String signIn(OrganizationId organization) {
        return base + "start?organizationId=" + organization;
    }

    /** Where a provider sends browsers back to; exactly this is registered there. */
    URI redirect(OrganizationId organization) {
        return URI.create(base + organization + "/callback");
    }

    ServiceProvider serviceProvider(OrganizationId organization) {
        return new ServiceProvider(base + organization + "/metadata", base + organization + "/acs");
    }

    JsonObject json(OrganizationId organization) {
        var saml = serviceProvider(organization);
        return new JsonObject()
                .put("signInUri", signIn(organization))
                .put("redirectUri", redirect(organization).toString())
                .put("backchannelLogoutUri", base + organization + "/backchannel-logout")
                .put("spEntityId", saml.entityId())
                .put("assertionConsumerUri", saml.assertionConsumer());
    }
}
