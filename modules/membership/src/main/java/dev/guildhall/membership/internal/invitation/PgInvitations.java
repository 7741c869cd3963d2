package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.Users;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.MailTemplate;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.NewInvitation;
import dev.guildhall.membership.internal.invitation.Admission.OfferedRole;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Invitations in the database. Who invites holds the lock of the members, so that nobody becomes one
 * meanwhile; that an address has one pending invitation is held by an index.
 */
final class PgInvitations implements Invitations {

    /** Tells people, and scanners of leaked secrets, what they have found. */
    private static final String SECRET_PREFIX = "ghl_inv_";

    /** How many mails an address may get from a workspace, so that nobody is flooded in somebody's name. */
    private static final int MOST_MAILS = 10;

    private static final Duration MAIL_WINDOW = Duration.ofDays(1);

    private final Database database;
    private final Admission admission;
    private final MailQueue mails;
    private final InvitationLetter letter;
    private final InvitationEvents events;
    private final InvitationLimits limits;
    private final InvitationResponses replies;
    private final TokenThrottle throttle = new TokenThrottle();
    private final Clock clock;
    private final InvitationTable table = new InvitationTable();
    private final InvitationListTable lists;

    PgInvitations(
            Database database,
            Users users,
            Admissions admission,
            MailQueue mails,
            InvitationLetter letter,
            InvitationEvents events,
            InvitationLimits limits,
            OpenInvitations open,
            Places places,
            Clock clock) {
        this.database = database;
        this.lists = new InvitationListTable(database);
        this.admission = admission;
        this.mails = mails;
        this.letter = letter;
        this.events = events;
        this.limits = limits;
        this.replies = new InvitationResponses(database, users, admission, open, places);
        this.clock = clock;
    }

    @Override
    public Future<CreateResult> invite(Authentication by, InvitationTarget target, NewInvitation request) {
        return letter.template().compose(template -> {
            var address = request.address();
            return database.inTransaction(
                            target.tenant(),
                            tx -> admission
                                    .lock(tx, target)
                                    .compose(locked -> admitted(tx, by, locked, address, request)
                                            .compose(role -> create(tx, by, locked, address, role, request, template))))
                    .recover(ConstraintViolation.means(Map.of(
                            "invitation_one_pending",
                            () -> InvitationProblems.alreadyPending(
                                    address.orElseThrow().text()),
                            "invitation_inviter_fk",
                            InvitationProblems::accountGone)));
        });
    }

    /** The role to invite to, when there is nothing against it. */
    private Future<OfferedRole> admitted(
            Tx tx, Authentication by, Host locked, Optional<EmailAddress> address, NewInvitation request) {
        return admission
                .grantable(tx, by, locked, request.role())
                .compose(role -> requireNoMember(tx, locked, address)
                        .compose(free -> requireRoom(tx, by, locked.target(), address, request.delivery()))
                        .map(role));
    }

    private Future<Void> requireNoMember(Tx tx, Host host, Optional<EmailAddress> invited) {
        return invited.map(address -> admission.isMember(tx, host, address).<Void>map(member -> {
                    if (member) {
                        throw InvitationProblems.alreadyMember(address.text(), host);
                    }
                    return null;
                }))
                .orElseGet(Future::succeededFuture);
    }

    private Future<CreateResult> create(
            Tx tx,
            Authentication by,
            Host host,
            Optional<EmailAddress> invited,
            OfferedRole role,
            NewInvitation request,
            MailTemplate template) {
        var id = Ids.next();
        var secret = ClientSecret.next(SECRET_PREFIX);
        var now = clock.instant();
        var room = invited.map(address -> table.closeExpired(tx, host.target(), address))
                .orElseGet(Future::succeededFuture);
        var inserted = table.insert(
                tx,
                id,
                host.target(),
                invited,
                role,
                request.delivery(),
                secret.hash(),
                inviter(by),
                now,
                now.plus(request.life()));
        return Future.all(room, inserted)
                .compose(written -> issue(tx, host, id, secret, template))
                .map(issued -> {
                    events.created(tx, issued.invitation(), by);
                    return issued;
                });
    }

    private Future<CreateResult> issue(Tx tx, Host host, UUID id, ClientSecret secret, MailTemplate template) {
        return table.read(tx, host.target().tenant(), id).compose(invitation -> {
            if (invitation.delivery() == InvitationDelivery.LINK) {
                return mails.withdraw(tx, InvitationMails.topic(id))
                        .map(withdrawn -> new CreateResult(invitation, Optional.of(letter.link(secret))));
            }
            var mail = letter.write(template, invitation, host, secret);
            return mails.post(tx, InvitationMails.topic(id), mail, invitation.expiresAt())
                    .map(posted -> new CreateResult(invitation, Optional.empty()));
        });
    }

    private Future<Void> requireRoom(
            Tx tx,
            Authentication by,
            InvitationTarget target,
            Optional<EmailAddress> address,
            InvitationDelivery delivery) {
        var mailedTo = address.filter(any -> delivery == InvitationDelivery.MAIL);
        return mailedTo.map(to -> requireRoomForMail(tx, target, to))
                .orElseGet(Future::succeededFuture)
                .compose(room -> limits.count(tx, inviter(by), target.tenant(), mailedTo));
    }

    private Future<Void> requireRoomForMail(Tx tx, InvitationTarget target, EmailAddress address) {
        return table.mailsSince(tx, target, address, clock.instant().minus(MAIL_WINDOW))
                .map(count -> {
                    if (count >= MOST_MAILS) {
                        throw InvitationProblems.tooManyMails(MAIL_WINDOW);
                    }
                    return null;
                });
    }

