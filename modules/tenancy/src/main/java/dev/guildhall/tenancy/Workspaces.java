package dev.guildhall.tenancy;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.internal.PreparedWorkspace;
import dev.guildhall.tenancy.internal.WorkspaceFacts;
import dev.guildhall.tenancy.internal.WorkspaceTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The workspaces of this installation. Safe for all event loops. */
public final class Workspaces {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<Workspace> LIST = WorkspaceTable.LIST;

    /** What the workspaces of one organization can be filtered and ordered by. */
    public static final ListFields<WorkspaceProfile> LIST_OF_ORGANIZATION = WorkspaceTable.OF_ORGANIZATION;

    private static final int KEYS_TO_TRY = 5;

    private final Database database;
    private final Organizations organizations;
    private final Journal journal;
    private final int selfServiceLimit;
    private final Clock clock;
    private final WorkspaceTable table = new WorkspaceTable();
    private final List<WorkspaceLifecycle> lifecycles;
    private final CoherentCache<WorkspaceId, Optional<PreparedWorkspace>> views;

    /**
     * @param lifecycles what other modules do when a workspace begins or ends
     * @param selfServiceLimit how many workspaces one may own and have made without an administrator
     */
    Workspaces(
            Database database,
            CacheBudget caches,
            Organizations organizations,
            Journal journal,
            List<WorkspaceLifecycle> lifecycles,
            int selfServiceLimit,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.journal = journal;
        this.lifecycles = lifecycles;
        this.selfServiceLimit = selfServiceLimit;
        this.clock = clock;
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
        return views.get(id).map(prepared -> prepared.map(PreparedWorkspace::workspace));
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

    /** Notes a new owner, whom membership has made one in the same transaction. */
    public Future<Void> changeOwner(Tx tx, Authentication by, Workspace locked, UserId owner) {
        return table.changeOwner(tx, locked.id(), owner, clock.instant()).map(changed -> {
            tx.afterCommit(() -> views.invalidate(locked.id()));
            var data = new JsonObject()
                    .put("ownerId", owner.toString())
                    .put("previousOwnerId", locked.owner().toString());
            journal.record(
                    tx,
                    locked.id(),
                    change(by, "workspace.updated", locked)
                            .telling(data)
                            .from(new JsonObject().put("ownerId", locked.owner().toString()))
                            .to(new JsonObject().put("ownerId", owner.toString())));
            return null;
        });
    }

    public Future<PreparedWorkspace> view(WorkspaceId id) {
        return views.get(id).map(found -> found.orElseThrow(Workspaces::deleted));
    }

    /** One page of the workspaces that somebody can see. */
    public Future<Page<Workspace>> list(VisibleWorkspaces visible, PageRequest<Workspace> page) {
        return table.list(database, visible, page);
    }

    /** One page of the workspaces of an organization that somebody can see. */
    public Future<Page<WorkspaceProfile>> list(
            OrganizationId organization, VisibleWorkspaces visible, PageRequest<WorkspaceProfile> page) {
        return table.list(database, organization, visible, page);
    }

    /** The workspace with who made it, from the database. */
    public Future<WorkspaceProfile> profile(WorkspaceId id) {
        return table.profile(database, id).map(found -> found.orElseThrow(Workspaces::deleted));
    }

    /**
     * How many users reach each of these workspaces, as its members or by what they are in its organization; without those
     * that are of no or of another organization, or that somebody cannot see.
     */
    public Future<Map<WorkspaceId, Integer>> countUsers(
            OrganizationId organization, VisibleWorkspaces visible, Collection<WorkspaceId> ids) {
        return table.countUsers(database, organization, visible, ids);
    }

    /**
     * Makes a workspace, whose creator becomes its owner. An administrator of the platform makes as many as they want, on
     * any plan, and so does in an organization who manages its workspaces, on the plans that anybody has; everybody
     * else's are {@link #createOwn their own}. Fails with {@code ORGANIZATION.NOT_FOUND} for outsiders of the organization.
     */
    public Future<Workspace> create(Authentication creator, NewWorkspace request) {
        if (creator.isPlatformAdmin()) {
            return create(creator, request, KEYS_TO_TRY);
        }
        if (request.organization().isEmpty()) {
            return createOwn(creator, request);
        }
        requirePlan(creator, request.plan());
        return create(creator, request, KEYS_TO_TRY);
    }

    /** The same, but that nobody's are their own: fails with {@code ACCESS.DENIED} for who manages nothing. */
    public Future<Workspace> createManaged(Authentication creator, NewWorkspace request) {
        if (request.organization().isEmpty() && !creator.isPlatformAdmin()) {
            throw CommonError.ACCESS_DENIED.because(
                    "Workspaces outside of organizations are made by administrators of the"
                            + " platform; name an organization that you manage, or make one of your own with POST"
                            + " /api/workspaces/self.");
        }
        return create(creator, request);
    }

    /**
     * Makes a workspace as anybody may. Fails with {@code WORKSPACE.ALREADY_OWNS_WORKSPACE} at the limit of self-service,
     * with {@code WORKSPACE.PLAN_NOT_ALLOWED} for a plan that only administrators give, and with {@code ACCESS.DENIED} by
     * a credential that is bound to an organization: what is one's own is of none.
     */
    public Future<Workspace> createOwn(Authentication founder, NewWorkspace request) {
        if (founder.credential().tenant().isPresent()) {
            throw CommonError.ACCESS_DENIED.because("Your session is scoped to an organization, and a workspace of your"
                    + " own is of none: scope the session to none with POST /api/auth/organization first.");
        }
        requirePlan(founder, request.plan());
        if (request.organization().isPresent()) {
            return Organizations.unknown(
                            "organizationId", request.organization().get())
                    .asFuture();
        }
        return create(founder, request.ownedAtMost(selfServiceLimit), KEYS_TO_TRY);
    }

    private static void requirePlan(Authentication by, Plan wanted) {
        if (wanted.isForAdministratorsToGive() && !by.isPlatformAdmin()) {
            throw TenancyError.PLAN_NOT_ALLOWED.onField(
                    "plan", "The plan " + wanted + " is given by administrators of the platform; ask one.");
        }
    }

    private Future<Workspace> create(Authentication creator, NewWorkspace request, int keysToTry) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return begin(creator, request, now)
                .recover(ConstraintViolation.means(
                        "workspace_key_unique",
                        () -> TenancyError.KEY_EXISTS.onField(
                                "key", "There is a workspace with the key " + request.key() + " already.")))
                .recover(failure -> request.keyProposed() && keysToTry > 1 && isKeyTaken(failure)
                        ? create(creator, request.rekeyed(), keysToTry - 1)
                        : Future.failedFuture(failure));
    }

