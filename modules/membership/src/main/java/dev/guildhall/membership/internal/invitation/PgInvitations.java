package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
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
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.NewInvitation;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.MemberAdmission;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Invitations in the database. Who invites holds the lock of the workspace's members, so that nobody becomes one
 * meanwhile; that an address has one pending invitation is held by an index.
 */
final class PgInvitations implements Invitations {

    /** Tells people, and scanners of leaked secrets, what they have found. */
    private static final String SECRET_PREFIX = "ghl_inv_";

    /** How many mails an address may get from a workspace, so that nobody is flooded in somebody's name. */
    private static final int MOST_MAILS = 10;

    private static final Duration MAIL_WINDOW = Duration.ofDays(1);

    private final Database database;
    private final Workspaces workspaces;
    private final MemberAdmission admission;
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
            Workspaces workspaces,
            Users users,
            MemberAdmission admission,
            MailQueue mails,
            InvitationLetter letter,
            InvitationEvents events,
            InvitationLimits limits,
            OpenInvitations open,
            Clock clock) {
        this.database = database;
        this.lists = new InvitationListTable(database);
        this.workspaces = workspaces;
        this.admission = admission;
        this.mails = mails;
        this.letter = letter;
        this.events = events;
        this.limits = limits;
        this.replies = new InvitationResponses(database, workspaces, users, admission, open);
        this.clock = clock;
    }

    @Override
    public Future<CreateResult> invite(Authentication actor, WorkspaceId workspace, NewInvitation request) {
        return letter.template().compose(template -> {
            var address = request.address();
            return database.inTransaction(
                            workspace,
                            tx -> workspaces
                                    .lockForMembers(tx, workspace)
                                    .compose(locked -> admitted(tx, actor, locked, address, request)
                                            .compose(role ->
                                                    create(tx, actor, locked, address, role, request, template))))
                    .recover(ConstraintViolation.means(Map.of(
                            "invitation_one_pending",
                            () -> InvitationProblems.alreadyPending(address.text()),
                            "invitation_inviter_fk",
                            InvitationProblems::accountGone)));
        });
    }

    /** The role to invite to, when there is nothing against it. */
    private Future<Role> admitted(
            Tx tx, Authentication actor, Workspace locked, EmailAddress address, NewInvitation request) {
        return admission
                .grantable(tx, actor, locked, request.role())
                .compose(role -> requireNoMember(tx, locked.id(), address)
                        .compose(free -> requireRoom(tx, actor, locked.id(), address, request.delivery()))
                        .map(role));
    }

    private Future<Void> requireNoMember(Tx tx, WorkspaceId workspace, EmailAddress address) {
        return admission.isMember(tx, workspace, address).map(member -> {
            if (member) {
                throw InvitationProblems.alreadyMember(address.text());
            }
            return null;
        });
    }

    private Future<CreateResult> create(
            Tx tx,
            Authentication actor,
            Workspace workspace,
            EmailAddress address,
            Role role,
            NewInvitation request,
            MailTemplate template) {
        var id = Ids.next();
        var secret = ClientSecret.next(SECRET_PREFIX);
        var now = clock.instant();
        var room = table.closeExpired(tx, workspace.id(), address);
        var inserted = table.insert(
                tx,
                id,
                workspace.id(),
                address,
                role,
                request.delivery(),
                secret.hash(),
                actor.user(),
                now,
                now.plus(request.life()));
        return Future.all(room, inserted)
                .compose(written -> issue(tx, workspace, id, secret, template))
                .map(issued -> {
                    events.created(tx, issued.invitation(), actor);
                    return issued;
                });
    }

    private Future<CreateResult> issue(
            Tx tx, Workspace workspace, UUID id, ClientSecret secret, MailTemplate template) {
        return table.read(tx, workspace.id(), id).compose(invitation -> {
            if (invitation.delivery() == InvitationDelivery.LINK) {
                return mails.withdraw(tx, topic(id))
                        .map(withdrawn -> new CreateResult(invitation, Optional.of(letter.link(secret))));
            }
            var mail = letter.write(template, invitation, workspace, secret);
            return mails.post(tx, topic(id), mail, invitation.expiresAt())
                    .map(posted -> new CreateResult(invitation, Optional.empty()));
        });
    }

    private Future<Void> requireRoom(
            Tx tx, Authentication actor, WorkspaceId workspace, EmailAddress address, InvitationDelivery delivery) {
        var mailedTo = Optional.of(address).filter(any -> delivery == InvitationDelivery.MAIL);
        return requireRoomForMail(tx, workspace, address, delivery)
                .compose(room -> limits.count(tx, actor.user(), workspace, mailedTo));
    }

    private Future<Void> requireRoomForMail(
            Tx tx, WorkspaceId workspace, EmailAddress address, InvitationDelivery delivery) {
        if (delivery != InvitationDelivery.MAIL) {
            return Future.succeededFuture();
        }
        return table.mailsSince(tx, workspace, address, clock.instant().minus(MAIL_WINDOW))
                .map(count -> {
                    if (count >= MOST_MAILS) {
                        throw InvitationProblems.tooManyMails(MAIL_WINDOW);
                    }
                    return null;
                });
    }

    static String topic(UUID invitation) {
        return "invitation/" + invitation;
    }

    @Override
    public ListFields<Invitation> fields() {
        return InvitationListTable.LIST;
    }

    @Override
    public Future<Page<Invitation>> list(WorkspaceId workspace, PageRequest<Invitation> page) {
        return lists.list(workspace, page);
    }

    @Override
    public Future<Invitation> get(WorkspaceId workspace, UUID id) {
        return table.find(database, workspace, id)
                .map(found -> found.orElseThrow(() -> InvitationProblems.unknown(id)));
    }

    @Override
    public Future<CreateResult> resend(
            Authentication actor,
            WorkspaceId workspace,
            UUID id,
            Optional<Duration> life,
            Optional<InvitationDelivery> delivery) {
        return letter.template().compose(template -> {
            life.ifPresent(NewInvitation::requireReasonable);
            return database.inTransaction(
                    workspace,
                    tx -> workspaces
                            .lockForMembers(tx, workspace)
                            .compose(locked -> lock(tx, workspace, id)
                                    .compose(former -> requireRenewable(tx, actor, locked, former)
                                            .compose(renewable -> renew(tx, actor, locked, former, life, delivery))
                                            .compose(secret -> issue(tx, locked, id, secret, template))
                                            .map(issued -> {
                                                events.resent(tx, former, issued.invitation(), actor);
                                                return issued;
                                            }))));
        });
    }

    // Who sends it again makes the offer anew, and may not offer more than they hold.
    private Future<Void> requireRenewable(Tx tx, Authentication actor, Workspace locked, Invitation invitation) {
        // One whose time has merely passed is not closed.
        if (invitation.closedAt().isPresent()) {
            throw InvitationProblems.notPending(invitation);
        }
        return admission
                .grantable(tx, actor, locked, invitation.roleId())
                .compose(role -> requireNoMember(tx, locked.id(), EmailAddress.of(invitation.email())));
    }

    private Future<ClientSecret> renew(
            Tx tx,
            Authentication actor,
            Workspace workspace,
            Invitation invitation,
            Optional<Duration> life,
            Optional<InvitationDelivery> delivery) {
        var secret = ClientSecret.next(SECRET_PREFIX);
        var now = clock.instant();
        var way = delivery.orElse(invitation.delivery());
        return requireRoom(tx, actor, workspace.id(), EmailAddress.of(invitation.email()), way)
                .compose(room -> table.renew(
                        tx,
                        invitation,
                        way,
                        actor.user(),
                        secret.hash(),
                        now,
                        now.plus(life.orElseGet(invitation::life))))
                .map(secret);
    }

    @Override
    public Future<Void> revoke(Authentication actor, WorkspaceId workspace, UUID id, IfMatch condition) {
        return database.inTransaction(
                workspace,
                tx -> lock(tx, workspace, id).compose(invitation -> {
                    condition.verify(invitation.revision());
                    if (!invitation.isPending()) {
                        throw InvitationProblems.notPending(invitation);
                    }
                    return Future.all(
                                    table.close(tx, invitation, InvitationState.REVOKED, clock.instant()),
                                    mails.withdraw(tx, topic(id)))
                            .map(closed -> {
                                events.closed(tx, invitation, InvitationState.REVOKED, actor);
                                return null;
                            });
                }));
    }

    private Future<Invitation> lock(Tx tx, WorkspaceId workspace, UUID id) {
        return table.lock(tx, workspace, id).map(found -> found.orElseThrow(() -> InvitationProblems.unknown(id)));
    }

    @Override
    public ListFields<Invitation> fieldsOfMine() {
        return InvitationListTable.MINE;
    }

    @Override
    public Future<Page<Invited>> mine(Authentication actor, PageRequest<Invitation> page) {
        return replies.mine(actor, page);
    }

    @Override
    public Future<AcceptResult> accept(Authentication actor, Claim claim) {
        return replies.accept(actor, claim);
    }

    @Override
    public Future<AcceptResult> accept(String token, NewPerson person, Origin origin) {
        return throttle.guard(origin.address(), () -> replies.accept(token, person, origin));
    }

    @Override
    public Future<Void> decline(Authentication actor, Claim claim) {
        return replies.decline(actor, claim);
    }

    @Override
    public Future<Void> decline(String token, Origin origin) {
        return throttle.guard(origin.address(), () -> replies.decline(token, origin));
    }
}
