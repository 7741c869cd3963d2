package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Principal;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;

/** Changes of the members of a workspace, by who may make them right then. */
public final class MemberTurns {

    private final Database database;
    private final Workspaces workspaces;
    private final HeldAccess heldAccess;
    private final MemberRoleTable members = new MemberRoleTable();

    public MemberTurns(Database database, Workspaces workspaces, HeldAccess heldAccess) {
        this.database = database;
        this.workspaces = workspaces;
        this.heldAccess = heldAccess;
    }

    /**
     * What a change of members begins with.
     *
     * @param workspace locked, so that its members and roles change one transaction at a time
     * @param access what the actor may do right now
     * @param present the role of the member the change is about
     */
    public record Turn(Workspace workspace, Access access, Optional<Role> present) {}

    /**
     * @param user whom the change is about
     * @param needed null where it takes no permission
     */
    public <T> Future<T> inTurn(
            Authentication by,
            WorkspaceId workspace,
            UserId user,
            Permission needed,
            BiFunction<Tx, Turn, Future<T>> work) {
        return database.inLine(workspace, tx -> {
            var locked = workspaces.lockForMembers(tx, workspace);
            // Who is no user has no role of their own.
            var acting =
                    by.principal() instanceof Principal.User known ? Optional.of(known.id()) : Optional.<UserId>empty();
            var roles = members.lockRoles(tx, workspace, user, acting.orElse(user));
            return Future.all(locked, roles).compose(done -> {
                var own = acting.map(roles.result()::get);
                var present = Optional.ofNullable(roles.result().get(user));
                return heldAccess.access(tx, by, locked.result(), own).compose(access -> {
                    if (needed != null) {
                        access.require(needed);
                    }
                    access.requireChangeable();
                    return work.apply(tx, new Turn(locked.result(), access, present));
                });
            });
        });
    }
}
