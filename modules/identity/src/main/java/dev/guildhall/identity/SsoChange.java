package dev.guildhall.identity;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.internal.saml.SamlAnswers;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What clients say of an organization's single sign-on, checked: the fields of a body that are there. {@code null} clears
 * one that is optional.
 *
 * @param issuerUrl empty when it is not given, an empty text when it is cleared; so are the others
 * @param certificates empty when they are not given, an empty list when they are cleared
 * @param called what the client calls each of the fields
 */
public record SsoChange(
        Optional<SsoProvider> provider,
        Optional<String> issuerUrl,
        Optional<String> entityId,
        Optional<String> singleSignOnUrl,
        Optional<List<SsoCertificate>> certificates,
        Optional<String> clientId,
        Optional<String> clientSecret,
        Optional<Boolean> signRequests,
        Optional<Boolean> autoProvision,
        Optional<Boolean> jitProvisioning,
        Optional<Boolean> enforced,
        UnaryOperator<String> called) {

    private static final int LONGEST_ENTITY_ID = 1_024;
    private static final int LONGEST_URL = 2_048;
    private static final int LONGEST_CLIENT_ID = 512;
    private static final int LONGEST_SECRET = 4_096;
    private static final int LONGEST_CERTIFICATE = 32_768;
    private static final int MOST_CERTIFICATES = 8;

    /** Reads a body the contract has let through, but for whether the issuer may be called, and notes what is wrong. */
    static SsoChange read(JsonObject body, UnaryOperator<String> called, Instant now, Faults faults) {
        return new SsoChange(
                provider(body, called.apply("provider"), faults),
                issuer(body, called.apply("issuerUrl"), faults),
                text(body, called.apply("entityId"), LONGEST_ENTITY_ID, faults),
                signInUrl(body, called.apply("singleSignOnUrl"), faults),
                certificates(body, called.apply("certificate"), now, faults),
                text(body, called.apply("clientId"), LONGEST_CLIENT_ID, faults),
                text(body, called.apply("clientSecret"), LONGEST_SECRET, faults),
                flag(body, called.apply("signRequests")),
                flag(body, called.apply("autoProvision")),
                flag(body, called.apply("jitProvisioning")),
                flag(body, called.apply("enforced")),
                called);
    }

    private static Optional<SsoProvider> provider(JsonObject body, String field, Faults faults) {
        if (!body.containsKey(field)) {
            return Optional.empty();
        }
        var provider = Optional.ofNullable(body.getString(field)).flatMap(SsoProvider::named);
        faults.require(provider.isPresent(), field, field + " must be SAML or OIDC");
        return provider;
    }

    // Whether it may be called is asked by who calls it.
    private static Optional<String> issuer(JsonObject body, String field, Faults faults) {
        var url = given(body, field);
        faults.require(
                url.filter(given -> body.getValue(field) != null)
                        .filter(given -> given.isEmpty() || given.contains("?"))
                        .isEmpty(),
                field,
                field + " must be a URL such as https://login.acme.com, without a ? in it, or be null");
        return url;
    }

    // Browsers are sent there and this server never goes, so it may be anywhere that they can reach.
    private static Optional<String> signInUrl(JsonObject body, String field, Faults faults) {
        var url = given(body, field);
        faults.require(
                url.filter(given -> body.getValue(field) != null)
                        .filter(given -> !isSignInUrl(given))
                        .isEmpty(),
                field,
                field + " must be a URL that begins with https://, without a # or a user in it, of at most "
                        + LONGEST_URL + " characters, or be null");
        return url;
    }

    private static boolean isSignInUrl(String text) {
        try {
            var url = new URI(text);
            return text.length() <= LONGEST_URL
                    && "https".equalsIgnoreCase(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && text.chars().allMatch(character -> character > ' ' && character < 0x7F);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static Optional<String> text(JsonObject body, String field, int longest, Faults faults) {
        var text = given(body, field);
        faults.require(
                text.filter(given -> body.getValue(field) != null)
                        .filter(given -> !isText(given, longest))
                        .isEmpty(),
                field,
                field + " must have 1 to " + longest + " printable characters, or be null");
        return text;
    }

    private static Optional<String> given(JsonObject body, String field) {
        return body.containsKey(field)
                ? Optional.of(
                        body.getString(field) == null
                                ? ""
                                : body.getString(field).strip())
                : Optional.empty();
    }

    private static boolean isText(String text, int longest) {
        return !text.isEmpty()
                && text.length() <= longest
                && Storable.isStorable(text)
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<Boolean> flag(JsonObject body, String field) {
        return body.containsKey(field) ? Optional.of(Boolean.TRUE.equals(body.getBoolean(field))) : Optional.empty();
    }

    private static Optional<List<SsoCertificate>> certificates(
            JsonObject body, String field, Instant now, Faults faults) {
        return given(body, field).map(pem -> {
            if (body.getValue(field) == null) {
                return List.of();
            }
            var found = pem.length() > LONGEST_CERTIFICATE
                    ? Optional.<List<SsoCertificate>>empty()
                    : SsoCertificate.parse(pem);
            if (found.filter(all -> all.size() <= MOST_CERTIFICATES).isEmpty()) {
                faults.add(
                        field,
                        field
                                + " must be an X.509 certificate in PEM, from BEGIN CERTIFICATE to END CERTIFICATE, or up to "
                                + MOST_CERTIFICATES + " of them one after another, of at most " + LONGEST_CERTIFICATE
                                + " characters, and nothing beside it");
                return List.of();
            }
            found.get().stream()
                    .filter(certificate -> certificate.isExpired(now))
                    .forEach(expired -> faults.add(
                            field,
                            field + " has one that expired at " + expired.expiresAt() + " (SHA-256 "
                                    + expired.fingerprint() + "); take the current one of the identity provider"));
            found.get().stream()
                    .filter(certificate -> !SamlAnswers.isStrong(certificate.x509()))
                    .forEach(weak -> faults.add(
                            field,
                            field + " has one whose key proves nothing (SHA-256 " + weak.fingerprint()
                                    + "); it must be RSA of 2048 bits at least, or EC of 256"));
            return found.get();
        });
    }

    /**
     * What it makes of the present configuration; fails with {@code REQUEST.INVALID} naming what the provider needs and
     * does not have then.
     *
     * @param seal seals a secret
     */
    SsoConfiguration applied(
            OrganizationId organization,
            Optional<SsoConfiguration> present,
            Function<String, String> seal,
            Instant now) {
        var faults = new Faults();
        var kind = provider.or(() -> present.map(SsoConfiguration::provider));
        faults.require(kind.isPresent(), called.apply("provider"), called.apply("provider") + " is required");
        faults.refuse();
        var wanted = new SsoConfiguration(
                organization,
                kind.orElseThrow(),
                changed(issuerUrl, present.flatMap(SsoConfiguration::issuerUrl)),
                changed(entityId, present.flatMap(SsoConfiguration::entityId)),
                changed(singleSignOnUrl, present.flatMap(SsoConfiguration::singleSignOnUrl)),
                certificates.orElseGet(
                        () -> present.map(SsoConfiguration::certificates).orElse(List.of())),
                changed(clientId, present.flatMap(SsoConfiguration::clientId)),
                changed(
                        clientSecret.map(secret -> secret.isEmpty() ? "" : seal.apply(secret)),
                        present.flatMap(SsoConfiguration::clientSecret)),
                signRequests.orElse(present.map(SsoConfiguration::signRequests).orElse(false)),
                autoProvision.orElse(
                        present.map(SsoConfiguration::autoProvision).orElse(false)),
                jitProvisioning.orElse(
                        present.map(SsoConfiguration::jitProvisioning).orElse(false)),
                enforced.orElse(present.map(SsoConfiguration::enforced).orElse(false)),
                present.map(SsoConfiguration::revision).orElse(1L),
                present.map(SsoConfiguration::createdAt).orElse(now),
                present.map(SsoConfiguration::updatedAt).orElse(now));
        requireComplete(wanted, faults);
        faults.refuse();
        return wanted;
    }

    private void requireComplete(SsoConfiguration wanted, Faults faults) {
        switch (wanted.provider()) {
            case SAML -> {
                require(wanted.entityId().isPresent(), "entityId", wanted, faults);
                require(!wanted.certificates().isEmpty(), "certificate", wanted, faults);
            }
            case OIDC -> require(wanted.issuerUrl().isPresent(), "issuerUrl", wanted, faults);
        }
        faults.require(
                !wanted.enforced() || wanted.offersSignIn(),
                called.apply("enforced"),
                called.apply("enforced") + " takes a provider by which members can sign in: OIDC with a "
                        + called.apply("clientId") + ", or SAML with a " + called.apply("singleSignOnUrl"));
    }

    private void require(boolean there, String field, SsoConfiguration wanted, Faults faults) {
        faults.require(there, called.apply(field), called.apply(field) + " is required for " + wanted.provider());
    }

    private static Optional<String> changed(Optional<String> given, Optional<String> present) {
        return given.isPresent() ? given.filter(text -> !text.isEmpty()) : present;
    }
}
