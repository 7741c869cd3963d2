package dev.guildhall.membership;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.mail.MailQueue;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import dev.guildhall.membership.internal.invitation.InvitationsPart;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Wires the module: who may do what, what it serves and what it listens to. */
public final class MembershipModule {

    private final Database database;
    private final Workspaces workspaces;
    private final EventFeed feed;
    private final Clock clock;
    private final List<Api> apis = new ArrayList<>();
    private final Offers offers = new Offers();
    private final List<Supplier<Future<Void>>> starting = new ArrayList<>();
    private final Memberships memberships;
    private final Roles roles;
    private final Members members;
    private final UserWorkspaces userWorkspaces;

    public MembershipModule(Database database, Workspaces workspaces, Journal journal, EventFeed feed, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.feed = feed;
        this.clock = clock;
        this.memberships = new Memberships(database, workspaces, new SupportVisits(database, clock));
        this.roles = new Roles(database, workspaces, journal, memberships, offers, clock);
        this.members = new Members(database, workspaces, roles, journal, memberships, offers, clock);
        this.userWorkspaces = new MemberWorkspaces(database, workspaces, journal, memberships, offers);
        workspaces.attach(members);
        apis.add(new MembershipApi(members));
        apis.add(new RolesApi(roles));
        apis.add(new AccessApi(workspaces, memberships));
    }

    public Authorizer authorizer() {
        return memberships;
    }

    /** Who belongs to the workspaces. */
    public Members members() {
        return members;
    }

    /** The roles of the workspaces. */
    public Roles roles() {
        return roles;
    }

    /** What the identity module asks about the workspaces of a user. */
    public UserWorkspaces userWorkspaces() {
        return userWorkspaces;
    }

    /**
     * Opens the workspaces to invitations; called once, while the product is wired.
     *
     * @param publicUrl where the mails lead to
     */
    public Invitations invitations(Vertx vertx, Users users, MailQueue mails, Journal journal, URI publicUrl) {
        var seating = new InvitedMembers(memberships, roles, members);
        var part = new InvitationsPart(vertx, database, workspaces, users, seating, mails, journal, publicUrl, clock);
        roles.attach(part::releaseRole);
        offers.attach(part.offers());
        apis.add(part.api());
        starting.add(part::start);
        return part.invitations();
    }

    public KernelModule kernelModule() {
        return new KernelModule("membership", new Following(), List.copyOf(apis));
    }

    private final class Following extends VerticleBase {

        @Override
        public Future<?> start() {
            memberships.follow(feed);
            return Future.all(starting.stream().map(Supplier::get).toList());
        }
    }
}
