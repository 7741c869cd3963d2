package dev.guildhall.membership;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.membership.internal.team.TeamEvents;
import dev.guildhall.membership.internal.team.TeamMemberTable;
import dev.guildhall.membership.internal.team.TeamTurns;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Who belongs to teams. The rules hold under any concurrency because the team is locked first. */
public final class TeamMembers {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<TeamMember> LIST = TeamMemberTable.LIST;

    /** How many members a team can have. */
    static final int LIMIT = 1_000;

    private final Database database;
    private final Teams teams;
    private final TeamTurns turns;
    private final Journal journal;
    private final AccessMemory memory;
    private final PendingOffers offers;
    private final Clock clock;
    private final TeamMemberTable table = new TeamMemberTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();

    TeamMembers(
            Database database,
            Teams teams,
            TeamTurns turns,
            Journal journal,
            AccessMemory memory,
            PendingOffers offers,
            Clock clock) {
        this.database = database;
        this.teams = teams;
        this.turns = turns;
        this.journal = journal;
        this.memory = memory;
        this.offers = offers;
        this.clock = clock;
    }

    public Future<Page<TeamMember>> list(OrganizationId organization, TeamId team, PageRequest<TeamMember> page) {
        return teams.get(organization, team).compose(found -> table.list(database, organization, team, page));
    }

    /**
     * Puts a member of the organization into a team, or changes their role there; the same call again changes nothing.
     * Fails with {@code MEMBER.OTHER_ORGANIZATION} for who is no member.
     */
    public Future<TeamMember> put(
            Authentication by, OrganizationId organization, TeamId id, UserId user, TeamRole role) {
        return turns.ofTeam(
                by,
                organization,
                id,
                (tx, team) -> table.find(tx, team, user).compose(present -> give(tx, by, team, user, present, role)));
    }

    /** Changes the role of somebody who is in the team. */
    public Future<TeamMember> changeRole(
            Authentication by, OrganizationId organization, TeamId id, UserId user, TeamRole role, IfMatch condition) {
        return turns.ofTeam(
                by,
                organization,
                id,
                (tx, team) -> required(tx, team, user, condition)
                        .compose(present -> give(tx, by, team, user, Optional.of(present), role)));
    }

    /** Takes somebody out of a team, or lets them leave it, be they of its organization or of another one. */
    public Future<Void> remove(
            Authentication by, OrganizationId organization, TeamId id, UserId user, IfMatch condition) {
        var self = by.principal().equals(new Principal.User(user));
        return self
                ? database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> turns.lockForLeaving(tx, organization, id, user)
                                .compose(team -> remove(tx, by, team, user, condition)))
                : turns.ofTeam(by, organization, id, (tx, team) -> remove(tx, by, team, user, condition));
    }

    /** The same in the transaction, of the platform, of whoever may do so and has locked the team. */
    public Future<Void> remove(Tx platformTx, Authentication by, Team locked, UserId user) {
        return remove(platformTx, by, locked, user, IfMatch.ANY);
    }

    private Future<Void> remove(Tx tx, Authentication by, Team team, UserId user, IfMatch condition) {
        return required(tx, team, user, condition)
                .compose(present -> table.delete(tx, team, user).compose(deleted -> {
                    removed(tx, by, team.organization(), team.id(), user, present.role());
                    return offers.review(tx, team.organization(), user, by);
                }));
    }

    /**
     * Puts somebody who was invited, or is provisioned, into the team that is locked, whatever organization they are of.
     *
     * @return the new member; empty when they are one already, whose role stays as it is
     */
    public Future<Optional<TeamMember>> join(Tx tx, Authentication by, Team locked, UserId user) {
        return table.find(tx, locked, user)
                .compose(present -> present.isPresent()
                        ? Future.succeededFuture(Optional.empty())
                        : requireRoom(tx, locked)
                                .compose(room -> write(tx, by, locked, user, present, TeamRole.MEMBER))
                                .map(Optional::of));
    }

    /** Ends what a user is in the teams of an organization that they leave in the same transaction. */
    public Future<Void> leaveOrganization(Tx tx, OrganizationId organization, UserId user, Authentication by) {
        return table.leaveOrganization(tx, organization, user).map(ended -> {
            ended.forEach(left -> removed(tx, by, organization, left.team(), user, left.role()));
            return null;
        });
    }

    /** The same in all organizations, with the end of the account. */
    public Future<Void> leaveAll(Tx platformTx, UserId user, Authentication by) {
        return table.deleteOfUser(platformTx, user).map(ended -> {
            ended.forEach(left -> removed(platformTx, by, left.organization(), left.team(), user, left.role()));
            return null;
        });
    }

    private Future<TeamMember> give(
            Tx tx, Authentication by, Team team, UserId user, Optional<TeamMember> present, TeamRole role) {
        if (present.filter(member -> member.role() == role).isPresent()) {
            return Future.succeededFuture(present.get());
        }
        return requireColleague(tx, team, user)
                .compose(colleague -> present.isPresent() ? Future.succeededFuture() : requireRoom(tx, team))
                .compose(room -> write(tx, by, team, user, present, role))
                .compose(member -> present.isPresent()
                        ? offers.review(tx, team.organization(), user, by).map(member)
                        : Future.succeededFuture(member));
    }

    private Future<TeamMember> write(
            Tx tx, Authentication by, Team team, UserId user, Optional<TeamMember> present, TeamRole role) {
        var organization = team.organization();
        return table.upsert(tx, team, user, role, clock.instant())
                .compose(written -> table.find(tx, team, user))
                .map(member -> {
                    tx.afterCommit(() -> memory.organizationMemberChanged(organization, user));
                    journal.record(
                            tx,
                            organization,
                            present.map(former -> TeamEvents.memberChanged(by, team.id(), user, former.role(), role))
                                    .orElseGet(() -> TeamEvents.memberAdded(by, team.id(), user, role)));
                    return member.orElseThrow();
                });
    }

    private void removed(
            Tx tx, Authentication by, OrganizationId organization, TeamId team, UserId user, TeamRole role) {
        tx.afterCommit(() -> memory.organizationMemberChanged(organization, user));
        journal.record(tx, organization, TeamEvents.memberRemoved(by, team, user, role));
    }

    /** Others come into a team by its invitations, and lead none. */
    private Future<Void> requireColleague(Tx tx, Team team, UserId user) {
        return organizationMembers.shareRole(tx, team.organization(), user).map(role -> {
            if (role.isEmpty()) {
                throw MembershipError.OTHER_ORGANIZATION.onField(
                        "userId",
                        "The user is no member of the organization; invite them with POST …/teams/{teamId}/invitations.");
            }
            return null;
        });
    }

    private Future<Void> requireRoom(Tx tx, Team team) {
        return table.count(tx, team).map(count -> {
            if (count >= LIMIT) {
                throw TeamError.TOO_MANY.because(
                        "A team can have " + LIMIT + " members; take somebody out first, or make another team.");
            }
            return null;
        });
    }

    private Future<TeamMember> required(Tx tx, Team team, UserId user, IfMatch condition) {
        return table.find(tx, team, user).map(found -> {
            var member = found.orElseThrow(() ->
                    MembershipError.MEMBER_NOT_FOUND.because("The user " + user + " is not a member of this team."));
            condition.verify(member.revision());
            return member;
        });
    }
}
