package dev.guildhall.events.internal.subscription;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static dev.guildhall.list.FieldType.flag;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.SelectField;

/** The SQL of the table {@code event_subscription}. Secrets are sealed before they come here. */
final class SubscriptionTable {

    static final ListFields<Subscription> FIELDS = ListFields.<Subscription>named("subscriptions")
            .field("name", text(), EVENT_SUBSCRIPTION.NAME, Subscription::name)
            .filterable("enabled", flag(), EVENT_SUBSCRIPTION.ENABLED, Subscription::enabled)
            .sortable("createdAt", timestamp(), EVENT_SUBSCRIPTION.CREATED_AT, Subscription::createdAt)
            .defaultOrder("createdAt")
            .id("id", uuid(), EVENT_SUBSCRIPTION.ID, Subscription::id);

    private static final List<SelectField<?>> COLUMNS = List.of(
            EVENT_SUBSCRIPTION.WORKSPACE_ID,
            EVENT_SUBSCRIPTION.ID,
            EVENT_SUBSCRIPTION.NAME,
            EVENT_SUBSCRIPTION.TYPES,
            EVENT_SUBSCRIPTION.FILTER,
            EVENT_SUBSCRIPTION.SINK_KIND,
            EVENT_SUBSCRIPTION.SINK,
            EVENT_SUBSCRIPTION.ORDERED,
            EVENT_SUBSCRIPTION.ENABLED,
            EVENT_SUBSCRIPTION.DISABLED_REASON,
            EVENT_SUBSCRIPTION.FROM_SEQUENCE,
            EVENT_SUBSCRIPTION.REVISION,
            EVENT_SUBSCRIPTION.CREATED_BY,
            EVENT_SUBSCRIPTION.CREATED_AT,
            EVENT_SUBSCRIPTION.UPDATED_AT);

    private static final Sql<Subscription> ONE =
            Sql.rows(select(COLUMNS).from(EVENT_SUBSCRIPTION).where(key()), SubscriptionTable::subscription);

    private static final Sql<Subscription> LOCK = Sql.rows(
            select(COLUMNS).from(EVENT_SUBSCRIPTION).where(key()).forUpdate(), SubscriptionTable::subscription);

    // The lock keeps a subscription from being deleted before what is inserted for it is committed.
    private static final Sql<Subscription> ENABLED = Sql.rows(
            select(COLUMNS)
                    .from(EVENT_SUBSCRIPTION)
                    .where(EVENT_SUBSCRIPTION.WORKSPACE_ID.eq(bind(UUID.class)))
                    .and(EVENT_SUBSCRIPTION.ENABLED)
                    .orderBy(EVENT_SUBSCRIPTION.ID)
                    .forKeyShare(),
            SubscriptionTable::subscription);

    private static final Field<Integer> COUNT = count();

    private static final Sql<Integer> NUMBER = Sql.rows(
            select(COUNT).from(EVENT_SUBSCRIPTION).where(EVENT_SUBSCRIPTION.WORKSPACE_ID.eq(bind(UUID.class))),
            row -> row.get(COUNT));

    private static final Sql<Target> TARGET = Sql.rows(
            select(
                            EVENT_SUBSCRIPTION.SINK_KIND,
                            EVENT_SUBSCRIPTION.SINK,
                            EVENT_SUBSCRIPTION.ORDERED,
                            EVENT_SUBSCRIPTION.SECRET,
                            EVENT_SUBSCRIPTION.PREVIOUS_SECRET,
                            EVENT_SUBSCRIPTION.PREVIOUS_SECRET_UNTIL)
                    .from(EVENT_SUBSCRIPTION)
                    .where(key()),
            SubscriptionTable::target);

    private final Database database;

    SubscriptionTable(Database database) {
        this.database = database;
    }

    /**
     * Where a subscription's deliveries go and which secrets are used.
     *
     * @param secret sealed
     * @param previousSecret sealed; null when there is none
     */
    record Target(
            String kind,
            JsonObject configuration,
            boolean ordered,
            String secret,
            String previousSecret,
            Instant previousSecretUntil) {}

    Future<Optional<Subscription>> find(WorkspaceId workspace, UUID id) {
        return database.first(workspace, ONE, workspace, id);
    }