    /** A user, or an app by its key; nobody else invites. */
    private static Principal inviter(Authentication by) {
        return by.principal() instanceof Principal.App ? by.principal() : new Principal.User(by.user());
    }

    @Override
    public ListFields<Invitation> fields() {
        return InvitationListTable.LIST;
    }

    @Override
    public Future<Page<Invitation>> list(Authentication by, InvitationTarget target, PageRequest<Invitation> page) {
        return requireManager(by, target).compose(allowed -> lists.list(target, page));
    }

    @Override
    public Future<Invitation> get(Authentication by, InvitationTarget target, UUID id) {
        return requireManager(by, target)
                .compose(allowed -> table.find(database, target.tenant(), id))
                .map(found -> of(target, id, found));
    }

    private Future<Void> requireManager(Authentication by, InvitationTarget target) {
        return target.team().isEmpty()
                ? Future.succeededFuture()
                : database.inTransaction(target.tenant(), tx -> admission.requireManager(tx, by, target));
    }

    @Override
    public Future<CreateResult> resend(
            Authentication by,
            InvitationTarget target,
            UUID id,
            Optional<Duration> life,
            Optional<InvitationDelivery> delivery) {
        return letter.template().compose(template -> {
            life.ifPresent(NewInvitation::requireReasonable);
            return database.inTransaction(
                    target.tenant(),
                    tx -> admission
                            .lock(tx, target)
                            .compose(locked -> lock(tx, target, id)
                                    .compose(former -> requireRenewable(tx, by, locked, former)
                                            .compose(renewable -> renew(tx, by, locked, former, life, delivery))
                                            .compose(secret -> issue(tx, locked, id, secret, template))
                                            .map(issued -> {
                                                events.resent(tx, former, issued.invitation(), by);
                                                return issued;
                                            }))));
        });
    }

    // Who sends it again makes the offer anew, and may not offer more than they hold.
    private Future<Void> requireRenewable(Tx tx, Authentication by, Host locked, Invitation invitation) {
        // One whose time has merely passed is not closed.
        if (invitation.closedAt().isPresent()) {
            throw InvitationProblems.notPending(invitation);
        }
        return admission
                .grantable(tx, by, locked, invitation.roleId())
                .compose(role -> requireNoMember(tx, locked, address(invitation)));
    }

    private Future<ClientSecret> renew(
            Tx tx,
            Authentication by,
            Host host,
            Invitation invitation,
            Optional<Duration> life,
            Optional<InvitationDelivery> delivery) {
        var secret = ClientSecret.next(SECRET_PREFIX);
        var now = clock.instant();
        var way = delivery.orElse(invitation.delivery());
        return requireRoom(tx, by, host.target(), address(invitation), way)
                .compose(room -> table.renew(
                        tx,
                        invitation,
                        way,
                        inviter(by),
                        secret.hash(),
                        now,
                        now.plus(life.orElseGet(invitation::life))))
                .map(secret);
    }

    @Override
    public Future<Void> revoke(Authentication by, InvitationTarget target, UUID id, IfMatch condition) {
        return database.inTransaction(
                target.tenant(),
                tx -> admission
                        .requireManager(tx, by, target)
                        .compose(allowed -> lock(tx, target, id))
                        .compose(invitation -> {
                            condition.verify(invitation.revision(), invitation.issuedRevision());
                            if (!invitation.isPending()) {
                                throw InvitationProblems.notPending(invitation);
                            }
                            return Future.all(
                                            table.close(tx, invitation, InvitationState.REVOKED, clock.instant()),
                                            mails.withdraw(tx, InvitationMails.topic(id)))
                                    .map(closed -> {
                                        events.closed(tx, invitation, InvitationState.REVOKED, by);
                                        return null;
                                    });
                        }));
    }

    private Future<Invitation> lock(Tx tx, InvitationTarget target, UUID id) {
        return table.lock(tx, target.tenant(), id).map(found -> of(target, id, found));
    }

    private static Invitation of(InvitationTarget target, UUID id, Optional<Invitation> found) {
        return found.filter(invitation -> invitation.target().equals(target))
                .orElseThrow(() -> InvitationProblems.unknown(id));
    }

    private static Optional<EmailAddress> address(Invitation invitation) {
        return invitation.email().map(EmailAddress::of);
    }

    @Override
    public ListFields<Invitation> fieldsOfMine() {
        return InvitationListTable.MINE;
    }

    @Override
    public Future<Page<Invited>> mine(Authentication by, PageRequest<Invitation> page) {
        return replies.mine(by, page);
    }

    @Override
    public Future<AcceptResult> accept(Authentication by, InvitationReference reference) {
        return throttle.guard(by.principal(), () -> replies.accept(by, reference));
    }

    @Override
    public Future<AcceptResult> accept(String token, NewPerson person, Origin origin) {
        return throttle.guard(origin.address(), () -> replies.accept(token, person, origin));
    }

    @Override
    public Future<Preview> preview(String token, Origin origin) {
        return throttle.guard(origin.address(), () -> replies.preview(token));
    }

    @Override
    public Future<Void> decline(Authentication by, InvitationReference reference) {
        return throttle.guard(by.principal(), () -> replies.decline(by, reference));
    }

    @Override
    public Future<Void> decline(String token, Origin origin) {
        return throttle.guard(origin.address(), () -> replies.decline(token, origin));
    }
}
