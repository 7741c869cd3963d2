package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.Users;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.Invitations.AcceptResult;
import dev.guildhall.membership.Invitations.InvitationReference;
import dev.guildhall.membership.Invitations.Invited;
import dev.guildhall.membership.Invitations.NewPerson;
import dev.guildhall.membership.Invitations.Preview;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What invited people answer. What they are invited to is locked first and the invitation after it, as whoever invites does, and
 * only then is it asked whether the invitation is pending: of many answers at once one counts.
 */
final class InvitationResponses {

    private final Database database;
    private final Users users;
    private final Admission admission;
    private final OpenInvitations open;
    private final Places places;
    private final InvitationTable table = new InvitationTable();
    private final InviteeTable invitees = new InviteeTable();
    private final InvitationListTable lists;

    InvitationResponses(Database database, Users users, Admission admission, OpenInvitations open, Places places) {
        this.database = database;
        this.lists = new InvitationListTable(database);
        this.users = users;
        this.admission = admission;
        this.open = open;
        this.places = places;
    }

    /** An invitation at its turn: locked, and so is what it is to. */
    private record Turn(Host host, Invitation invitation) {}

    Future<Page<Invited>> mine(Authentication by, PageRequest<Invitation> page) {
        return whole(by).compose(user -> lists.pendingOf(user, page)).compose(this::withPlaces);
    }

    private Future<Page<Invited>> withPlaces(Page<Invitation> page) {
        var found = page.items().stream()
                .map(invitation ->
                        places.of(invitation.target()).map(place -> place.map(known -> new Invited(invitation, known))))
                .toList();
        return Future.all(List.copyOf(found))
                .map(done -> page.with(found.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .toList()));
    }

