package dev.guildhall.identity.internal.sso;

import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.SsoConfiguration;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/** What is said of single sign-on to subscribers, to auditors and to clients: all but the secret. */
public final class SsoFacts {

    private SsoFacts() {}

    /** All that can change; certificates by their fingerprints. */
    public static JsonObject whole(SsoConfiguration sso) {
        return settings(sso)
                .put(
                        "certificates",
                        new JsonArray(sso.certificates().stream()
                                .map(SsoCertificate::fingerprint)
                                .toList()));
    }

    /** What is otherwise in the second, as it is there. */
    public static JsonObject differing(Optional<SsoConfiguration> one, SsoConfiguration other) {
        var before = one.map(SsoFacts::whole).orElseGet(JsonObject::new);
        var after = whole(other);
        after.fieldNames().removeIf(field -> Objects.equals(before.getValue(field), after.getValue(field)));
        if (one.isPresent() && !one.get().clientSecret().equals(other.clientSecret())) {
            after.put("clientSecretConfigured", other.clientSecret().isPresent());
        }
        return after;
    }

    static JsonObject json(SsoConfiguration sso) {
        return settings(sso)
                .put("organizationId", sso.organization().toString())
                .put("certificate", sso.certificate().orElse(null))
                .put(
                        "certificates",
                        new JsonArray(
                                sso.certificates().stream().map(SsoFacts::json).toList()))
                .put("createdAt", sso.createdAt().toString())
                .put("updatedAt", sso.updatedAt().toString());
    }

    private static JsonObject json(SsoCertificate certificate) {
        return new JsonObject()
                .put("subject", certificate.subject())
                .put("fingerprint", certificate.fingerprint())
                .put("validFrom", certificate.validFrom().toString())
                .put("expiresAt", certificate.expiresAt().toString());
    }

    private static JsonObject settings(SsoConfiguration sso) {
        return new JsonObject()
                .put("provider", sso.provider().name())
                .put("issuerUrl", sso.issuerUrl().orElse(null))
                .put("entityId", sso.entityId().orElse(null))
                .put("singleSignOnUrl", sso.singleSignOnUrl().orElse(null))
                .put("clientId", sso.clientId().orElse(null))
                .put("clientSecretConfigured", sso.clientSecret().isPresent())
                .put("signRequests", sso.signRequests())
                .put("autoProvision", sso.autoProvision())
                .put("jitProvisioning", sso.jitProvisioning())
                .put("enforced", sso.enforced());
    }
}
