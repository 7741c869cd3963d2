package dev.guildhall.tenancy;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.internal.PreparedWorkspace;
import dev.guildhall.tenancy.internal.WorkspaceListTable;
import dev.guildhall.tenancy.internal.WorkspaceTable;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The workspaces of this installation, as they are. Safe for all event loops. */
public final class Workspaces {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<Workspace> LIST = WorkspaceListTable.LIST;

    /** What the workspaces of one organization can be filtered and ordered by. */
    public static final ListFields<WorkspaceProfile> LIST_OF_ORGANIZATION = WorkspaceListTable.OF_ORGANIZATION;

    private final Database database;
    private final Organizations organizations;
    private final WorkspaceTable table = new WorkspaceTable();
    private final WorkspaceListTable lists = new WorkspaceListTable();
    private final CoherentCache<WorkspaceId, Optional<PreparedWorkspace>> views;

    Workspaces(Database database, CacheBudget caches, Organizations organizations) {
        this.database = database;
        this.organizations = organizations;
        this.views = CoherentCache.of(
                caches, CacheBudget.HOT, id -> table.find(database, id).map(found -> found.map(PreparedWorkspace::of)));
    }

    /** The workspace, from memory once it was asked for; changes of any node are seen within a second. */
    public Future<Optional<Workspace>> find(WorkspaceId id) {
        var found = findByItself(id);
        return found.succeeded() ? thatIsThere(found.result()) : found.compose(this::thatIsThere);
    }

    /** The same, be its organization there or not: for whoever looks at that as well. */
    public Future<Optional<Workspace>> findByItself(WorkspaceId id) {
        var found = views.get(id);
        return found.succeeded()
                ? Future.succeededFuture(found.result().map(PreparedWorkspace::workspace))
                : found.map(prepared -> prepared.map(PreparedWorkspace::workspace));
    }

    // With its organization a workspace is gone at once, though its row goes in a while.
    private Future<Optional<Workspace>> thatIsThere(Optional<Workspace> found) {
        return found.flatMap(Workspace::organization)
                .map(organization -> organizations
                        .find(organization)
                        .map(there -> there.isPresent() ? found : Optional.<Workspace>empty()))
                .orElseGet(() -> Future.succeededFuture(found));
    }

    /** The same, for whoever was let into it: fails with {@code WORKSPACE.NOT_FOUND} when it is gone by now. */
    public Future<Workspace> get(WorkspaceId id) {
        return find(id).map(found -> found.orElseThrow(Workspaces::deleted));
    }

    private static Problem deleted() {
        return CommonError.WORKSPACE_NOT_FOUND.because("The workspace was deleted a moment ago.");
    }

    /** Whether nothing can be changed in the workspace, for its organization is suspended; from memory. */
    public Future<Boolean> isSuspended(WorkspaceId id) {
        return find(id).compose(found -> found.flatMap(Workspace::organization)
                        .map(organizations::find)
                        .orElse(Future.succeededFuture(Optional.empty())))
                .map(organization ->
                        organization.filter(Organization::isSuspended).isPresent());
    }

    /** Fails with {@code ORGANIZATION.SUSPENDED} when nothing can be changed in the workspace; from memory. */
    public Future<Void> requireChangeable(WorkspaceId id) {
        return isSuspended(id)
                .compose(suspended -> suspended ? Access.Suspension.problem().asFuture() : Future.succeededFuture());
    }

    /** Fails with {@code ORGANIZATION.SUSPENDED} when the organization is; it stays as it is until the transaction ends. */
    public Future<Void> requireChangeable(Tx tx, Workspace workspace) {
        return workspace
                .organization()
                .map(id -> organizations.share(tx, id).<Void>map(organization -> {
                    if (organization.orElseThrow(Workspaces::deleted).isSuspended()) {
                        throw Access.Suspension.problem();
                    }
                    return null;
                }))
                .orElse(Future.succeededFuture());
    }

    /** The workspace with this key, from the database. */
    public Future<Optional<Workspace>> find(String key) {
        return table.find(database, key);
    }

    /**
     * The workspace as the transaction sees it. Work that holds locks must not ask memory: to fill it takes a connection
     * of its own, which those who wait for the locks may have.
     */
    public Future<Optional<Workspace>> find(Tx tx, WorkspaceId id) {
        return table.find(tx, id);
    }

    /**
     * The workspace inside a transaction, its row locked until the end: one transaction at a time changes its members or
     * what they depend on, such as the plan, or the extensions it has, which depend on each other.
     */
    public Future<Workspace> lockForMembers(Tx tx, WorkspaceId id) {
        return table.lockForMembers(tx, id).compose(Workspaces::required);
    }

    /** The workspace inside a transaction, its row locked against every other change. */
    public Future<Workspace> lock(Tx tx, WorkspaceId id) {
        return table.lock(tx, id).compose(Workspaces::required);
    }

    public Future<PreparedWorkspace> view(WorkspaceId id) {
        return views.get(id).map(found -> found.orElseThrow(Workspaces::deleted));
    }

    /** One page of the workspaces that somebody can see. */
    public Future<Page<Workspace>> list(VisibleWorkspaces visible, PageRequest<Workspace> page) {
        return lists.list(database, visible, page);
    }

    /** One page of the workspaces of an organization that somebody can see. */
    public Future<Page<WorkspaceProfile>> list(
            OrganizationId organization, VisibleWorkspaces visible, PageRequest<WorkspaceProfile> page) {
        return lists.list(database, organization, visible, page);
    }

    /** The workspace with who made it, from the database. */
    public Future<WorkspaceProfile> profile(WorkspaceId id) {
        return lists.profile(database, id).map(found -> found.orElseThrow(Workspaces::deleted));
    }

    /**
     * How many users reach each of these workspaces, as its members or by what they are in its organization; without those
     * that are of no or of another organization, or that somebody cannot see.
     */
    public Future<Map<WorkspaceId, Integer>> countUsers(
            OrganizationId organization, VisibleWorkspaces visible, Collection<WorkspaceId> ids) {
        return lists.countUsers(database, organization, visible, ids);
    }

    /** Drops from memory what a transaction of this node has changed. */
    void changed(WorkspaceId id) {
        views.invalidate(id);
    }

    /** Drops what other nodes changed from memory. */
    void follow(Event event) {
        if (event.type().startsWith("workspace.")) {
            views.invalidate(event.workspace().orElseGet(() -> new WorkspaceId(UUID.fromString(event.subject()))));
        }
    }

    private static Future<Workspace> required(Optional<Workspace> found) {
        return found.map(Future::succeededFuture).orElseGet(() -> notFound().asFuture());
    }

    /** What is told of a workspace that is not there, and in the same words of one that somebody must not know of. */
    public static Problem notFound() {
        return CommonError.workspaceNotFound();
    }
}