    Future<AcceptResult> accept(Authentication by, InvitationReference reference) {
        return whole(by)
                .compose(user -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> turnOf(tx, user, reference).compose(turn -> {
                            var proven = provesAddress(reference, turn)
                                    ? users.proveAddress(tx, user, by)
                                    : Future.<Void>succeededFuture();
                            return requireStanding(tx, turn)
                                    .compose(stands -> proven)
                                    .compose(noted -> join(tx, turn, user, by));
                        })))
                .recover(ConstraintViolation.means(Map.of(
                        "member_user_fk", InvitationProblems::accountGone,
                        "organization_member_user_fk", InvitationProblems::accountGone,
                        "team_member_user_fk", InvitationProblems::accountGone)))
                .compose(Reply::outcome);
    }

    Future<AcceptResult> accept(String token, NewPerson person, Origin origin) {
        var hash = ClientSecret.hash(token);
        return database.inTransaction(Tenant.PLATFORM, tx -> invitees.findBySecret(tx, hash))
                .compose(found -> users.prepare(
                        newcomer(found).email().orElseThrow(),
                        person.fullName(),
                        person.password(),
                        Set.of(PlatformRole.USER),
                        origin))
                .compose(user -> database.inTransaction(Tenant.PLATFORM, tx -> open(tx, hash, user, origin)))
                .compose(Reply::outcome)
                .recover(failure -> isTaken(failure)
                        ? InvitationProblems.accountExists().asFuture()
                        : Future.failedFuture(failure));
    }

    /** The invitation of somebody who has no account; looked at before the password is hashed, which costs much. */
    private static Invitation newcomer(Optional<InvitationBySecret> found) {
        var presented = found.orElseThrow(InvitationProblems::unknownToken);
        requirePending(presented.invitation());
        // Before it is asked whether there is an account: whoever made the link would learn that from the answer.
        if (!presented.opensAccount()) {
            throw InvitationProblems.opensNoAccount();
        }
        if (presented.hasAccount()) {
            throw InvitationProblems.accountExists();
        }
        return presented.invitation();
    }

    private Future<Reply> open(Tx tx, byte[] hash, NewUser user, Origin origin) {
        var by = Authentication.user(user.id(), user.email(), origin);
        return turnOf(tx, hash)
                .compose(turn -> invitees.findBySecret(tx, hash)
                        .map(InvitationResponses::newcomer)
                        .compose(pending -> requireStanding(tx, turn).map(pending))
                        .compose(pending -> createAccount(tx, pending, user, by))
                        .compose(created -> join(tx, turn, created.id(), by)));
    }

    /** Whoever has the secret of a mail reads what is sent to its address, and whoever has it without proof gives way. */
    private Future<UserProfile> createAccount(Tx tx, Invitation invitation, NewUser user, Authentication by) {
        return invitation.delivery() == InvitationDelivery.MAIL
                ? users.releaseUnprovenAddress(
                                tx, EmailAddress.of(invitation.email().orElseThrow()), by)
                        .compose(free -> users.create(tx, user, by))
                : users.create(tx, user.withUnprovenAddress(), by);
    }

    private static boolean isTaken(Throwable failure) {
        return failure instanceof Problem problem && problem.is(IdentityError.USER_EMAIL_EXISTS);
    }

    Future<Preview> preview(String token) {
        var hash = ClientSecret.hash(token);
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> turnOf(tx, hash).compose(turn -> {
                    requirePending(turn.invitation());
                    return requireStanding(tx, turn)
                            .compose(stands -> invitees.findBySecret(tx, hash))
                            .map(Optional::orElseThrow)
                            .map(found -> new Preview(
                                    turn.invitation(),
                                    turn.host().place(),
                                    found.opensAccount() && !found.hasAccount()));
                }));
    }

    Future<Void> decline(Authentication by, InvitationReference reference) {
        return whole(by)
                .compose(user -> database.inTransaction(
                        Tenant.PLATFORM, tx -> turnOf(tx, user, reference).compose(turn -> decline(tx, turn, by))));
    }

    Future<Void> decline(String token, Origin origin) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> turnOf(tx, ClientSecret.hash(token))
                        .compose(turn -> decline(tx, turn, Authentication.anonymous(origin))));
    }

    private Future<Void> decline(Tx tx, Turn turn, Authentication by) {
        requirePending(turn.invitation());
        return admission
                .requireChangeable(tx, turn.host())
                .compose(changeable -> turn.host()
                        .workspace()
                        .map(workspace -> tx.within(workspace.id(), own -> declined(own, turn, by)))
                        .orElseGet(() -> declined(tx, turn, by)));
    }

    private Future<Void> declined(Tx tx, Turn turn, Authentication by) {
        return open.close(tx, turn.invitation(), InvitationState.DECLINED, by);
    }

    /** The turn of somebody signed in, whose address must be the invited one. */
    private Future<Turn> turnOf(Tx tx, UserId user, InvitationReference reference) {
        var byToken = reference.token().isPresent();
        var turn = byToken
                ? turnOf(tx, ClientSecret.hash(reference.token().get()))
                : turnOf(tx, reference.id().orElseThrow());
        return turn.compose(taken -> invitees.invitee(tx, taken.invitation().id(), user)
                .map(invitee -> {
                    var isForAnybody = byToken && taken.invitation().email().isEmpty();
                    if (!isForAnybody && !invitee.map(Invitee::matches).orElse(false)) {
                        throw byToken
                                ? InvitationProblems.otherAddress()
                                : InvitationProblems.unknown(reference.id().get());
                    }
                    if (!byToken && !invitee.get().proven()) {
                        throw InvitationProblems.addressNotProven();
                    }
                    requirePending(taken.invitation());
                    return taken;
                }));
    }

    /** The turn of whoever holds the secret; found again by it once locked, for it may have been replaced meanwhile. */
    private Future<Turn> turnOf(Tx tx, byte[] hash) {
        return invitees.findBySecret(tx, hash)
                .map(found -> found.orElseThrow(InvitationProblems::unknownToken))
                .compose(found -> admission.lock(tx, found.invitation().target()))
                .compose(host -> invitees.lockBySecret(tx, hash)
                        .map(locked -> new Turn(host, locked.orElseThrow(InvitationProblems::unknownToken))));
    }

    private Future<Turn> turnOf(Tx tx, UUID id) {
        return invitees.targetOf(tx, id)
                .map(found -> found.orElseThrow(() -> InvitationProblems.unknown(id)))
                .compose(found -> admission.lock(tx, found))
                .compose(host -> table.lock(tx, host.target().tenant(), id)
                        .map(locked -> new Turn(host, locked.orElseThrow(() -> InvitationProblems.unknown(id)))));
    }

    private static boolean provesAddress(InvitationReference reference, Turn turn) {
        return reference.token().isPresent() && turn.invitation().delivery() == InvitationDelivery.MAIL;
    }

    private Future<Reply> join(Tx tx, Turn turn, UserId user, Authentication by) {
        var invitation = turn.invitation();
        return admission
                .join(tx, by, turn.host(), user, invitation.roleId())
                .compose(member -> member.isPresent()
                        ? open.close(tx, invitation, InvitationState.ACCEPTED, by)
                                .map(Reply.of(new AcceptResult(turn.host().place(), member.get())))
                        : open.close(tx, invitation, InvitationState.REVOKED, by)
                                .map(Reply.refused(InvitationProblems.youAreMember(turn.host()))));
    }

    /** Its maker may have lost the right to it in a way that was not noticed when it happened. */
    private Future<Void> requireStanding(Tx tx, Turn turn) {
        var stands = admission
                .requireChangeable(tx, turn.host())
                .compose(changeable -> open.stands(tx, turn.host(), turn.invitation()));
        return stands.map(still -> {
            if (!still) {
                throw InvitationProblems.takenBack();
            }
            return null;
        });
    }

    private static void requirePending(Invitation invitation) {
        if (!invitation.isPending()) {
            throw InvitationProblems.notPending(invitation);
        }
    }

    // A token for some things or one workspace must not get its bearer into others. A session of an organization is its
    // user's own, who answers for themselves.
    private static Future<UserId> whole(Authentication by) {
        var credential = by.credential();
        var isLimited = credential.scopes().isPresent()
                || credential.tenant().isPresent()
                        && !(credential.kind().isSession()
                                && credential.tenant().get() instanceof OrganizationId);
        return isLimited
                ? CommonError.ACCESS_DENIED
                        .because("A token that is limited does not answer invitations; sign in and send the access"
                                + " token of the session.")
                        .asFuture()
                : Future.succeededFuture(by.user());
    }

    /** The outcome of accepting, a refusal included: that must not undo that the invitation is closed. */
    private record Reply(AcceptResult joined, Problem refusal) {

        static Reply of(AcceptResult joined) {
            return new Reply(joined, null);
        }

        static Reply refused(Problem refusal) {
            return new Reply(null, refusal);
        }

        Future<AcceptResult> outcome() {
            return refusal == null ? Future.succeededFuture(joined) : refusal.asFuture();
        }
    }
}
