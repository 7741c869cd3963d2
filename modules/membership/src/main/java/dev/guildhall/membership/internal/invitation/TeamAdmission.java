package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Joined;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamMember;
import dev.guildhall.membership.TeamMembers;
import dev.guildhall.membership.TeamRole;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.membership.internal.team.TeamEvents;
import dev.guildhall.membership.internal.team.TeamMemberTable;
import dev.guildhall.membership.internal.team.TeamTurns;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * How somebody who was invited gets into a team, be they of its organization, of another one or of none. Other
 * organizations of theirs are told of it.
 */
final class TeamAdmission implements Admission {

    private static final OfferedRole MEMBER = new OfferedRole(TeamRole.MEMBER.name(), TeamRole.MEMBER.name(), false);

    private final Organizations organizations;
    private final TeamTurns turns;
    private final TeamMembers members;
    private final HeldAccess heldAccess;
    private final Journal journal;
    private final TeamMemberTable table = new TeamMemberTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();

    TeamAdmission(
            Organizations organizations, TeamTurns turns, TeamMembers members, HeldAccess heldAccess, Journal journal) {
        this.organizations = organizations;
        this.turns = turns;
        this.members = members;
        this.heldAccess = heldAccess;
        this.journal = journal;
    }

    @Override
    public Future<Host> lock(Tx tx, InvitationTarget target) {
        var organization = (OrganizationId) target.tenant();
        return organizations
                .share(tx, organization)
                .map(found -> found.orElseThrow(Organizations::unknown))
                .compose(held -> turns.lock(tx, organization, target.team().orElseThrow())
                        .map(team -> Host.of(held, team)));
    }

    @Override
    public Future<Void> requireManager(Tx tx, Authentication by, InvitationTarget target) {
        return turns.lock(tx, (OrganizationId) target.tenant(), target.team().orElseThrow())
                .compose(team -> turns.requireManager(tx, by, team));
    }

    @Override
    public Future<OfferedRole> grantable(Tx tx, Authentication by, Host host, String role) {
        return turns.requireManager(tx, by, team(host)).map(MEMBER);
    }

    @Override
    public Future<Boolean> mayOffer(Tx tx, Principal maker, Host host, String roleId) {
        return turns.mayManage(tx, heldAccess, maker, host.organization().orElseThrow(), team(host));
    }

    @Override
    public Future<Boolean> isMember(Tx tx, Host host, EmailAddress address) {
        return table.isMember(tx, team(host), address);
    }

    @Override
    public Future<Void> requireChangeable(Tx tx, Host host) {
        return OrganizationAdmission.requireChangeable(host);
    }

    @Override
    public Future<Optional<Joined>> join(Tx tx, Authentication by, Host host, UserId user, String roleId) {
        return members.join(tx, by, team(host), user)
                .compose(joined -> joined.isPresent()
                        ? tellTheirOrganizations(tx, by, team(host), user).map(joined)
                        : Future.succeededFuture(joined))
                .map(joined -> joined.map(TeamAdmission::joined));
    }

    private Future<Void> tellTheirOrganizations(Tx platformTx, Authentication by, Team team, UserId user) {
        return organizationMembers.organizationsOf(platformTx, user).map(theirs -> {
            theirs.stream()
                    .filter(organization -> !organization.equals(team.organization()))
                    .forEach(organization ->
                            journal.record(platformTx, organization, TeamEvents.joinedElsewhere(by, team, user)));
            return null;
        });
    }

    private static Team team(Host host) {
        return host.team().orElseThrow();
    }

    private static Joined joined(TeamMember member) {
        return new Joined(
                member.user(),
                member.email(),
                member.emailVerified(),
                member.fullName(),
                member.role().name(),
                member.joinedAt());
    }
}
