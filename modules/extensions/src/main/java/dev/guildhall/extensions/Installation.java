package dev.guildhall.extensions;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An extension in a workspace, as it is at one revision.
 *
 * @param id tells it from an earlier installation of the same extension
 * @param conditions one of each type
 * @param config with its secrets masked
 * @param grantedPermissions what the extension may do in the workspace
 * @param grantedEgress the patterns of the hosts it may call
 * @param upgradePolicy which newer versions come to it by themselves
 * @param installedBy empty when that user is gone
 * @param generation counts the changes that need another instance of the extension
 * @param revision counts all changes; the ETag clients see
 */
public record Installation(
        WorkspaceId workspace,
        String extensionKey,
        UUID id,
        String version,
        InstallationState state,
        List<Condition> conditions,
        JsonObject config,
        Set<String> grantedPermissions,
        List<String> grantedEgress,
        UpgradePolicy upgradePolicy,
        Optional<UserId> installedBy,
        long generation,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    public Installation {
        conditions = List.copyOf(conditions);
        grantedPermissions = Set.copyOf(grantedPermissions);
        grantedEgress = List.copyOf(grantedEgress);
    }

    /** The same as it is seen while this node upgrades it. */
    public Installation upgrading() {
        return seen(InstallationState.UPGRADING, conditions);
    }

    /** The same with one more thing to be said about it. */
    public Installation saying(Condition condition) {
        var all = new ArrayList<>(conditions);
        all.add(condition);
        return seen(state, all);
    }

    /** The same as it is seen while nothing of its artifact may run, for the reason that the condition gives. */
    public Installation blocked(Condition why) {
        return seen(state, List.of(why));
    }

    private Installation seen(InstallationState state, List<Condition> conditions) {
        return copy(
                version,
                state,
                conditions,
                config,
                grantedPermissions,
                grantedEgress,
                upgradePolicy,
                generation,
                revision,
                updatedAt);
    }

    /** The same of another version, which was granted this. */
    public Installation at(String version, Set<String> permissions, List<String> egress) {
        return copy(
                version,
                state,
                conditions,
                config,
                permissions,
                egress,
                upgradePolicy,
                generation,
                revision,
                updatedAt);
    }

    /** The same at its next revision, and so many generations later. */
    public Installation next(
            InstallationState state,
            List<Condition> conditions,
            JsonObject config,
            UpgradePolicy policy,
            int generations,
            Instant now) {
        return copy(
                version,
                state,
                conditions,
                config,
                grantedPermissions,
                grantedEgress,
                policy,
                generation + generations,
                revision + 1,
                now);
    }

    private Installation copy(
            String version,
            InstallationState state,
            List<Condition> conditions,
            JsonObject config,
            Set<String> permissions,
            List<String> egress,
            UpgradePolicy policy,
            long generation,
            long revision,
            Instant updatedAt) {
        return new Installation(
                workspace,
                extensionKey,
                id,
                version,
                state,
                conditions,
                config,
                permissions,
                egress,
                policy,
                installedBy,
                generation,
                revision,
                createdAt,
                updatedAt);
    }

    /** Whether it serves its workspace, and by the same instance as when it was seen. */
    public boolean isActiveAs(Installation seen) {
        return isActive() && id.equals(seen.id) && generation == seen.generation;
    }

    public boolean isActive() {
        return state == InstallationState.ACTIVE;
    }

    /** Whether, and why, the extension serves its workspace. */
    public Condition ready() {
        return conditions.stream()
                .filter(condition -> condition.type().equals(Condition.READY))
                .findFirst()
                .orElseThrow();
    }
}
