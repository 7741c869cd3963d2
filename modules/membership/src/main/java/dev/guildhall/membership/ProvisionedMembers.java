package dev.guildhall.membership;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Journal;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.MemberEvents;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.organization.HeldSeat;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.membership.internal.organization.SuspensionTable;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/**
 * Members of an organization whose directory says who they are. Everything is done in a platform-wide transaction that has
 * locked the organization, by whoever may do so there; nothing touches its owner. Safe for all event loops.
 */
public final class ProvisionedMembers {

    private final OrganizationMembers members;
    private final Journal journal;
    private final AccessMemory memory;
    private final PendingOffers offers;
    private final Clock clock;
    private final OrganizationMemberTable table = new OrganizationMemberTable();
    private final SuspensionTable suspensions = new SuspensionTable();

    ProvisionedMembers(
            OrganizationMembers members, Journal journal, AccessMemory memory, PendingOffers offers, Clock clock) {
        this.members = members;
        this.journal = journal;
        this.memory = memory;
        this.offers = offers;
        this.clock = clock;
    }

    /** Whether somebody is a member, suspended or not. */
    public Future<Boolean> isMember(Tx tx, OrganizationId organization, UserId user) {
        return table.shareSeat(tx, organization, user).map(Optional::isPresent);
    }

    /** Makes somebody a member, with the role that newcomers have. Fails with {@code MEMBER.SUSPENDED}. */
    public Future<Void> join(Tx platformTx, Authentication by, Organization locked, UserId user) {
        return members.join(platformTx, by, locked, user, OrganizationRole.MEMBER)
                .mapEmpty();
    }

    /**
     * Takes everything from a member that they reach by the organization, on every node within a second, and leaves them
     * what they are. Fails with {@code MEMBER.OWNER_MUST_TRANSFER}.
     */
    public Future<Void> suspend(Tx platformTx, Authentication by, Organization locked, UserId user) {
        return held(platformTx, locked, user).compose(seat -> {
            if (seat.role() == OrganizationRole.OWNER) {
                throw MembershipError.OWNER_MUST_TRANSFER.because(
                        "The owner of the organization cannot be suspended; hand the organization over first.");
            }
            return seat.suspended()
                    ? Future.succeededFuture()
                    : suspensions
                            .suspend(platformTx, locked.id(), user, clock.instant())
                            .compose(written -> {
                                changed(platformTx, locked, user);
                                journal.record(platformTx, locked.id(), MemberEvents.suspended(by, user, seat.role()));
                                return offers.review(platformTx, locked.id(), user, by);
                            });
        });
    }

    /** Gives a member back what they are; nothing happens to who is not suspended. */
    public Future<Void> resume(Tx platformTx, Authentication by, Organization locked, UserId user) {
        return held(platformTx, locked, user)
                .compose(seat -> seat.suspended()
                        ? suspensions
                                .resume(platformTx, locked.id(), user, clock.instant())
                                .map(written -> {
                                    changed(platformTx, locked, user);
                                    journal.record(
                                            platformTx, locked.id(), MemberEvents.resumed(by, user, seat.role()));
                                    return null;
                                })
                        : Future.succeededFuture());
    }

    /**
     * Ends a membership with all that came with it; the account stays. Fails with {@code MEMBER.OWNER_MUST_TRANSFER}, and
     * with {@code USER.OWNS_WORKSPACES} while they own a workspace of the organization.
     */
    public Future<Void> remove(Tx platformTx, Authentication by, Organization locked, UserId user) {
        return held(platformTx, locked, user)
                .compose(seat -> members.end(platformTx, by, locked.id(), user, seat.role()));
    }

    private Future<HeldSeat> held(Tx tx, Organization locked, UserId user) {
        return table.shareSeat(tx, locked.id(), user)
                .map(seat -> seat.orElseThrow(() -> MembershipError.MEMBER_NOT_FOUND.because(
                        "The user " + user + " is not a member of this organization.")));
    }

    private void changed(Tx tx, Organization locked, UserId user) {
        tx.afterCommit(() -> memory.organizationMemberChanged(locked.id(), user));
    }
}
