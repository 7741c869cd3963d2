package dev.guildhall.tenancy;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * An organization as it is at one revision.
 *
 * @param slug the name in URLs, unique in the app
 * @param domain the primary domain as its A-label, unique in the app
 * @param owner empty for one that has no members yet
 * @param revision counts changes; the ETag clients see
 */
public record Organization(
        OrganizationId id,
        AppId app,
        String name,
        String slug,
        String domain,
        Optional<String> website,
        Optional<String> industry,
        Optional<String> description,
        OrganizationStatus status,
        Optional<UserId> owner,
        Annotations annotations,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** The same after a change at that time. */
    Organization changed(Instant at) {
        return new Organization(
                id,
                app,
                name,
                slug,
                domain,
                website,
                industry,
                description,
                status,
                owner,
                annotations,
                revision,
                createdAt,
                at);
    }

    public boolean isSuspended() {
        return status == OrganizationStatus.SUSPENDED;
    }
}
