package dev.guildhall.tenancy;

import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.list.Page;
import dev.guildhall.core.list.PageRequest;
import dev.guildhall.core.security.Actor;
import dev.guildhall.events.Event;
import dev.guildhall.events.EventActor;
import dev.guildhall.events.EventFeed;
import dev.guildhall.events.EventsLifecycle;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The workspaces of this installation. Safe for all event loops. */
public final class Workspaces {

    private final Database database;
    private final Outbox outbox;
    private final EventsLifecycle events;
    private final Clock clock;
    private final WorkspaceTable table = new WorkspaceTable();
    private final List<WorkspaceLifecycle> lifecycles = new ArrayList<>();
    private final CoherentCache<WorkspaceId, Optional<WorkspaceView>> views;

    public Workspaces(Database database, Outbox outbox, EventsLifecycle events, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
        this.views = CoherentCache.of(id -> table.find(database, id).map(found -> found.map(WorkspaceView::of)));
    }

    /** Adds what another module does when a workspace begins or ends; called while the product is wired. */
    public void attach(WorkspaceLifecycle lifecycle) {
        lifecycles.add(lifecycle);
    }

    /** The workspace, from memory once it was asked for; changes of any node are seen within a second. */
    public Future<Optional<Workspace>> find(WorkspaceId id) {
        return views.get(id).map(found -> found.map(WorkspaceView::workspace));
    }

    /**
     * The workspace inside a transaction, its row locked until the end: one transaction at a time changes its members or
     * what they depend on, such as the plan.
     */
    public Future<Workspace> lockForMembers(Tx tx, WorkspaceId id) {
        return table.lockForMembers(tx, id).compose(Workspaces::required);
    }

    /** The workspace inside a transaction, its row locked against every other change. */
    public Future<Workspace> lock(Tx tx, WorkspaceId id) {
        return table.lock(tx, id).compose(Workspaces::required);
    }

    /** Notes a new owner, whom membership has made one in the same transaction. */
    public Future<Void> changeOwner(Tx tx, Actor actor, Workspace locked, UserId owner) {
        return table.changeOwner(tx, locked.id(), owner, clock.instant()).map(changed -> {
            tx.afterCommit(() -> views.invalidate(locked.id()));
            var data = new JsonObject()
                    .put("ownerId", owner.toString())
                    .put("previousOwnerId", locked.owner().toString());
            outbox.append(tx, locked.id(), event("workspace.updated", actor, locked.id(), data));
            return null;
        });
    }

    Future<Optional<WorkspaceView>> view(WorkspaceId id) {
        return views.get(id);
    }

    Future<Page<Workspace>> list(Optional<Set<WorkspaceId>> among, PageRequest<Workspace> page) {
        return table.list(database, among, page);
    }

    Future<Workspace> create(Actor creator, NewWorkspace request) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var workspace = new Workspace(
                new WorkspaceId(Ids.next()),
                request.key(),
                request.name(),
                request.plan(),
                creator.user(),
                1,
                now,
                now);
        return database.inTransaction(
                        Scope.of(workspace.id()),
                        tx -> table.insert(tx, workspace)
                                .compose(inserted -> eachLifecycle(part -> part.created(tx, workspace, creator)))
                                .map(created -> {
                                    outbox.append(tx, workspace.id(), created(creator, workspace));
                                    return workspace;
                                }))
                .recover(ConstraintViolation.means(Map.of(
                        "workspace_key_unique",
                        () -> TenancyError.KEY_EXISTS.onField(
                                "key", "There is a workspace with the key " + workspace.key() + " already."))));
    }

    Future<Workspace> rename(Actor actor, WorkspaceId id, String name, IfMatch condition) {
        return database.inTransaction(
                Scope.of(id),
                tx -> lock(tx, id).compose(current -> {
                    condition.verify(current.revision());
                    return current.name().equals(name)
                            ? Future.succeededFuture(current)
                            : rename(tx, actor, current, name);
                }));
    }

    private Future<Workspace> rename(Tx tx, Actor actor, Workspace current, String name) {
        return table.rename(tx, current.id(), name, clock.instant()).map(changed -> {
            tx.afterCommit(() -> views.invalidate(current.id()));
            var data = new JsonObject().put("name", name).put("previousName", current.name());
            outbox.append(tx, current.id(), event("workspace.updated", actor, current.id(), data));
            return changed.orElseThrow();
        });
    }

    Future<Void> delete(Actor actor, WorkspaceId id, IfMatch condition) {
        // The fact is told to the workspace's subscribers, and outlives it in the platform's log, outside its scope.
        return database.inTransaction(
                Scope.PLATFORM,
                tx -> lock(tx, id).compose(current -> {
                    condition.verify(current.revision());
                    return eachLifecycle(part -> part.deleting(tx, current))
                            .compose(prepared -> table.delete(tx, id))
                            .map(deleted -> {
                                tx.afterCommit(() -> views.invalidate(id));
                                var data = new JsonObject()
                                        .put("workspaceId", id.toString())
                                        .put("key", current.key());
                                var event = event("workspace.deleted", actor, id, data);
                                outbox.append(tx, id, event);
                                outbox.append(tx, WorkspaceId.PLATFORM, event);
                                events.forget(tx, id);
                                return null;
                            });
                }));
    }

    /** Drops what other nodes changed from memory. */
    void follow(EventFeed feed) {
        feed.listen(event -> {
            if (event.type().startsWith("workspace.")) {
                views.invalidate(workspaceOf(event));
            }
        });
    }

    private static WorkspaceId workspaceOf(Event event) {
        return event.workspace().equals(WorkspaceId.PLATFORM) && event.subject() != null
                ? new WorkspaceId(UUID.fromString(event.subject()))
                : event.workspace();
    }

    private Future<Void> eachLifecycle(Function<WorkspaceLifecycle, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            done = done.compose(before -> step.apply(part));
        }
        return done;
    }

    private static NewEvent created(Actor creator, Workspace workspace) {
        var data = new JsonObject()
                .put("key", workspace.key())
                .put("name", workspace.name())
                .put("plan", workspace.plan().name())
                .put("ownerId", workspace.owner().toString());
        return event("workspace.created", creator, workspace.id(), data);
    }

    private static NewEvent event(String type, Actor actor, WorkspaceId subject, JsonObject data) {
        return new NewEvent(type, subject.toString(), EventActor.of(actor), data);
    }

    private static Future<Workspace> required(Optional<Workspace> found) {
        return found.map(Future::succeededFuture)
                .orElseGet(() -> CommonError.WORKSPACE_NOT_FOUND
                        .because("There is no such workspace, or you have no access to it.")
                        .asFuture());
    }
}
