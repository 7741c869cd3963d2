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
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleOrganizations;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.internal.OrganizationFacts;
import dev.guildhall.tenancy.internal.OrganizationTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The organizations of this installation. Safe for all event loops. */
public final class Organizations {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<Organization> LIST = OrganizationTable.LIST;

    private final Database database;
    private final Journal journal;
    private final List<OrganizationLifecycle> lifecycles;
    private final Clock clock;
    private final OrganizationTable table = new OrganizationTable();
    private final CoherentCache<OrganizationId, Optional<Organization>> byId;

    /** @param lifecycles what other modules do when an organization begins */
    Organizations(
            Database database,
            CacheBudget caches,
            Journal journal,
            List<OrganizationLifecycle> lifecycles,
            Clock clock) {
        this.database = database;
        this.journal = journal;
        this.lifecycles = lifecycles;
        this.clock = clock;
        this.byId = CoherentCache.of(caches, id -> table.find(database, id));
    }

    /** The organization, from memory once it was asked for; changes of any node are seen within a second. */
    public Future<Optional<Organization>> find(OrganizationId id) {
        return byId.get(id);
    }

    /** Fails with {@code ORGANIZATION.NOT_FOUND}. */
    public Future<Organization> get(OrganizationId id) {
        return find(id).map(found -> found.orElseThrow(Organizations::unknown));
    }

    /** The same for an organization that must be the app's. */
    public Future<Organization> get(AppId app, OrganizationId id) {
        return find(id).map(found ->
                found.filter(organization -> organization.app().equals(app)).orElseThrow(Organizations::unknown));
    }

    /** The organization inside a transaction, its row locked against every other change. */
    public Future<Organization> lock(Tx tx, OrganizationId id) {
        return table.lock(tx, id).map(found -> found.orElseThrow(Organizations::unknown));
    }

    /** The organization as a transaction in one of its workspaces sees it, unchanged until that ends. */
    public Future<Optional<Organization>> share(Tx tx, OrganizationId id) {
        return table.share(tx, id);
    }

    /** One page of the organizations that somebody can see. */
    public Future<Page<Organization>> list(VisibleOrganizations visible, PageRequest<Organization> page) {
        return table.list(database, visible, page);
    }

    /**
     * Makes an organization, with the owner that is named in the request. Fails with {@code APP.NOT_FOUND}, {@code
     * ORGANIZATION.SLUG_EXISTS} and {@code ORGANIZATION.DOMAIN_EXISTS}.
     */
    public Future<Organization> create(Authentication by, NewOrganization request) {
        if (by.principal() instanceof Principal.App && !by.isApp(request.app())) {
            throw unknownApp(request);
        }
        var organization = request.begun(now());
        return database.inTransaction(
                        organization.id(),
                        tx -> table.insert(tx, organization)
                                .compose(inserted -> {
                                    var facts = OrganizationFacts.whole(organization);
                                    journal.record(
                                            tx,
                                            organization.id(),
                                            change(by, "organization.created", organization)
                                                    .telling(facts)
                                                    .to(facts));
                                    return eachLifecycle(part -> part.created(tx, organization, by));
                                })
                                .map(organization))
                .recover(ConstraintViolation.means("organization_app_fk", () -> unknownApp(request)))
                .recover(failure -> taken(failure, organization));
    }

