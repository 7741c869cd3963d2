package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pending invitations. Each ends, as revoked, when whoever made it may not make it any more: with the change that takes
 * their right where that is known, and at the latest when it would be accepted.
 */
final class OpenInvitations implements PendingOffers {

    private final Admission admission;
    private final MailQueue mails;
    private final InvitationEvents events;
    private final Clock clock;
    private final InvitationTable table = new InvitationTable();
    private final PendingInvitationTable pendingTable = new PendingInvitationTable();

    OpenInvitations(Admission admission, MailQueue mails, InvitationEvents events, Clock clock) {
        this.admission = admission;
        this.mails = mails;
        this.events = events;
        this.clock = clock;
    }

    /** Whether whoever made the invitation may still make it, now that what it is to is locked. */
    Future<Boolean> stands(Tx tx, Host host, Invitation invitation) {
        return invitation
                .inviter()
                .map(maker -> admission.mayOffer(tx, maker.principal(), host, invitation.roleId()))
                .orElse(Future.succeededFuture(false));
    }

    /** Ends a pending invitation. */
    Future<Void> close(Tx tx, Invitation invitation, InvitationState state, Authentication by) {
        return Future.all(
                        table.close(tx, invitation, state, clock.instant()),
                        mails.withdraw(tx, InvitationMails.topic(invitation.id())))
                .map(closed -> {
                    events.closed(tx, invitation, state, by);
                    return null;
                });
    }

    @Override
    public Future<Void> review(Tx tx, Workspace locked, Optional<UserId> maker, Authentication by) {
        return review(tx, Host.of(locked), maker, by);
    }

    private Future<Void> review(Tx tx, Host host, Optional<UserId> maker, Authentication by) {
        var tenant = host.target().tenant();
        var pending = maker.isPresent() ? pendingTable.lockOf(tx, tenant, maker.get()) : pendingTable.lock(tx, tenant);
        return pending.map(found -> of(host, found)).compose(found -> {
            // Many are made by few, and to few roles.
            var decided = new HashMap<List<Object>, Future<Boolean>>();
            return each(
                    found,
                    invitation -> decided.computeIfAbsent(offer(invitation), unknown -> stands(tx, host, invitation))
                            .compose(stands -> stands
                                    ? Future.succeededFuture()
                                    : close(tx, invitation, InvitationState.REVOKED, by)));
        });
    }

    private static List<Object> offer(Invitation invitation) {
        return List.of(invitation.inviter(), invitation.roleId());
    }

    @Override
    public Future<Void> review(Tx platformTx, UserId maker, Authentication by) {
        return atEachHost(platformTx, maker, host -> review(platformTx, host, Optional.of(maker), by));
    }

    @Override
    public Future<Void> review(Tx platformTx, OrganizationId organization, UserId maker, Authentication by) {
        return pendingTable
                .targetsOf(platformTx, organization, maker)
                .compose(found -> each(
                        found,
                        target -> admission
                                .lock(platformTx, target)
                                .compose(host -> review(platformTx, host, Optional.of(maker), by))));
    }

    @Override
    public Future<Void> end(Tx platformTx, UserId maker, Authentication by) {
        return atEachHost(
                platformTx,
                maker,
                host -> pendingTable
                        .lockOf(platformTx, host.target().tenant(), maker)
                        .compose(found -> each(
                                of(host, found),
                                invitation -> close(platformTx, invitation, InvitationState.REVOKED, by))));
    }

    private static List<Invitation> of(Host host, List<Invitation> ofTenant) {
        return ofTenant.stream()
                .filter(invitation -> invitation.target().equals(host.target()))
                .toList();
    }

    private Future<Void> atEachHost(Tx platformTx, UserId maker, Function<Host, Future<Void>> step) {
        return pendingTable
                .targetsOf(platformTx, maker)
                .compose(found ->
                        each(found, target -> admission.lock(platformTx, target).compose(step::apply)));
    }

    private static <T> Future<Void> each(List<T> items, Function<T, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var item : items) {
            done = done.compose(before -> step.apply(item));
        }
        return done;
    }
}
