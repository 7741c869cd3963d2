package dev.guildhall.tenancy;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.security.LastUse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A secret key by which an app's backend calls the platform; the secret itself is known by its hash only.
 *
 * @param hint the secret's beginning and end, for people to tell it by
 * @param expiresAt when it stops working by itself; empty for one that does not
 * @param lastUse empty for one that was never used
 */
public record AppKey(
        UUID id,
        AppId app,
        String name,
        String hint,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<LastUse> lastUse) {}