    private Future<Workspace> begin(Authentication creator, NewWorkspace request, Instant now) {
        if (request.organization().isPresent()) {
            return createIn(request.organization().get(), creator, request, now);
        }
        var workspace = request.begun(creator.user(), now);
        return request.ownedAtMost().isPresent()
                ? createCounted(creator, request, workspace)
                : database.inTransaction(workspace.id(), tx -> create(tx, creator, workspace));
    }

    // Who may do so in the organization can be looked up outside the new workspace only.
    private Future<Workspace> createIn(OrganizationId id, Authentication creator, NewWorkspace request, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> organizations
                        .founding(tx, id, creator)
                        .map(organization -> request.begun(owner(creator, organization), now))
                        .compose(workspace -> tx.within(workspace.id(), own -> create(own, creator, workspace))));
    }

    private static UserId owner(Authentication creator, Organization organization) {
        return creator.principal() instanceof Principal.User user
                ? user.id()
                : organization
                        .owner()
                        .orElseThrow(() -> TenancyError.NO_OWNER.because(
                                "The organization has no owner yet, who would be that of the workspace; make somebody its"
                                        + " owner first."));
    }

    private static boolean isKeyTaken(Throwable failure) {
        return failure instanceof Problem problem && problem.is(TenancyError.KEY_EXISTS);
    }

    // Those one owns already can be counted outside the new one only.
    private Future<Workspace> createCounted(Authentication founder, NewWorkspace request, Workspace workspace) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> requireRoom(tx, founder, request)
                        .compose(room -> tx.within(workspace.id(), own -> create(own, founder, workspace))));
    }

    private Future<Workspace> create(Tx tx, Authentication creator, Workspace workspace) {
        return table.insert(tx, workspace)
                .compose(inserted -> {
                    // First, so that it is the first of the workspace's events.
                    var facts = WorkspaceFacts.whole(workspace);
                    journal.record(
                            tx,
                            workspace.id(),
                            change(creator, "workspace.created", workspace)
                                    .telling(facts)
                                    .to(facts));
                    return eachLifecycle(part -> part.created(tx, workspace, creator));
                })
                .map(workspace);
    }

    // Whoever founds twice at once waits for themselves, so that the limit holds.
    private Future<Void> requireRoom(Tx tx, Authentication founder, NewWorkspace request) {
        return table.lockFounder(tx, founder.user())
                .compose(locked -> table.countOwned(tx, founder.user()))
                .compose(owned -> owned < request.ownedAtMost().getAsInt()
                        ? Future.succeededFuture()
                        : TenancyError.ALREADY_OWNS_WORKSPACE
                                .because("You own " + owned + " already, and "
                                        + request.ownedAtMost().getAsInt()
                                        + " is what one may own here; hand one over or ask an administrator.")
                                .asFuture());
    }

    /**
     * Changes a workspace from the state it is in. The change gets that state and gives the one it wants; when they are
     * equal nothing happens.
     */
    public Future<Workspace> change(
            Authentication by, WorkspaceId id, UnaryOperator<Workspace> change, IfMatch condition) {
        return database.inTransaction(
                id,
                tx -> lock(tx, id).compose(current -> {
                    condition.verify(current.revision());
                    var wanted = change.apply(current);
                    if (wanted.plan() != current.plan()) {
                        requirePlan(by, wanted.plan());
                    }
                    return wanted.equals(current) ? Future.succeededFuture(current) : change(tx, by, current, wanted);
                }));
    }

    private Future<Workspace> change(Tx tx, Authentication by, Workspace current, Workspace wanted) {
        return eachLifecycle(part -> part.changing(tx, current, wanted))
                .compose(allowed -> table.save(tx, wanted, clock.instant()))
                .map(changed -> {
                    tx.afterCommit(() -> views.invalidate(current.id()));
                    var differing = WorkspaceFacts.differing(current, wanted);
                    journal.record(
                            tx,
                            current.id(),
                            change(by, "workspace.updated", current)
                                    .telling(WorkspaceFacts.told(differing, current, wanted))
                                    .from(WorkspaceFacts.only(differing, current))
                                    .to(WorkspaceFacts.only(differing, wanted)));
                    return changed.orElseThrow();
                });
    }

    /**
     * Moves a workspace into another organization, or out of any. Fails when it cannot be as it is, such as with {@code
     * MEMBER.OTHER_ORGANIZATION} while people are in it who do not belong to that one.
     */
    public Future<Workspace> move(Authentication by, WorkspaceId id, Optional<OrganizationId> to) {
        // What it is about is in three tenants. Who belongs to the organization stays so until the end.
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> organizations
                        .shareExisting(tx, to)
                        .compose(held -> lock(tx, id))
                        .compose(current -> current.organization().equals(to)
                                ? Future.succeededFuture(current)
                                : move(tx, by, current, to)));
    }

    private Future<Workspace> move(Tx tx, Authentication by, Workspace current, Optional<OrganizationId> to) {
        return eachLifecycle(part -> part.moving(tx, current, to))
                .compose(allowed -> table.move(tx, current.id(), to, clock.instant()))
                .map(moved -> {
                    tx.afterCommit(() -> views.invalidate(current.id()));
                    var facts = WorkspaceFacts.organization(moved);
                    var moving = change(by, "workspace.moved", current)
                            .telling(facts.copy()
                                    .put(
                                            "previousOrganizationId",
                                            WorkspaceFacts.organization(current).getValue("organizationId")))
                            .from(WorkspaceFacts.organization(current))
                            .to(facts);
                    journal.record(tx, current.id(), moving);
                    current.organization().ifPresent(from -> journal.record(tx, from, moving));
                    to.ifPresent(target -> journal.record(tx, target, moving));
                    return moved;
                });
    }

    /** Deletes a workspace and everything it owns. */
    public Future<Void> delete(Authentication by, WorkspaceId id, IfMatch condition) {
        // The fact is told to the workspace's subscribers, and outlives it in the platform's log.
        return database.inTransaction(Tenant.PLATFORM, tx -> delete(tx, by, id, condition));
    }

    /** The same in a transaction of the platform. */
    Future<Void> delete(Tx platformTx, Authentication by, WorkspaceId id) {
        return delete(platformTx, by, id, IfMatch.ANY);
    }

    private Future<Void> delete(Tx tx, Authentication by, WorkspaceId id, IfMatch condition) {
        return tx.within(id, own -> delete(own, id, condition)).map(gone -> {
            tx.afterCommit(() -> views.invalidate(id));
            var data = new JsonObject().put("workspaceId", id.toString()).put("key", gone.key());
            journal.recordEnd(
                    tx, id, change(by, "workspace.deleted", gone).telling(data).from(WorkspaceFacts.whole(gone)));
            return null;
        });
    }

    private Future<Workspace> delete(Tx tx, WorkspaceId id, IfMatch condition) {
        return lock(tx, id).compose(current -> {
            condition.verify(current.revision());
            return eachLifecycle(part -> part.deleting(tx, current))
                    .compose(prepared -> table.delete(tx, id))
                    .map(current);
        });
    }

    /** Drops what other nodes changed from memory. */
    void follow(Event event) {
        if (event.type().startsWith("workspace.")) {
            views.invalidate(event.workspace().orElseGet(() -> new WorkspaceId(UUID.fromString(event.subject()))));
        }
    }

    private Future<Void> eachLifecycle(Function<WorkspaceLifecycle, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            done = done.compose(before -> step.apply(part));
        }
        return done;
    }

    private static Change change(Authentication by, String type, Workspace subject) {
        return Change.of(by, type).on(subject.id());
    }

    private static Future<Workspace> required(Optional<Workspace> found) {
        return found.map(Future::succeededFuture).orElseGet(() -> notFound().asFuture());
    }

    /** What is told of a workspace that is not there, and in the same words of one that somebody must not know of. */
    public static Problem notFound() {
        return CommonError.WORKSPACE_NOT_FOUND.because("There is no such workspace, or you have no access to it.");
    }
}
