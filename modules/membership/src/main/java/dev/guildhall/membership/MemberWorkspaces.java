package dev.guildhall.membership;

import dev.guildhall.audit.AuditActor;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.EventActor;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.membership.MemberTable.Membership;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The workspaces of one user, and their leaving all of them with the end of their account. */
final class MemberWorkspaces implements UserWorkspaces {

    private final Database database;
    private final Workspaces workspaces;
    private final Outbox outbox;
    private final Memberships memberships;
    private final MemberTable table = new MemberTable();

    MemberWorkspaces(Database database, Workspaces workspaces, Outbox outbox, Memberships memberships) {
        this.database = database;
        this.workspaces = workspaces;
        this.outbox = outbox;
        this.memberships = memberships;
    }

    @Override
    public Future<List<UserWorkspace>> of(UserId user) {
        return table.ofUser(database, user).compose(this::described);
    }

    @Override
    public Future<List<UserWorkspace>> ownedBy(Tx tx, UserId user) {
        return table.lockOfUser(tx, user)
                .map(all -> all.stream()
                        .filter(membership -> membership.role().isOwner())
                        .toList())
                .compose(this::described);
    }

    @Override
    public Future<Void> leaveAll(Tx tx, UserId user, AuditActor by) {
        return table.deleteOfUser(tx, user).map(left -> {
            left.forEach(workspace -> left(tx, workspace, user, by));
            return null;
        });
    }

    private void left(Tx tx, WorkspaceId workspace, UserId user, AuditActor by) {
        tx.afterCommit(() -> memberships.memberChanged(workspace, user));
        var data = new JsonObject().put("userId", user.toString());
        outbox.append(tx, workspace, new NewEvent("member.removed", user.toString(), EventActor.of(by), data));
    }

    private Future<List<UserWorkspace>> described(List<Membership> all) {
        var found = all.stream().map(this::described).toList();
        return Future.all(found)
                .map(done -> found.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparing(UserWorkspace::name).thenComparing(UserWorkspace::key))
                        .toList());
    }

    private Future<Optional<UserWorkspace>> described(Membership membership) {
        return workspaces
                .find(membership.workspace())
                .map(found -> found.map(workspace -> new UserWorkspace(
                        workspace.id(),
                        workspace.key(),
                        workspace.name(),
                        membership.role().name())));
    }
}
