package dev.guildhall.identity.internal.sso;

import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoReport.Aspect;
import dev.guildhall.identity.SsoReport.Check;
import dev.guildhall.identity.internal.saml.SamlAnswers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at the configuration of a SAML provider, which this server never asks anything: its users bring the answers. */
final class SamlTrial {

    private static final Duration SOON = Duration.ofDays(30);

    private SamlTrial() {}

    static List<Check> run(SsoConfiguration sso, Instant now) {
        return List.of(entity(sso), certificates(sso, now), signInUrl(sso));
    }

    private static Check entity(SsoConfiguration sso) {
        return SsoTrial.right(
                Aspect.ENTITY_ID,
                "Answers are taken from " + SsoTrial.shown(sso.entityId().orElseThrow()) + " only.");
    }

    private static Check certificates(SsoConfiguration sso, Instant now) {
        var each = sso.certificates().stream()
                .map(certificate -> describe(certificate, now))
                .collect(Collectors.joining("; "));
        return sso.certificates().stream()
                        .anyMatch(certificate -> certificate.isValid(now) && SamlAnswers.isStrong(certificate.x509()))
                ? SsoTrial.right(Aspect.CERTIFICATE, each + ".")
                : SsoTrial.wrong(
                        Aspect.CERTIFICATE,
                        "None is valid now: " + each + ". Take the identity provider's current one.");
    }

    private static String describe(SsoCertificate certificate, Instant now) {
        var name = SsoTrial.shown(certificate.subject());
        if (!SamlAnswers.isStrong(certificate.x509())) {
            return name + " has a key that is too weak, or of a kind that is not taken";
        }
        if (now.isBefore(certificate.validFrom())) {
            return name + " is not valid before " + certificate.validFrom();
        }
        if (!certificate.isValid(now)) {
            return name + " expired at " + certificate.expiresAt();
        }
        return name + " is valid until " + certificate.expiresAt()
                + (certificate.isValid(now.plus(SOON)) ? "" : ", soon: add the one that comes after it");
    }

    private static Check signInUrl(SsoConfiguration sso) {
        return sso.singleSignOnUrl()
                .map(url -> SsoTrial.right(
                        Aspect.SIGN_IN_URL, "Members are sent to " + SsoTrial.shown(url) + " to sign in."))
                .orElseGet(() -> SsoTrial.wrong(
                        Aspect.SIGN_IN_URL,
                        "singleSignOnUrl is missing, without which nobody can sign in; take it from the provider's"
                                + " metadata."));
    }
}
