package dev.guildhall.events.internal.retention;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.events.RetentionRule;
import dev.guildhall.events.internal.retention.RetentionTable.Bounds;
import dev.guildhall.events.internal.retention.RetentionTable.Kept;
import dev.guildhall.events.internal.retention.RetentionTable.Missed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes events that were kept for long enough. What a durable subscriber has not had is kept once more as long; then it
 * goes too, and an event says what was missed. Every node does it, and it does not matter when two do it at once.
 */
public final class Retention {

    /** The event that tells what a durable subscriber missed. */
    static final String MISSED = "subscription.events_missed";

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final int PAGE = 500;
    /** So many events go in one transaction at most, during which the tenant gets no new ones. */
    private static final int PORTION = 1_000;

    private static final UUID FIRST = new UUID(0, 0);

    private final Database database;
    private final RetentionTable table;
    private final Duration usual;
    private final List<RetentionRule> rules;
    private final Journal journal;
    private final Clock clock;

    public Retention(Database database, Duration usual, List<RetentionRule> rules, Journal journal, Clock clock) {
        this.database = database;
        this.table = new RetentionTable(database);
        this.usual = usual;
        this.rules = rules;
        this.journal = journal;
        this.clock = clock;
    }

    /** Deletes what is due now. */
    public Future<Void> run() {
        return platform().compose(done -> from(FIRST));
    }

    /** For how long the events of a workspace are kept of which nothing was said. */
    Future<Duration> usualOf(WorkspaceId workspace) {
        return ruled(List.of(workspace)).map(ruled -> ruled.getOrDefault(workspace, usual));
    }

    // Its id is the lowest, after which the others come.
    private Future<Void> platform() {
        return trim(Tenant.PLATFORM, usual);
    }

    private Future<Void> from(UUID after) {
        return table.kept(after, PAGE)
                .compose(page -> trim(page)
                        .compose(done -> page.size() < PAGE
                                ? Future.succeededFuture()
                                : from(page.get(page.size() - 1).tenant().value())));
    }

    private Future<Void> trim(List<Kept> page) {
        var workspaces = page.stream()
                .map(Kept::tenant)
                .filter(WorkspaceId.class::isInstance)
                .map(WorkspaceId.class::cast)
                .toList();
        return ruled(workspaces).compose(ruled -> {
            var all = Future.<Void>succeededFuture();
            for (var kept : page) {
                var retention = kept.retention().orElseGet(() -> ruled.getOrDefault(kept.tenant(), usual));
                if (kept.since().isBefore(clock.instant().minus(retention))) {
                    all = all.compose(before -> trim(kept.tenant(), retention));
                }
            }
            return all;
        });
    }

    private Future<Map<Tenant, Duration>> ruled(List<WorkspaceId> workspaces) {
        return Future.all(rules.stream().map(rule -> rule.of(workspaces)).toList())
                .map(told -> {
                    var all = new HashMap<Tenant, Duration>();
                    told.<Map<WorkspaceId, Duration>>list().forEach(all::putAll);
                    return all;
                });
    }

    // There may be many deliveries for an event, and nobody has to wait for those to be gone.
    private Future<Void> trim(Tenant tenant, Duration retention) {
        var time = clock.instant().minus(retention);
        return table.bounds(tenant, time, time.minus(retention))
                .compose(found ->
                        found.map(bounds -> forget(tenant, bounds.end())).orElseGet(Future::succeededFuture))
                .compose(forgotten -> trimAll(tenant, retention));
    }

    private Future<Void> forget(Tenant tenant, long until) {
        return table.forgetSome(tenant, until)
                .compose(some -> some == 0 ? Future.succeededFuture() : forget(tenant, until));
    }

    private Future<Void> trimAll(Tenant tenant, Duration retention) {
        return database.inTransaction(tenant, tx -> trim(tx, tenant, retention))
                .compose(maybeMore -> maybeMore ? trimAll(tenant, retention) : Future.succeededFuture());
    }

    /** Deletes a portion; whether there may be more. */
    private Future<Boolean> trim(Tx tx, Tenant tenant, Duration retention) {
        var time = clock.instant().minus(retention);
        return table.lock(tx, tenant)
                .compose(locked -> table.bounds(tx, tenant, time, time.minus(retention)))
                .compose(found ->
                        found.map(bounds -> trim(tx, tenant, bounds)).orElseGet(() -> Future.succeededFuture(false)));
    }

    private Future<Boolean> trim(Tx tx, Tenant tenant, Bounds bounds) {
        var until = Math.min(bounds.end(), bounds.oldest() + PORTION - 1);
        if (until < bounds.oldest()) {
            return Future.succeededFuture(false);
        }
        return pass(tx, tenant, until, bounds)
                .compose(passed -> table.delete(tx, tenant, until))
                .compose(deleted -> table.move(tx, tenant, until))
                .map(moved -> until < bounds.end());
    }

    private Future<Void> pass(Tx tx, Tenant tenant, long until, Bounds bounds) {
        return bounds.had() < until
                ? table.pass(tx, tenant, until).map(all -> {
                    all.forEach(missed -> tell(tx, tenant, missed));
                    return null;
                })
                : Future.succeededFuture();
    }

    private void tell(Tx tx, Tenant tenant, Missed missed) {
        LOG.warn(
                "The {} {} in {} has not had {} events from {} on, which are not kept any longer",
                missed.kind(),
                missed.subscriber(),
                tenant,
                missed.events(),
                missed.from());
        var data = new JsonObject()
                .put("kind", missed.kind().toUpperCase(Locale.ROOT))
                .put("from", missed.from())
                .put("events", missed.events());
        journal.record(
                tx,
                tenant,
                Change.of(Authentication.SYSTEM, MISSED)
                        .on(missed.subscriber())
                        .telling(data)
                        .to(data));
    }
}