    private Future<Void> eachLifecycle(Function<OrganizationLifecycle, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            done = done.compose(before -> step.apply(part));
        }
        return done;
    }

    /** The organization in which somebody makes a workspace, unchanged until the transaction ends; fails when they may not. */
    Future<Organization> founding(Tx platformTx, OrganizationId id, Authentication founder) {
        return shareExisting(platformTx, Optional.of(id))
                .map(Optional::orElseThrow)
                .compose(organization -> eachLifecycle(part -> part.founding(platformTx, organization, founder))
                        .map(organization));
    }

    /** The organization that a request names, if any, unchanged until the transaction ends. */
    Future<Optional<Organization>> shareExisting(Tx tx, Optional<OrganizationId> named) {
        return named.map(id -> table.share(tx, id)
                        .map(found -> Optional.of(found.orElseThrow(() -> unknown("organizationId", id)))))
                .orElse(Future.succeededFuture(Optional.empty()));
    }

    /** Changes what the profile says; when that is what it is already, nothing happens. */
    public Future<Organization> change(
            Authentication by, OrganizationId id, OrganizationProfile profile, IfMatch condition) {
        return database.inTransaction(
                id,
                tx -> lock(tx, id).compose(current -> {
                    condition.verify(current.revision());
                    var wanted = profile.applied(current);
                    requireStatus(by, current, wanted);
                    return wanted.equals(current)
                            ? Future.succeededFuture(current)
                            : change(tx, by, current, wanted).recover(failure -> taken(failure, wanted));
                }));
    }

    private Future<Organization> change(Tx tx, Authentication by, Organization current, Organization wanted) {
        return table.write(tx, wanted.changed(now())).map(written -> {
            tx.afterCommit(() -> byId.invalidate(current.id()));
            journal.record(
                    tx,
                    current.id(),
                    change(by, "organization.updated", current)
                            .telling(OrganizationFacts.differing(current, wanted))
                            .from(OrganizationFacts.differing(wanted, current))
                            .to(OrganizationFacts.differing(current, wanted)));
            return written;
        });
    }

    /** How many things of each kind would go with the organization. */
    public Future<Map<String, Integer>> holdings(OrganizationId id) {
        return database.inTransaction(Tenant.PLATFORM, tx -> {
            var parts = lifecycles.stream().map(part -> part.holdings(tx, id)).toList();
            return Future.all(parts).map(counted -> {
                var all = new TreeMap<String, Integer>();
                parts.forEach(part -> all.putAll(part.result()));
                return all;
            });
        });
    }

    /**
     * Deletes an organization and all it owns. It is not there for anybody any more as soon as this succeeds, and its
     * slug and domain are free; what it owns goes in the background, a workspace at a time.
     */
    public Future<Void> delete(Authentication by, OrganizationId id, IfMatch condition) {
        // Its own log goes with it; that of the platform keeps who wanted that, from where.
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> lock(tx, id).compose(current -> {
                    condition.verify(current.revision());
                    tx.afterCommit(() -> byId.invalidate(id));
                    var deleting = change(by, "organization.deleting", current)
                            .telling(new JsonObject().put("organizationId", id.toString()))
                            .from(OrganizationFacts.whole(current));
                    journal.record(tx, id, deleting);
                    journal.record(tx, Tenant.PLATFORM, deleting);
                    return table.beginDeletion(tx, id, by.principal(), now()).mapEmpty();
                }));
    }

    private static void requireStatus(Authentication by, Organization current, Organization wanted) {
        if (wanted.status() != current.status() && !by.isPlatformAdmin() && !by.isApp(current.app())) {
            throw CommonError.ACCESS_DENIED.onField(
                    "status", "The status is changed by the app and by administrators of the platform; ask one.");
        }
    }

    /** Notes a new owner, whom membership has made one in the same transaction. */
    public Future<Void> changeOwner(Tx tx, Authentication by, Organization locked, UserId owner) {
        return table.changeOwner(tx, locked.id(), owner, now()).map(changed -> {
            tx.afterCommit(() -> byId.invalidate(locked.id()));
            var before = new JsonObject()
                    .put("ownerId", locked.owner().map(UserId::toString).orElse(null));
            var after = new JsonObject().put("ownerId", owner.toString());
            journal.record(
                    tx,
                    locked.id(),
                    change(by, "organization.updated", locked)
                            .telling(after)
                            .from(before)
                            .to(after));
            return null;
        });
    }

    /** Drops what other nodes changed from memory. */
    void follow(Event event) {
        if (event.tenant() instanceof OrganizationId organization
                && event.type().startsWith("organization.")) {
            byId.invalidate(organization);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Change change(Authentication by, String type, Organization subject) {
        return Change.of(by, type).on(subject.id());
    }

    private static <T> Future<T> taken(Throwable failure, Organization wanted) {
        return ConstraintViolation.<T>means(
                        "organization_slug_unique",
                        () -> TenancyError.SLUG_EXISTS.onField(
                                "slug", "The app has an organization with the slug " + wanted.slug() + " already."))
                .apply(failure)
                .recover(ConstraintViolation.means(
                        "organization_domain_unique",
                        () -> TenancyError.DOMAIN_EXISTS.onField(
                                "domain",
                                "The app has an organization with the domain " + wanted.domain() + " already.")))
                .recover(ConstraintViolation.means(
                        "organization_external_id_unique",
                        () -> TenancyError.ORGANIZATION_EXTERNAL_ID_EXISTS.onField(
                                "externalId", "The app has another organization with this externalId.")));
    }

    private static Problem unknownApp(NewOrganization request) {
        return TenancyError.APP_NOT_FOUND.onField("appId", "There is no app with the id " + request.app() + ".");
    }

    /** What whoever names an organization is told that is none, or none of theirs. */
    public static Problem unknown(String field, OrganizationId id) {
        return CommonError.ORGANIZATION_NOT_FOUND.onField(
                field, "There is no organization " + id + ", or you have no access to it.");
    }

    /** What is told of an organization that is not there, and in the same words of one that somebody must not know of. */
    public static Problem unknown() {
        return CommonError.ORGANIZATION_NOT_FOUND.because(
                "There is no such organization, or you have no access to it.");
    }
}
