package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Journal;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Plan;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import io.vertx.core.Future;
import java.util.Optional;

/** What the life of a workspace has to do with its members. */
public final class MemberLifecycle implements WorkspaceLifecycle {

    private final Journal journal;
    private final AccessMemory memory;
    private final MemberTable table = new MemberTable();
    private final TeamGrantTable grants = new TeamGrantTable();
    private final StrangerTable strangers = new StrangerTable();

    public MemberLifecycle(Journal journal, AccessMemory memory) {
        this.journal = journal;
        this.memory = memory;
    }

    /** Whoever it is made for becomes the owner. */
    @Override
    public Future<Void> created(Tx tx, Workspace workspace, Authentication creator) {
        var owner = workspace.owner();
        return table.upsert(tx, workspace.id(), owner, Role.OWNER, workspace.createdAt())
                .map(seated -> {
                    tx.afterCommit(() -> memory.memberChanged(workspace.id(), owner));
                    journal.record(tx, workspace.id(), MemberEvents.added(creator, owner, Role.OWNER));
                    return null;
                });
    }

    /** A workspace of an organization has nobody from elsewhere, and no team of another one. */
    @Override
    public Future<Void> moving(Tx tx, Workspace workspace, Optional<OrganizationId> to) {
        return strangers.count(tx, workspace.id(), to).map(found -> {
            found.requireNone();
            return null;
        });
    }

    /** A workspace for one person has no other members. */
    @Override
    public Future<Void> changing(Tx tx, Workspace current, Workspace wanted) {
        if (current.plan() == wanted.plan() || wanted.plan() != Plan.PERSONAL) {
            return Future.succeededFuture();
        }
        var members = table.count(tx, current.id());
        var teams = grants.count(tx, current.id());
        return Future.all(members, teams)
                .compose(known -> members.result() == 1 && teams.result() == 0
                        ? Future.succeededFuture()
                        : MembershipError.HAS_OTHER_MEMBERS
                                .onField(
                                        "plan",
                                        "The workspace has " + (members.result() - 1) + " members beside its owner and "
                                                + teams.result() + " teams, and PERSONAL is for one person.")
                                .asFuture());
    }
}
