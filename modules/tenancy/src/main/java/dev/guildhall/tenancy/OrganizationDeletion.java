package dev.guildhall.tenancy;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Subscriptions;
import dev.guildhall.tenancy.internal.DeletedOrganization;
import dev.guildhall.tenancy.internal.OrganizationFacts;
import dev.guildhall.tenancy.internal.OrganizationTable;
import dev.guildhall.tenancy.internal.WorkspaceTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes organizations that nobody sees any more: each of their workspaces as anybody would, in a transaction of its own,
 * and at last the organization with all that refers to it. Every node does it. Who is at a step holds the lock of the
 * organization's row, so nodes do not meet, and a process that is killed leaves no claim behind: its connection ends, and
 * the next step is done by whoever comes first.
 */
final class OrganizationDeletion implements OrganizationLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OrganizationDeletion.class);

    private final Database database;
    private final Journal journal;
    private final WorkspaceAdministration workspaces;
    private final Subscriptions subscriptions;
    private final OrganizationTable organizations = new OrganizationTable();
    private final WorkspaceTable table = new WorkspaceTable();

    OrganizationDeletion(
            Database database, Journal journal, WorkspaceAdministration workspaces, Subscriptions subscriptions) {
        this.database = database;
        this.journal = journal;
        this.workspaces = workspaces;
        this.subscriptions = subscriptions;
    }

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        var its = table.countOf(tx, organization);
        var theirs = subscriptions.count(tx, organization);
        return Future.all(its, theirs)
                .map(counted -> Map.of("workspaces", its.result(), "subscriptions", theirs.result()));
    }

    /** Goes on with all that is to be deleted. */
    Future<Void> run() {
        return organizations.deleting(database).compose(this::finish);
    }

    private Future<Void> finish(List<OrganizationId> deleting) {
        var all = Future.<Void>succeededFuture();
        for (var organization : deleting) {
            all = all.compose(before -> finish(organization)
                    .onFailure(failure -> LOG.warn(
                            "The deletion of the organization {} is tried again in a moment", organization, failure))
                    .otherwiseEmpty());
        }
        return all;
    }

    private Future<Void> finish(OrganizationId organization) {
        var done = Promise.<Void>promise();
        finish(organization, done);
        return done.future();
    }

    // Not a chain of futures, which would be as long as there are workspaces.
    private void finish(OrganizationId organization, Promise<Void> done) {
        step(organization).onComplete(step -> {
            if (step.failed()) {
                done.fail(step.cause());
            } else if (step.result()) {
                finish(organization, done);
            } else {
                done.complete();
            }
        });
    }

    /** Deletes one workspace, or the organization when it has none; whether there may be more to do. */
    private Future<Boolean> step(OrganizationId id) {
        // A workspace and the organization are two tenants, and the end of each is told on the platform.
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> organizations
                        .takeDeleting(tx, id)
                        .compose(taken -> taken.isEmpty()
                                ? Future.succeededFuture(false)
                                : table.anyOf(tx, id)
                                        .compose(workspace -> workspace.isPresent()
                                                ? workspaces
                                                        .delete(tx, actor(taken.get()), workspace.get())
                                                        .map(true)
                                                : end(tx, taken.get()).map(false))));
    }

    private Future<Void> end(Tx tx, DeletedOrganization deleted) {
        var organization = deleted.organization();
        return organizations.delete(tx, organization.id()).map(gone -> {
            var change = Change.of(actor(deleted), "organization.deleted")
                    .on(organization.id())
                    .telling(new JsonObject()
                            .put("organizationId", organization.id().toString())
                            .put("slug", organization.slug()))
                    .from(OrganizationFacts.whole(organization));
            journal.recordEnd(tx, organization.id(), change);
            return null;
        });
    }

    private static Authentication actor(DeletedOrganization deleted) {
        return Authentication.of(deleted.by());
    }
}
