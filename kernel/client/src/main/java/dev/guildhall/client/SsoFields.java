package dev.guildhall.client;

import java.util.Locale;
import java.util.Map;

/**
 * What is said of the single sign-on of an organization; all else stays as it is. Immutable: each method gives another
 * one. The secret is in none of its texts.
 */
public final class SsoFields {

    private final Map<String, Object> values;

    private SsoFields(Map<String, Object> values) {
        this.values = values;
    }

    /** Nothing, for a change to begin with. */
    public SsoFields() {
        this(Map.of());
    }

    /** @param certificate what the provider signs with, in PEM */
    public static SsoFields saml(String entityId, String certificate) {
        return new SsoFields()
                .provider(SsoProvider.SAML)
                .with("entity_id", entityId)
                .certificate(certificate);
    }

    /** @param metadata the provider's, in XML */
    public static SsoFields samlMetadata(String metadata) {
        return new SsoFields().provider(SsoProvider.SAML).with("metadata", metadata);
    }

    public static SsoFields oidc(String issuerUrl) {
        return new SsoFields().provider(SsoProvider.OIDC).issuerUrl(issuerUrl);
    }

    public SsoFields provider(SsoProvider provider) {
        return with("provider", provider.name().toLowerCase(Locale.ROOT));
    }

    public SsoFields issuerUrl(String issuerUrl) {
        return with("issuer_url", issuerUrl);
    }

    /** @param url where a SAML provider takes requests by HTTP-Redirect, for anybody to sign in by it */
    public SsoFields singleSignOnUrl(String url) {
        return with("single_sign_on_url", url);
    }

    /** @param certificate in PEM, more than one while the provider changes its keys */
    public SsoFields certificate(String certificate) {
        return with("certificate", certificate);
    }

    /** @param secret null for a client without one */
    public SsoFields client(String id, String secret) {
        return with("client_id", id).with("client_secret", secret);
    }

    public SsoFields autoProvision(boolean wanted) {
        return with("auto_provision", wanted);
    }

    public SsoFields jitProvisioning(boolean wanted) {
        return with("jit_provisioning", wanted);
    }

    Map<String, Object> values() {
        return values;
    }

    private SsoFields with(String name, Object value) {
        return new SsoFields(Fields.with(values, name, value));
    }
}
