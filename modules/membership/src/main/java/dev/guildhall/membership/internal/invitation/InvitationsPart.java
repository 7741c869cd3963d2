package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.Users;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.internal.MemberAdmission;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Puts invitations together. */
public final class InvitationsPart {

    private static final Duration FORGETTING = Duration.ofHours(1);

    private final Vertx vertx;
    private final Database database;
    private final InvitationLimits limits;
    private final OpenInvitations open;
    private final Invitations invitations;

    public InvitationsPart(
            Environment environment,
            Workspaces workspaces,
            Users users,
            MemberAdmission admission,
            MailQueue mails,
            Journal journal) {
        var clock = environment.clock();
        this.vertx = environment.vertx();
        this.database = environment.database();
        this.limits = new InvitationLimits(clock);
        var events = new InvitationEvents(journal);
        this.open = new OpenInvitations(workspaces, admission, mails, events, clock);
        this.invitations = new PgInvitations(
                database,
                workspaces,
                users,
                admission,
                mails,
                new InvitationLetter(vertx, environment.publicUrl()),
                events,
                limits,
                open,
                clock);
    }

    /** What is to be done when the program starts, before it serves. */
    public Future<Void> prepare() {
        return new InvitationKeys(database).fill();
    }

    public List<Job> jobs() {
        return List.of(new Job("forget old counts of invitations", FORGETTING, () -> limits.forget(database)));
    }

    public PendingOffers offers() {
        return open;
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
