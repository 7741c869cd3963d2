package dev.guildhall.identity.internal.saml;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What an answer must be like.
 *
 * @param issuer the entity id of the provider
 * @param certificates what it signs with
 * @param audience the entity id of this server for that provider
 * @param recipient where the answer is taken
 * @param request the id of the request it answers
 * @param key by which assertions for this server are encrypted
 */
public record SamlExpectation(
        String issuer,
        List<X509Certificate> certificates,
        String audience,
        String recipient,
        String request,
        SamlKey key,
        Instant now) {

    public SamlExpectation {
        certificates = List.copyOf(certificates);
    }
}
