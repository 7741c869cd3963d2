package dev.guildhall.membership;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.EventFeed;
import dev.guildhall.events.Outbox;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;

/** Wires the module: who may do what, what it serves and what it listens to. */
public final class MembershipModule {

    private final EventFeed feed;
    private final Memberships memberships;
    private final Roles roles;
    private final Members members;
    private final UserWorkspaces userWorkspaces;

    public MembershipModule(Database database, Workspaces workspaces, Outbox outbox, EventFeed feed, Clock clock) {
        this.feed = feed;
        this.memberships = new Memberships(database, workspaces);
        this.roles = new Roles(database, workspaces, outbox, memberships, clock);
        this.members = new Members(database, workspaces, roles, outbox, memberships, clock);
        this.userWorkspaces = new MemberWorkspaces(database, workspaces, outbox, memberships);
        workspaces.attach(members);
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

    public KernelModule kernelModule() {
        return new KernelModule(
                "membership", new Following(), List.of(new MembershipApi(members), new RolesApi(roles)));
    }

    private final class Following extends VerticleBase {

        @Override
        public Future<?> start() {
            memberships.follow(feed);
            return Future.succeededFuture();
        }
    }
}