    Future<Page<Subscription>> page(WorkspaceId workspace, PageRequest<Subscription> request) {
        var query = select(COLUMNS)
                .from(EVENT_SUBSCRIPTION)
                .where(EVENT_SUBSCRIPTION.WORKSPACE_ID.eq(workspace.value()))
                .and(request.condition())
                .orderBy(request.orderBy())
                .limit(request.limit());
        return database.page(workspace, Sql.rows(query, SubscriptionTable::subscription))
                .map(request::page);
    }

    Future<Optional<Target>> target(WorkspaceId workspace, UUID id) {
        return database.first(workspace, TARGET, workspace, id);
    }

    Future<Optional<Subscription>> lock(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(LOCK, workspace, id);
    }

    Future<List<Subscription>> enabled(Tx tx, WorkspaceId workspace) {
        return tx.list(ENABLED, workspace);
    }

    Future<Integer> number(Tx tx, WorkspaceId workspace) {
        return tx.first(NUMBER, workspace).map(Optional::orElseThrow);
    }

    /** Inserts a subscription that begins after the newest event there is. */
    Future<Subscription> insert(Tx tx, Subscription added, String sealedSecret) {
        return tx.first(Sql.rows(
                        insertInto(EVENT_SUBSCRIPTION)
                                .set(
                                        EVENT_SUBSCRIPTION.WORKSPACE_ID,
                                        added.workspace().value())
                                .set(EVENT_SUBSCRIPTION.ID, added.id())
                                .set(EVENT_SUBSCRIPTION.NAME, added.name())
                                .set(EVENT_SUBSCRIPTION.TYPES, types(added))
                                .set(EVENT_SUBSCRIPTION.FILTER, json(added.filter()))
                                .set(EVENT_SUBSCRIPTION.SINK_KIND, added.sinkKind())
                                .set(EVENT_SUBSCRIPTION.SINK, json(added.sink()))
                                .set(EVENT_SUBSCRIPTION.ORDERED, added.ordered())
                                .set(EVENT_SUBSCRIPTION.ENABLED, added.enabled())
                                .set(EVENT_SUBSCRIPTION.SECRET, sealedSecret)
                                .set(EVENT_SUBSCRIPTION.FROM_SEQUENCE, newest(added.workspace()))
                                .set(EVENT_SUBSCRIPTION.CREATED_BY, added.createdBy())
                                .set(EVENT_SUBSCRIPTION.CREATED_AT, time(added.createdAt()))
                                .set(EVENT_SUBSCRIPTION.UPDATED_AT, time(added.updatedAt()))
                                .returningResult(COLUMNS),
                        SubscriptionTable::subscription))
                .map(Optional::orElseThrow);
    }

    /**
     * Writes what can change of a locked subscription.
     *
     * @param afresh whether what happened up to now is not for it any more
     */
    Future<Subscription> change(Tx tx, Subscription changed, boolean afresh) {
        var assigned = update(EVENT_SUBSCRIPTION)
                .set(EVENT_SUBSCRIPTION.NAME, changed.name())
                .set(EVENT_SUBSCRIPTION.TYPES, types(changed))
                .set(EVENT_SUBSCRIPTION.FILTER, json(changed.filter()))
                .set(EVENT_SUBSCRIPTION.SINK_KIND, changed.sinkKind())
                .set(EVENT_SUBSCRIPTION.SINK, json(changed.sink()))
                .set(EVENT_SUBSCRIPTION.ORDERED, changed.ordered())
                .set(EVENT_SUBSCRIPTION.ENABLED, changed.enabled())
                .set(EVENT_SUBSCRIPTION.DISABLED_REASON, changed.disabledReason())
                .set(EVENT_SUBSCRIPTION.UPDATED_AT, time(changed.updatedAt()))
                .set(EVENT_SUBSCRIPTION.REVISION, EVENT_SUBSCRIPTION.REVISION.plus(inline(1)))
                .set(
                        EVENT_SUBSCRIPTION.FROM_SEQUENCE,
                        afresh ? newest(changed.workspace()) : EVENT_SUBSCRIPTION.FROM_SEQUENCE);
        return tx.first(Sql.rows(
                        assigned.where(key(changed)).returningResult(COLUMNS), SubscriptionTable::subscription))
                .map(Optional::orElseThrow);
    }

