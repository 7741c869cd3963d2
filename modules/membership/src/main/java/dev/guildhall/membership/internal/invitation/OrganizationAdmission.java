package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Joined;
import dev.guildhall.membership.MemberPermissions;
import dev.guildhall.membership.OrganizationMembers;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.Optional;

/** How somebody who was invited becomes a member of an organization. */
final class OrganizationAdmission implements Admission {

    private final Organizations organizations;
    private final HeldAccess heldAccess;
    private final OrganizationMembers members;
    private final OrganizationMemberTable table = new OrganizationMemberTable();

    OrganizationAdmission(Organizations organizations, HeldAccess heldAccess, OrganizationMembers members) {
        this.organizations = organizations;
        this.heldAccess = heldAccess;
        this.members = members;
    }

    @Override
    public Future<Host> lock(Tx tx, InvitationTarget target) {
        return organizations.lock(tx, (OrganizationId) target.tenant()).map(Host::of);
    }

    @Override
    public Future<OfferedRole> grantable(Tx tx, Authentication by, Host host, String name) {
        var locked = host.organization().orElseThrow();
        // Who is no user has no role of their own.
        Future<Optional<OrganizationRole>> role = by.principal() instanceof Principal.User user
                ? table.shareRole(tx, locked.id(), user.id())
                : Future.succeededFuture(Optional.empty());
        return role.map(own -> {
            var access = HeldAccess.access(by, locked, own);
            access.require(MemberPermissions.ORGANIZATION_MEMBERS_MANAGE);
            var offered = role(name);
            RoleRules.requireGrantable(access, offered);
            return new OfferedRole(offered.name(), offered.name(), false);
        });
    }

    @Override
    public Future<Boolean> mayOffer(Tx tx, Principal maker, Host host, String roleId) {
        return heldAccess
                .access(tx, maker, host.organization().orElseThrow())
                .map(access -> access.holds(MemberPermissions.ORGANIZATION_MEMBERS_MANAGE)
                        && RoleRules.holds(access, role(roleId).permissions()));
    }

    @Override
    public Future<Boolean> isMember(Tx tx, Host host, EmailAddress address) {
        return table.isMember(tx, host.organization().orElseThrow().id(), address);
    }

    @Override
    public Future<Void> requireChangeable(Tx tx, Host host) {
        return requireChangeable(host);
    }

    static Future<Void> requireChangeable(Host host) {
        return host.organization().filter(Organization::isSuspended).isPresent()
                ? Access.Suspension.problem().asFuture()
                : Future.succeededFuture();
    }

    @Override
    public Future<Optional<Joined>> join(Tx tx, Authentication by, Host host, UserId user, String roleId) {
        return members.join(tx, by, host.organization().orElseThrow(), user, role(roleId))
                .map(joined -> joined.map(member -> new Joined(
                        member.user(),
                        member.email(),
                        member.emailVerified(),
                        member.fullName(),
                        member.role().name(),
                        member.joinedAt())));
    }

    private static OrganizationRole role(String name) {
        return OrganizationRole.named(name)
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "role", "role must be ADMIN, MEMBER or BILLING; " + name + " is none"));
    }
}
