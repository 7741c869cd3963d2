package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.SsoProvider;
import java.time.Instant;
import java.util.UUID;

/** The account that somebody signs in to who is this subject of an organization's provider. */
public record SsoIdentity(
        UUID id,
        OrganizationId organization,
        SsoProvider provider,
        String issuer,
        String subject,
        UserId user,
        Instant createdAt) {}
