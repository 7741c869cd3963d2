package dev.guildhall.tenancy;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.tenancy.internal.WorkspaceFacts;
import dev.guildhall.tenancy.internal.WorkspaceTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Makes, changes, moves and deletes workspaces, with the part that every module has in that. Safe for all event loops. */
public final class WorkspaceAdministration {

    private static final int KEYS_TO_TRY = 5;

    private final Database database;
    private final Workspaces workspaces;
    private final Organizations organizations;
    private final Journal journal;
    private final List<WorkspaceLifecycle> lifecycles;
    private final int selfServiceLimit;
    private final Clock clock;
    private final WorkspaceTable table = new WorkspaceTable();

    /**
     * @param lifecycles what other modules do when a workspace begins or ends
     * @param selfServiceLimit how many workspaces one may own and have made without an administrator
     */
    WorkspaceAdministration(
            Database database,
            Workspaces workspaces,
            Organizations organizations,
            Journal journal,
            List<WorkspaceLifecycle> lifecycles,
            int selfServiceLimit,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.organizations = organizations;
        this.journal = journal;
        this.lifecycles = lifecycles;
        this.selfServiceLimit = selfServiceLimit;
        this.clock = clock;
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
                .recover(WorkspaceAdministration::externalIdTaken)
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

    private static <T> Future<T> externalIdTaken(Throwable failure) {
        return ConstraintViolation.<T>means(
                        "workspace_external_id_unique",
                        () -> TenancyError.EXTERNAL_ID_EXISTS.onField(
                                "externalId",
                                "Another workspace has this externalId; take one that none has beside it."))
                .apply(failure);
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
                        tx -> workspaces.lock(tx, id).compose(current -> {
                            condition.verify(current.revision());
                            var wanted = change.apply(current);
                            if (wanted.plan() != current.plan()) {
                                requirePlan(by, wanted.plan());
                            }
                            return wanted.equals(current)
                                    ? Future.succeededFuture(current)
                                    : change(tx, by, current, wanted);
                        }))
                .recover(WorkspaceAdministration::externalIdTaken);
    }

    private Future<Workspace> change(Tx tx, Authentication by, Workspace current, Workspace wanted) {
        return eachLifecycle(part -> part.changing(tx, current, wanted))
                .compose(allowed -> table.save(tx, wanted, clock.instant()))
                .map(changed -> {
                    tx.afterCommit(() -> workspaces.changed(current.id()));
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
                                .compose(held -> workspaces.lock(tx, id))
                                .compose(current -> current.organization().equals(to)
                                        ? Future.succeededFuture(current)
                                        : move(tx, by, current, to)))
                .recover(WorkspaceAdministration::externalIdTaken);
    }

    private Future<Workspace> move(Tx tx, Authentication by, Workspace current, Optional<OrganizationId> to) {
        return eachLifecycle(part -> part.moving(tx, current, to))
                .compose(allowed -> table.move(tx, current.id(), to, clock.instant()))
                .map(moved -> {
                    tx.afterCommit(() -> workspaces.changed(current.id()));
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
    public Future<Void> delete(Tx platformTx, Authentication by, WorkspaceId id) {
        return delete(platformTx, by, id, IfMatch.ANY);
    }

    private Future<Void> delete(Tx tx, Authentication by, WorkspaceId id, IfMatch condition) {
        return tx.within(id, own -> delete(own, id, condition)).map(gone -> {
            tx.afterCommit(() -> workspaces.changed(id));
            var data = new JsonObject().put("workspaceId", id.toString()).put("key", gone.key());
            journal.recordEnd(
                    tx, id, change(by, "workspace.deleted", gone).telling(data).from(WorkspaceFacts.whole(gone)));
            return null;
        });
    }

    private Future<Workspace> delete(Tx tx, WorkspaceId id, IfMatch condition) {
        return workspaces.lock(tx, id).compose(current -> {
            condition.verify(current.revision());
            return eachLifecycle(part -> part.deleting(tx, current))
                    .compose(prepared -> table.delete(tx, id))
                    .map(current);
        });
    }

    /** Notes a new owner, whom membership has made one in the same transaction. */
    public Future<Void> changeOwner(Tx tx, Authentication by, Workspace locked, UserId owner) {
        return table.changeOwner(tx, locked.id(), owner, clock.instant()).map(changed -> {
            tx.afterCommit(() -> workspaces.changed(locked.id()));
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
}
