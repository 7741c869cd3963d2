package dev.guildhall.tenancy;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * A workspace as it is at one revision.
 *
 * @param key the machine-readable name, unique and never changed; names the workspace's database schema
 * @param organization the one it belongs to; empty when it belongs to none
 * @param revision counts changes; the ETag clients see
 */
public record Workspace(
        WorkspaceId id,
        String key,
        String name,
        Plan plan,
        UserId owner,
        Optional<OrganizationId> organization,
        WorkspaceSettings settings,
        WorkspacePreferences preferences,
        Annotations annotations,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    public boolean supportTeamAccess() {
        return preferences.supportTeamAccess();
    }

    Workspace named(String other) {
        return new Workspace(
                id,
                key,
                other,
                plan,
                owner,
                organization,
                settings,
                preferences,
                annotations,
                revision,
                createdAt,
                updatedAt);
    }

    Workspace on(Plan other) {
        return new Workspace(
                id,
                key,
                name,
                other,
                owner,
                organization,
                settings,
                preferences,
                annotations,
                revision,
                createdAt,
                updatedAt);
    }

    Workspace with(WorkspaceSettings other) {
        return new Workspace(
                id,
                key,
                name,
                plan,
                owner,
                organization,
                other,
                preferences,
                annotations,
                revision,
                createdAt,
                updatedAt);
    }

    Workspace with(WorkspacePreferences other) {
        return new Workspace(
                id, key, name, plan, owner, organization, settings, other, annotations, revision, createdAt, updatedAt);
    }

    Workspace with(Annotations other) {
        return new Workspace(
                id, key, name, plan, owner, organization, settings, preferences, other, revision, createdAt, updatedAt);
    }
}
