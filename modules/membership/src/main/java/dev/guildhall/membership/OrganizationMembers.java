package dev.guildhall.membership;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.MemberAnnotations;
import dev.guildhall.membership.internal.MemberEvents;
import dev.guildhall.membership.internal.MemberWorkspaces;
import dev.guildhall.membership.internal.MembershipAuthorizer;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.membership.internal.organization.OrganizationHoldingsTable;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.membership.internal.organization.OrganizationMemberTurns;
import dev.guildhall.membership.internal.organization.OrganizationMemberTurns.Turn;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.OrganizationPermissions;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Adding, changing and removing members of organizations. The rules hold under any concurrency because the organization
 * is locked first.
 */
public final class OrganizationMembers implements OrganizationLifecycle {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<OrganizationMember> LIST = OrganizationMemberTable.LIST;

    private final Database database;
    private final Organizations organizations;
    private final Journal journal;
    private final AccessMemory memory;
    private final MemberWorkspaces workspaces;
    private final PendingOffers offers;
    private final Clock clock;
    private final MemberAnnotations annotations;
    private final OrganizationMemberTurns turns;
    private final OrganizationMemberTable table = new OrganizationMemberTable();
    private final OrganizationHoldingsTable holdings = new OrganizationHoldingsTable();

    OrganizationMembers(
            Database database,
            Organizations organizations,
            Journal journal,
            AccessMemory memory,
            MemberWorkspaces workspaces,
            PendingOffers offers,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.journal = journal;
        this.memory = memory;
        this.workspaces = workspaces;
        this.offers = offers;
        this.clock = clock;
        this.annotations = new MemberAnnotations(journal, clock);
        this.turns = new OrganizationMemberTurns(database, organizations);
    }

