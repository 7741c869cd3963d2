package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.MemberPermissions;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.Roles;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * How somebody who was invited becomes a member. The workspace is locked against changes of its members each time.
 */
public final class MemberAdmission {

    private final MembershipAuthorizer authorizer;
    private final Roles roles;
    private final Members members;
    private final MemberTable table = new MemberTable();

    public MemberAdmission(MembershipAuthorizer authorizer, Roles roles, Members members) {
        this.authorizer = authorizer;
        this.roles = roles;
        this.members = members;
    }

    /** The role of this name or id, if the actor may invite to it and others can join the workspace at all. */
    public Future<Role> grantable(Tx tx, Authentication actor, Workspace locked, String role) {
        var access = authorizer.access(tx, actor, locked);
        var resolved = roles.resolve(tx, locked.id(), role);
        return Future.join(access, resolved)
                .transform(asked -> access.compose(granter -> {
                    granter.require(MemberPermissions.INVITATIONS_MANAGE);
                    return resolved.map(found -> {
                        Roles.requireGrantable(granter, found);
                        Members.requireTeam(locked);
                        return found;
                    });
                }));
    }

    /** Whether somebody may invite to the role of this id right now, whatever credential they come with. */
    public Future<Boolean> mayOffer(Tx tx, UserId user, Workspace locked, String roleId) {
        var access = authorizer.access(tx, user, locked);
        var role = roles.resolve(tx, locked.id(), roleId);
        return Future.all(access, role)
                .map(both -> access.result().holds(MemberPermissions.INVITATIONS_MANAGE)
                        && RoleRules.holds(access.result(), role.result().permissions()));
    }

    /** Whether the account with this address is a member. */
    public Future<Boolean> isMember(Tx tx, WorkspaceId workspace, EmailAddress address) {
        return table.isMember(tx, workspace, address);
    }

    /** Makes the user a member with the role of this id; empty when they are one already. */
    public Future<Optional<Member>> join(Tx tx, Authentication by, Workspace locked, UserId user, String roleId) {
        return roles.resolve(tx, locked.id(), roleId).compose(role -> members.join(tx, by, locked, user, role));
    }
}
