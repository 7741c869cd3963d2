package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Joined;
import dev.guildhall.membership.MemberPermissions;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.Roles;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.MemberTable;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Optional;

/** How somebody who was invited becomes a member of a workspace. */
final class WorkspaceAdmission implements Admission {

    private final Workspaces workspaces;
    private final HeldAccess heldAccess;
    private final Roles roles;
    private final Members members;
    private final MemberTable table = new MemberTable();

    WorkspaceAdmission(Workspaces workspaces, HeldAccess heldAccess, Roles roles, Members members) {
        this.workspaces = workspaces;
        this.heldAccess = heldAccess;
        this.roles = roles;
        this.members = members;
    }

    @Override
    public Future<Host> lock(Tx tx, InvitationTarget target) {
        return workspaces.lockForMembers(tx, (WorkspaceId) target.tenant()).map(Host::of);
    }

    @Override
    public Future<OfferedRole> grantable(Tx tx, Authentication by, Host host, String role) {
        var locked = host.workspace().orElseThrow();
        var access = heldAccess.access(tx, by, locked);
        var resolved = roles.resolve(tx, locked.id(), role);
        return Future.join(access, resolved)
                .transform(asked -> access.compose(granter -> {
                    granter.require(MemberPermissions.INVITATIONS_MANAGE);
                    return resolved.map(found -> {
                        Roles.requireGrantable(granter, found);
                        Members.requireTeam(locked);
                        return new OfferedRole(found.id(), found.name(), !found.isBuiltIn());
                    });
                }));
    }

    @Override
    public Future<Boolean> mayOffer(Tx tx, Principal maker, Host host, String roleId) {
        var locked = host.workspace().orElseThrow();
        var access = heldAccess.access(tx, maker, locked);
        var role = roles.resolve(tx, locked.id(), roleId);
        return Future.all(access, role)
                .map(both -> access.result().holds(MemberPermissions.INVITATIONS_MANAGE)
                        && RoleRules.holds(access.result(), role.result()));
    }

    @Override
    public Future<Boolean> isMember(Tx tx, Host host, EmailAddress address) {
        return table.isMember(tx, host.workspace().orElseThrow().id(), address);
    }

    @Override
    public Future<Void> requireChangeable(Tx tx, Host host) {
        return workspaces.requireChangeable(tx, host.workspace().orElseThrow());
    }

    @Override
    public Future<Optional<Joined>> join(Tx tx, Authentication by, Host host, UserId user, String roleId) {
        var locked = host.workspace().orElseThrow();
        return roles.resolve(tx, locked.id(), roleId)
                .compose(role -> members.join(tx, by, locked, user, role))
                .map(joined -> joined.map(member -> new Joined(
                        member.user(),
                        member.email(),
                        member.emailVerified(),
                        member.fullName(),
                        member.role().name(),
                        member.joinedAt())));
    }
}
