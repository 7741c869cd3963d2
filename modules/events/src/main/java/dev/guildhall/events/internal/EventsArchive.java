package dev.guildhall.events.internal;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_DEAD_LETTER;
import static dev.guildhall.db.Tables.EVENT_RETENTION;
import static dev.guildhall.db.Tables.EVENT_SOURCE;
import static dev.guildhall.db.Tables.EVENT_SOURCE_OFFSET;
import static dev.guildhall.db.Tables.EVENT_SOURCE_REJECTION;
import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static dev.guildhall.db.Tables.WEBHOOK_ATTEMPT;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static dev.guildhall.db.Tables.WEBHOOK_QUEUE;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.archive.Newcomer;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What of the module's tables goes into the archive of a workspace. Its events come as they are, and nobody is told of them
 * again. Its subscriptions are disabled where they come, for two must not send the same, and sign with another secret.
 */
public final class EventsArchive implements ArchiveLifecycle {

    /** Why subscriptions are disabled that came with a workspace. */
    public static final String IMPORTED = "IMPORTED";

    /** A transaction that was over before all others: none of those who look for new events finds it. */
    private static final String LONG_COMMITTED = "3";

    private static final ParameterizedSql<WorkspaceId, String> NAMES = ParameterizedSql.rows(
            workspace -> select(EVENT_SUBSCRIPTION.NAME)
                    .from(EVENT_SUBSCRIPTION)
                    .where(workspace.eq(EVENT_SUBSCRIPTION.TENANT_ID, WorkspaceId::value))
                    .orderBy(EVENT_SUBSCRIPTION.NAME),
            row -> row.get(EVENT_SUBSCRIPTION.NAME));

    private final BiFunction<UUID, String, Optional<String>> newSecret;

    /** @param newSecret makes one, sealed, for a subscription of a kind; empty when that signs nothing */
    public EventsArchive(BiFunction<UUID, String, Optional<String>> newSecret) {
        this.newSecret = newSecret;
    }

    @SuppressWarnings("deprecation") // jOOQ has no type for the number of a transaction.
    public ArchivedTables tables() {
        return ArchivedTables.NONE
                .with(ArchivedTable.of(EVENT_COUNTER, EVENT_COUNTER.TENANT_ID)
                        .without(
                                "it is that of a workspace which is there",
                                EVENT_COUNTER.CLOSED_SEQUENCE,
                                EVENT_COUNTER.CLOSED_AT,
                                EVENT_COUNTER.PURGED_AT))
                .with(ArchivedTable.of(EVENT, EVENT.TENANT_ID)
                        .numberedBy(EVENT.ID, EVENT.CAUSATION_ID, EVENT.CORRELATION_ID)
                        .without("it is the order of commits in a database", EVENT.POSITION)
                        .replacing(EVENT.XID, (row, workspace) -> LONG_COMMITTED))
                .with(ArchivedTable.of(EVENT_RETENTION, EVENT_RETENTION.WORKSPACE_ID))
                .with(cursors())
                .with(ArchivedTable.of(EVENT_DEAD_LETTER, EVENT_DEAD_LETTER.TENANT_ID)
                        .where(EVENT_DEAD_LETTER.KIND.ne("replay")))
                .with(subscriptions())
                .with(ArchivedTable.of(WEBHOOK_QUEUE, WEBHOOK_QUEUE.TENANT_ID)
                        .without(
                                "nothing is due to be sent",
                                WEBHOOK_QUEUE.DUE_AT,
                                WEBHOOK_QUEUE.LEASE_OWNER,
                                WEBHOOK_QUEUE.LEASE_ID))
                .with(ArchivedTable.of(EVENT_SOURCE, EVENT_SOURCE.WORKSPACE_ID)
                        .without(
                                "nobody works on it, and nothing has failed",
                                EVENT_SOURCE.DUE_AT,
                                EVENT_SOURCE.LEASE_OWNER,
                                EVENT_SOURCE.LEASE_ID,
                                EVENT_SOURCE.LAST_ERROR,
                                EVENT_SOURCE.FAILING_SINCE))
                .without("it is told of what was sent from elsewhere", WEBHOOK_DELIVERY, WEBHOOK_ATTEMPT)
                .without("a topic of another workspace is another one", EVENT_SOURCE_OFFSET, EVENT_SOURCE_REJECTION);
    }

    private static ArchivedTable cursors() {
        return ArchivedTable.of(EVENT_CURSOR, EVENT_CURSOR.TENANT_ID)
                .without(
                        "nobody works on it, and nothing was tried",
                        EVENT_CURSOR.LEASE_OWNER,
                        EVENT_CURSOR.LEASE_ID,
                        EVENT_CURSOR.UNFINISHED,
                        EVENT_CURSOR.ATTEMPTS,
                        EVENT_CURSOR.NEXT_ATTEMPT_AT,
                        EVENT_CURSOR.LAST_ERROR)
                .where(EVENT_CURSOR.KIND.ne("replay"));
    }

    private ArchivedTable subscriptions() {
        return ArchivedTable.of(EVENT_SUBSCRIPTION, EVENT_SUBSCRIPTION.TENANT_ID)
                .identifiedBy(EVENT_SUBSCRIPTION.ID)
                .without(
                        "secrets are not written down outside",
                        EVENT_SUBSCRIPTION.FORMER_SECRETS,
                        EVENT_SUBSCRIPTION.FORMER_SECRETS_UNTIL)
                .without("it is sent elsewhere", EVENT_SUBSCRIPTION.REPLAY_UNTIL, EVENT_SUBSCRIPTION.FAILING_SINCE)
                .replacing(EVENT_SUBSCRIPTION.ENABLED, (row, workspace) -> false)
                .replacing(EVENT_SUBSCRIPTION.DISABLED_REASON, (row, workspace) -> IMPORTED)
                .replacing(EVENT_SUBSCRIPTION.SECRET, (row, workspace) -> secret(row));
    }

    private String secret(JsonObject subscription) {
        return newSecret
                .apply(UUID.fromString(subscription.getString("id")), subscription.getString("sink_kind"))
                .orElse(null);
    }

    @Override
    public Future<List<String>> imported(Tx tx, Newcomer workspace) {
        return tx.list(NAMES.with(workspace.id()))
                .map(names -> names.isEmpty()
                        ? List.of()
                        : List.of("The subscriptions " + String.join(", ", names)
                                + " are disabled, so that nothing is sent twice,"
                                + " and sign with other secrets than before: rotate the secret of each, give it to its"
                                + " receiver, and enable it."));
    }
}
