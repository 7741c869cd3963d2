package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Principal;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.AccessFacts.Standing;
import dev.guildhall.membership.internal.organization.HeldSeat;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody may do as a transaction sees it: nothing that it was decided by can change before the transaction ends.
 */
public final class HeldAccess {

    /** What limits nobody, of who is not there to present anything. */
    private static final Credential UNLIMITED =
            new Credential(Credential.Kind.NONE, null, Optional.empty(), Optional.empty(), Instant.MIN);

    private final Organizations organizations;
    private final MemberRoleTable members = new MemberRoleTable();
    private final PlatformRoleTable platform = new PlatformRoleTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();
    private final TeamGrantTable grants = new TeamGrantTable();

    public HeldAccess(Organizations organizations) {
        this.organizations = organizations;
    }

    /**
     * What the actor may do, in a workspace that is locked already; nothing for an outsider.
     */
    public Future<Access> access(Tx tx, Authentication by, Workspace locked) {
        Future<Optional<Role>> own = by.principal() instanceof Principal.User user
                ? members.shareRole(tx, locked.id(), user.id())
                : Future.succeededFuture(AccessFacts.roleOfInstallation(locked.id(), by));
        return own.compose(role -> access(tx, by, locked, role));
    }

    /** The same, the role that the actor has in the workspace being known and held. */
    public Future<Access> access(Tx tx, Authentication by, Workspace locked, Optional<Role> role) {
        return standing(tx, locked, by.principal(), role)
                .map(standing ->
                        AccessDecision.of(AccessFacts.of(by, locked, standing)).access(locked.id()));
    }

    private Future<Standing> standing(Tx tx, Workspace locked, Principal principal, Optional<Role> role) {
        if (locked.organization().isEmpty()) {
            return Future.succeededFuture(Standing.of(role));
        }
        var organization = organizations.share(tx, locked.organization().get());
        if (!(principal instanceof Principal.User user)) {
            return organization.map(found -> new Standing(role, Optional.empty(), List.of(), found));
        }
        var seat = organizationMembers.shareSeat(tx, locked.organization().get(), user.id());
        var teams = grants.shareStandings(tx, locked.id(), user.id());
        return Future.all(organization, seat, teams)
                .map(known -> seat.result().filter(HeldSeat::suspended).isPresent()
                        ? Standing.suspended(organization.result())
                        : new Standing(role, seat.result().map(HeldSeat::role), teams.result(), organization.result()));
    }

    /** What somebody may do with all of their own; nothing who does not sign in any more. */
    public Future<Access> access(Tx tx, Principal principal, Workspace locked) {
        return principal instanceof Principal.User user
                ? access(tx, user.id(), locked)
                : access(tx, withAllOfTheirOwn(principal), locked);
    }

    private static Authentication withAllOfTheirOwn(Principal principal) {
        return new Authentication(principal, null, Set.of(), UNLIMITED, Origin.UNKNOWN);
    }

    private Future<Access> access(Tx tx, UserId user, Workspace locked) {
        var role = members.shareRole(tx, locked.id(), user);
        var platformRoles = platform.share(tx, user);
        return Future.all(role, platformRoles)
                .compose(known -> standing(tx, locked, new Principal.User(user), role.result()))
                .map(standing -> {
                    var signsIn = platformRoles.result().filter(held -> held.contains(PlatformRole.USER));
                    var facts = AccessFacts.of(
                            signsIn.orElse(Set.of()),
                            locked,
                            signsIn.isPresent() ? standing : Standing.of(Optional.empty()));
                    return AccessDecision.of(facts).access(locked.id());
                });
    }

    /** The same in an organization that the transaction holds. */
    public Future<Access> access(Tx tx, Principal principal, Organization held) {
        return principal instanceof Principal.User user
                ? access(tx, user.id(), held)
                : Future.succeededFuture(access(withAllOfTheirOwn(principal), held, Optional.empty()));
    }

    private Future<Access> access(Tx tx, UserId user, Organization held) {
        var role = organizationMembers.shareRole(tx, held.id(), user);
        var platformRoles = platform.share(tx, user);
        return Future.all(role, platformRoles).map(known -> {
            var signsIn = platformRoles.result().filter(all -> all.contains(PlatformRole.USER));
            var facts = AccessFacts.of(
                    signsIn.orElse(Set.of()), held, signsIn.isPresent() ? role.result() : Optional.empty());
            return AccessDecision.of(facts).access(held.id());
        });
    }

    /** What the actor may do in an organization with this role; nothing for an outsider. */
    public static Access access(Authentication by, Organization organization, Optional<OrganizationRole> role) {
        return AccessDecision.of(AccessFacts.of(by, organization, role)).access(organization.id());
    }
}
