package dev.guildhall.client;

import java.time.Instant;
import java.util.List;

/**
 * A token that an app has made, without its secrets.
 *
 * @param scopes null for one that may do all that its user may
 * @param expiresAt when the last that follows by refreshing expires
 * @param lastUsedAt null for one that was never used; written down at most once a minute
 * @param lastUsedFrom the address that it was used from
 */
public record UserToken(
        String id,
        String userId,
        String orgId,
        List<String> scopes,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        String lastUsedFrom) {}
