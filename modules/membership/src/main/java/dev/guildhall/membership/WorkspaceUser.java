package dev.guildhall.membership;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who reaches a workspace, with the profile of their account.
 *
 * @param roles all they hold there, their own first
 * @param annotations what applications note of the member of the workspace; nothing of who is none
 * @param joinedAt when they became a member of the workspace, or else of what gives them their role
 * @param updatedAt when what they are there last changed
 */
public record WorkspaceUser(
        UserId user,
        String email,
        boolean emailVerified,
        Optional<Instant> mailRefusedAt,
        String fullName,
        List<HeldRole> roles,
        Annotations annotations,
        Instant joinedAt,
        Instant updatedAt)
        implements Person {

    public WorkspaceUser {
        roles = List.copyOf(roles);
    }

    /**
     * A role that somebody holds in a workspace.
     *
     * @param name of a built-in role or of one of the workspace's own
     * @param scope what gives it to them
     */
    public record HeldRole(String name, RoleScope scope) {

        /** What a workspace defines itself is more than reading and less than managing. */
        private static final List<String> STRENGTH =
                List.of(Role.VIEWER.name(), "", Role.MEMBER.name(), Role.ADMIN.name(), Role.OWNER.name());

        /** The weakest first; of those as strong, one's own is the strongest. */
        public static final Comparator<HeldRole> BY_STRENGTH =
                Comparator.comparingInt(HeldRole::strength).thenComparing(HeldRole::scope, Comparator.reverseOrder());

        private int strength() {
            var builtIn = STRENGTH.indexOf(name);
            return builtIn < 0 ? STRENGTH.indexOf("") : builtIn;
        }

        /** Whether they have it as a member of the workspace, and not by its organization or a team of that. */
        public boolean ofWorkspace() {
            return scope == RoleScope.WORKSPACE;
        }
    }
}
