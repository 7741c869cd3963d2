package dev.guildhall.membership;

import dev.guildhall.core.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the members of a team are in a workspace.
 *
 * @param builtIn empty for a role of the workspace's own
 * @param customRole null for a built-in role
 */
public record TeamGrant(
        TeamId team,
        WorkspaceId workspace,
        Optional<Role> builtIn,
        UUID customRole,
        long revision,
        Instant grantedAt,
        Instant updatedAt) {}