    /** Puts a new secret in the place of the present one, which stays valid for a while. */
    Future<Subscription> rotate(Tx tx, Subscription subscription, String sealedSecret, Instant now, Duration overlap) {
        return tx.first(Sql.rows(
                        update(EVENT_SUBSCRIPTION)
                                .set(EVENT_SUBSCRIPTION.PREVIOUS_SECRET, EVENT_SUBSCRIPTION.SECRET)
                                .set(EVENT_SUBSCRIPTION.PREVIOUS_SECRET_UNTIL, time(now.plus(overlap)))
                                .set(EVENT_SUBSCRIPTION.SECRET, sealedSecret)
                                .set(EVENT_SUBSCRIPTION.UPDATED_AT, time(now))
                                .set(EVENT_SUBSCRIPTION.REVISION, EVENT_SUBSCRIPTION.REVISION.plus(inline(1)))
                                .where(key(subscription))
                                .returningResult(COLUMNS),
                        SubscriptionTable::subscription))
                .map(Optional::orElseThrow);
    }

    Future<Void> delete(Tx tx, Subscription subscription) {
        return tx.execute(deleteFrom(EVENT_SUBSCRIPTION).where(key(subscription)))
                .mapEmpty();
    }

    private static Field<Long> newest(WorkspaceId workspace) {
        return field(select(coalesce(max(EVENT_COUNTER.LAST_SEQUENCE), inline(0L)))
                .from(EVENT_COUNTER)
                .where(EVENT_COUNTER.WORKSPACE_ID.eq(workspace.value())));
    }

    private static Condition key() {
        return EVENT_SUBSCRIPTION.WORKSPACE_ID.eq(bind(UUID.class)).and(EVENT_SUBSCRIPTION.ID.eq(bind(UUID.class)));
    }

    private static Condition key(Subscription subscription) {
        return EVENT_SUBSCRIPTION
                .WORKSPACE_ID
                .eq(subscription.workspace().value())
                .and(EVENT_SUBSCRIPTION.ID.eq(subscription.id()));
    }

    private static String[] types(Subscription subscription) {
        return subscription.types().toArray(String[]::new);
    }

    private static JSONB json(JsonObject value) {
        return value == null ? null : JSONB.valueOf(value.encode());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The target of a row with the columns of the table, by their names. */
    static Target target(ResultRow row) {
        return new Target(
                row.get(EVENT_SUBSCRIPTION.SINK_KIND),
                row.json(EVENT_SUBSCRIPTION.SINK),
                row.get(EVENT_SUBSCRIPTION.ORDERED),
                row.get(EVENT_SUBSCRIPTION.SECRET),
                row.get(EVENT_SUBSCRIPTION.PREVIOUS_SECRET),
                row.instant(EVENT_SUBSCRIPTION.PREVIOUS_SECRET_UNTIL));
    }

    private static Subscription subscription(ResultRow row) {
        return new Subscription(
                new WorkspaceId(row.get(EVENT_SUBSCRIPTION.WORKSPACE_ID)),
                row.get(EVENT_SUBSCRIPTION.ID),
                row.get(EVENT_SUBSCRIPTION.NAME),
                List.of(row.get(EVENT_SUBSCRIPTION.TYPES)),
                row.json(EVENT_SUBSCRIPTION.FILTER),
                row.get(EVENT_SUBSCRIPTION.SINK_KIND),
                row.json(EVENT_SUBSCRIPTION.SINK),
                row.get(EVENT_SUBSCRIPTION.ORDERED),
                row.get(EVENT_SUBSCRIPTION.ENABLED),
                row.get(EVENT_SUBSCRIPTION.DISABLED_REASON),
                row.get(EVENT_SUBSCRIPTION.FROM_SEQUENCE),
                row.get(EVENT_SUBSCRIPTION.REVISION),
                row.get(EVENT_SUBSCRIPTION.CREATED_BY),
                row.instant(EVENT_SUBSCRIPTION.CREATED_AT),
                row.instant(EVENT_SUBSCRIPTION.UPDATED_AT));
    }
}