    /** Whoever is named its owner is the first member. */
    @Override
    public Future<Void> created(Tx tx, Organization organization, Authentication by) {
        return organization
                .owner()
                .map(owner -> write(tx, by, organization.id(), owner, Optional.empty(), OrganizationRole.OWNER)
                        .recover(OrganizationMemberRules.<Void>unknownUser("ownerId", owner)))
                .orElse(Future.succeededFuture());
    }

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return holdings.count(tx, organization);
    }

    @Override
    public Future<Void> founding(Tx tx, Organization organization, Authentication founder) {
        Future<Optional<OrganizationRole>> role = founder.principal() instanceof Principal.User user
                ? table.shareRole(tx, organization.id(), user.id())
                : Future.succeededFuture(Optional.empty());
        return role.map(held -> {
            MembershipAuthorizer.reach(founder, organization, held)
                    .orElseThrow(() -> Organizations.unknown("organizationId", organization.id()))
                    .require(OrganizationPermissions.ORGANIZATION_WORKSPACES_CREATE);
            return null;
        });
    }

    public Future<Page<OrganizationMember>> list(OrganizationId organization, PageRequest<OrganizationMember> page) {
        return table.list(database, organization, page);
    }

    /** The member who is this user. Fails with {@code MEMBER.NOT_FOUND} when they are none. */
    public Future<OrganizationMember> get(OrganizationId organization, UserId user) {
        return database.inTransaction(organization, tx -> table.find(tx, organization, user))
                .map(found -> found.orElseThrow(() -> OrganizationMemberRules.notAMember(user)));
    }

    /** Adds a user, or changes the role of one who is a member already; the same call again changes nothing. */
    public Future<OrganizationMember> put(
            Authentication by, OrganizationId organization, OrganizationMemberInput wanted) {
        var user = wanted.user();
        return turns.inTurn(
                        by,
                        organization,
                        user,
                        MemberPermissions.ORGANIZATION_MEMBERS_MANAGE,
                        (tx, turn) -> give(tx, by, turn, user, wanted.role().orElseThrow())
                                .compose(
                                        member -> annotations.note(tx, by, organization, member, wanted.annotations())))
                .recover(OrganizationMemberRules.unknownUser("userId", user));
    }

    /**
     * Makes somebody a member who is none, in the transaction that decided so and has locked the organization.
     *
     * Fails with {@code MEMBER.SUSPENDED} for whom the organization has suspended.
     *
     * @return the new member; empty when they are one already, whose role stays as it is
     */
    public Future<Optional<OrganizationMember>> join(
            Tx tx, Authentication by, Organization locked, UserId user, OrganizationRole role) {
        return table.shareSeat(tx, locked.id(), user).compose(present -> {
            OrganizationMemberRules.requireNotSuspended(present);
            return present.isPresent()
                    ? Future.succeededFuture(Optional.empty())
                    : write(tx, by, locked.id(), user, Optional.empty(), role)
                            .compose(written -> table.find(tx, locked.id(), user));
        });
    }

    /** Changes the role of someone who is a member, or what applications note of them. */
    public Future<OrganizationMember> change(
            Authentication by,
            OrganizationId organization,
            UserId user,
            OrganizationMemberInput wanted,
            IfMatch condition) {
        return turns.inTurn(by, organization, user, MemberPermissions.ORGANIZATION_MEMBERS_MANAGE, (tx, turn) -> {
            OrganizationMemberRules.requireMember(turn.present(), user);
            return verified(tx, organization, user, condition)
                    .compose(member -> wanted.role().isPresent()
                            ? give(tx, by, turn, user, wanted.role().get())
                            : Future.succeededFuture(member))
                    .compose(member -> annotations.note(tx, by, organization, member, wanted.annotations()));
        });
    }

    /**
     * Ends a membership in the organization and in all its workspaces, by someone who manages members or by the member
     * themselves.
     */
    public Future<Void> remove(Authentication by, OrganizationId organization, UserId user, IfMatch condition) {
        var self = by.principal().equals(new Principal.User(user));
        return turns.inTurn(
                by, organization, user, self ? null : MemberPermissions.ORGANIZATION_MEMBERS_MANAGE, (tx, turn) -> {
                    var present = OrganizationMemberRules.requireMember(turn.present(), user);
                    OrganizationMemberRules.requireNotOwner(present);
                    if (!self) {
                        RoleRules.requireInReach(turn.access(), present);
                    }
                    return verified(tx, organization, user, condition)
                            .compose(member -> end(tx, by, organization, user, present));
                });
    }

    /** Ends the membership of somebody who is not the owner, in a transaction that has locked the organization. */
    Future<Void> end(
            Tx platformTx, Authentication by, OrganizationId organization, UserId user, OrganizationRole present) {
        OrganizationMemberRules.requireNotOwner(present);
        return workspaces
                .leaveOrganization(platformTx, organization, user, by)
                .compose(left -> table.delete(platformTx, organization, user))
                .compose(deleted -> {
                    platformTx.afterCommit(() -> memory.organizationMemberChanged(organization, user));
                    journal.record(platformTx, organization, MemberEvents.removed(by, user, present));
                    return offers.review(platformTx, organization, user, by);
                });
    }

    /** Makes a member the owner and the owner an administrator. */
    public Future<Void> transfer(Authentication by, OrganizationId organization, UserId successor) {
        return turns.inTurn(by, organization, successor, OrganizationPermissions.ORGANIZATION_TRANSFER, (tx, turn) -> {
            var previous = OrganizationMemberRules.requireMember(turn.present(), successor);
            OrganizationMemberRules.requireNotSuspended(turn.seat());
            return previous == OrganizationRole.OWNER
                    ? Future.succeededFuture()
                    : hand(tx, by, turn.organization(), successor, Optional.of(previous));
        });
    }

    // The index that allows one owner is checked at once, so the old one steps down first.
    private Future<Void> hand(
            Tx tx, Authentication by, Organization locked, UserId successor, Optional<OrganizationRole> previous) {
        var stepDown = locked.owner()
                .map(former ->
                        write(tx, by, locked.id(), former, Optional.of(OrganizationRole.OWNER), OrganizationRole.ADMIN))
                .orElse(Future.succeededFuture());
        return Future.all(
                        stepDown,
                        write(tx, by, locked.id(), successor, previous, OrganizationRole.OWNER),
                        organizations.changeOwner(tx, by, locked, successor))
                .mapEmpty();
    }

    private Future<OrganizationMember> give(Tx tx, Authentication by, Turn turn, UserId user, OrganizationRole role) {
        var organization = turn.organization();
        turn.present().ifPresent(present -> {
            OrganizationMemberRules.requireNotOwner(present);
            RoleRules.requireInReach(turn.access(), present);
        });
        if (role == OrganizationRole.OWNER) {
            OrganizationMemberRules.requireNotSuspended(turn.seat());
        }
        var given = isFirstOwner(turn, role)
                ? hand(tx, by, organization, user, turn.present())
                : giveBelowOwner(tx, by, turn, user, role);
        return given.compose(done -> table.find(tx, organization.id(), user)).map(Optional::orElseThrow);
    }

    private static boolean isFirstOwner(Turn turn, OrganizationRole role) {
        return role == OrganizationRole.OWNER
                && turn.organization().owner().isEmpty()
                && turn.access().allows(OrganizationPermissions.ORGANIZATION_TRANSFER);
    }

    private Future<Void> giveBelowOwner(Tx tx, Authentication by, Turn turn, UserId user, OrganizationRole role) {
        RoleRules.requireGrantable(turn.access(), role);
        return turn.present().filter(role::equals).isPresent()
                ? Future.succeededFuture()
                : write(tx, by, turn.organization().id(), user, turn.present(), role)
                        .compose(written -> turn.present().isPresent()
                                ? offers.review(tx, turn.organization().id(), user, by)
                                : Future.succeededFuture());
    }

    private Future<Void> write(
            Tx tx,
            Authentication by,
            OrganizationId organization,
            UserId user,
            Optional<OrganizationRole> present,
            OrganizationRole role) {
        return table.upsert(tx, organization, user, role, clock.instant()).map(written -> {
            tx.afterCommit(() -> memory.organizationMemberChanged(organization, user));
            journal.record(
                    tx,
                    organization,
                    present.map(previous -> MemberEvents.changed(by, user, previous, role))
                            .orElseGet(() -> MemberEvents.added(by, user, role)));
            return null;
        });
    }

    private Future<OrganizationMember> verified(Tx tx, OrganizationId organization, UserId user, IfMatch condition) {
        return table.find(tx, organization, user).map(member -> {
            condition.verify(member.orElseThrow().revision());
            return member.get();
        });
    }
}
