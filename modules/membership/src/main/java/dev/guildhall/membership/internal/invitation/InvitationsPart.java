package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.Users;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.OrganizationMembers;
import dev.guildhall.membership.Roles;
import dev.guildhall.membership.TeamMembers;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.team.TeamTurns;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Puts invitations together. */
public final class InvitationsPart {

    private static final Duration FORGETTING = Duration.ofHours(1);
    private static final Duration LONG_AGO_ROUND = Duration.ofHours(12);

    private final Vertx vertx;
    private final Database database;
    private final InvitationLimits limits;
    private final InvitationRetention retention;
    private final OpenInvitations open;
    private final Invitations invitations;
    private final MailFollower mails;

    private InvitationsPart(
            Environment environment,
            Users users,
            Admissions admission,
            Places places,
            MailQueue queue,
            Journal journal) {
        var clock = environment.clock();
        this.vertx = environment.vertx();
        this.database = environment.database();
        this.limits = new InvitationLimits(clock);
        this.retention = new InvitationRetention(database, clock);
        var events = new InvitationEvents(journal);
        this.mails = new InvitationMails(events, clock);
        this.open = new OpenInvitations(admission, queue, events, clock);
        this.invitations = new PgInvitations(
                database,
                users,
                admission,
                queue,
                new InvitationLetter(vertx, environment.publicUrl()),
                events,
                limits,
                open,
                places,
                clock);
    }

    /** All that take part in letting people in. */
    public record Doors(
            Workspaces workspaces,
            Organizations organizations,
            HeldAccess heldAccess,
            Roles roles,
            Members members,
            OrganizationMembers organizationMembers,
            TeamTurns teamTurns,
            TeamMembers teamMembers) {

        private Admissions admissions(Journal journal) {
            return new Admissions(
                    new WorkspaceAdmission(workspaces, heldAccess, roles, members),
                    new OrganizationAdmission(organizations, heldAccess, organizationMembers),
                    new TeamAdmission(organizations, teamTurns, teamMembers, heldAccess, journal));
        }
    }

    public static InvitationsPart of(
            Environment environment, Doors doors, Users users, MailQueue mails, Journal journal) {
        return new InvitationsPart(
                environment,
                users,
                doors.admissions(journal),
                new Places(environment.database(), doors.workspaces(), doors.organizations()),
                mails,
                journal);
    }

    /** What is to be done when the program starts, before it serves. */
    public Future<Void> prepare() {
        return new InvitationKeys(database).fill();
    }

    public List<Job> jobs() {
        return List.of(
                new Job("forget old counts of invitations", FORGETTING, () -> limits.forget(database)),
                new Job("forget invitations that ended long ago", LONG_AGO_ROUND, retention::forget));
    }

    public PendingOffers offers() {
        return open;
    }

    /** Follows what becomes of the mails that invitations are sent by. */
    public MailFollower mails() {
        return mails;
    }

    public Invitations invitations() {
        return invitations;
    }

    /** Gives a role that is about to be deleted up where it is offered too late. */
    public Future<Void> releaseRole(Tx tx, WorkspaceId workspace, UUID role) {
        return new InvitationTable().closeExpired(tx, workspace, role).mapEmpty();
    }

    public Api api() {
        return new InvitationsApi(invitations, new InvitationPage(vertx));
    }
}
