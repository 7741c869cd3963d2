package dev.guildhall.identity.internal.sso;

import java.time.Instant;
import java.util.Optional;

/**
 * What an identity provider tells when somebody signed out there.
 *
 * @param subject who it is; with a session, only that one is over
 * @param sid the session at the provider
 * @param before sessions opened later are not meant, so that the same message does no harm a second time
 */
public record ProviderLogout(String issuer, Optional<String> subject, Optional<String> sid, Instant before) {}
