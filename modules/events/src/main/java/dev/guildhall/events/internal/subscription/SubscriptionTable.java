package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static dev.guildhall.db.Tables.ORGANIZATION_WORKSPACE;
import static dev.guildhall.list.FieldType.flag;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.bus.BusAddress;
import dev.guildhall.events.internal.bus.BusSink;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** The SQL of the table {@code event_subscription}. Secrets are sealed before they come here. */
final class SubscriptionTable {

    static final ListFields<Subscription> FIELDS = ListFields.<Subscription>named("subscriptions")
            .field("name", text(), EVENT_SUBSCRIPTION.NAME, Subscription::name)
            .filterable("enabled", flag(), EVENT_SUBSCRIPTION.ENABLED, Subscription::enabled)
            .sortable("createdAt", timestamp(), EVENT_SUBSCRIPTION.CREATED_AT, Subscription::createdAt)
            .defaultOrder("createdAt")
            .id("id", uuid(), EVENT_SUBSCRIPTION.ID, Subscription::id);

    private static final Columns<Subscription> CHANGEABLE = Columns.of(EVENT_SUBSCRIPTION.NAME, Subscription::name)
            .and(EVENT_SUBSCRIPTION.TYPES, subscription -> subscription.types().toArray(String[]::new))
            .and(EVENT_SUBSCRIPTION.FILTER, Subscription::filter)
            .and(EVENT_SUBSCRIPTION.SINK_KIND, Subscription::sinkKind)
            .and(EVENT_SUBSCRIPTION.SINK, Subscription::sink)
            .and(EVENT_SUBSCRIPTION.ORDERED, Subscription::ordered)
            .and(EVENT_SUBSCRIPTION.ENABLED, Subscription::enabled)
            .and(EVENT_SUBSCRIPTION.DISABLED_REASON, Subscription::disabledReason)
            .and(EVENT_SUBSCRIPTION.UPDATED_AT, Subscription::updatedAt);

    private static final Columns<Subscription> COLUMNS = CHANGEABLE
            .and(
                    EVENT_SUBSCRIPTION.TENANT_KIND,
                    subscription -> subscription.tenant().kind())
            .and(EVENT_SUBSCRIPTION.TENANT_ID, Subscription::tenant)
            .and(EVENT_SUBSCRIPTION.ID, Subscription::id)
            .and(EVENT_SUBSCRIPTION.CREATED_BY, Subscription::createdBy)
            .and(EVENT_SUBSCRIPTION.CREATED_AT, Subscription::createdAt)
            .and(EVENT_SUBSCRIPTION.FROM_SEQUENCE, EVENT_SUBSCRIPTION.REVISION);

    private static final ParameterizedSql<Key, Subscription> ONE =
            ParameterizedSql.rows(key -> subscriptions().where(is(key)), SubscriptionTable::subscription);

    private static final ParameterizedSql<Key, Subscription> LOCK =
            ParameterizedSql.rows(key -> subscriptions().where(is(key)).forUpdate(), SubscriptionTable::subscription);

    // The lock keeps a subscription from being deleted before what is inserted for it is committed.
    private static final ParameterizedSql<Tenant, Subscription> ENABLED = ParameterizedSql.rows(
            tenant -> subscriptions()
                    .where(tenant.eq(EVENT_SUBSCRIPTION.TENANT_ID))
                    .and(EVENT_SUBSCRIPTION.ENABLED)
                    .and(EVENT_SUBSCRIPTION.SINK_KIND.ne(inline(Subscription.KAFKA_SOURCE)))
                    .orderBy(EVENT_SUBSCRIPTION.ID)
                    .forKeyShare(),
            SubscriptionTable::subscription);

    private static final ParameterizedSql<BusAddress, Subscription> ON_BUS = ParameterizedSql.rows(
            address -> subscriptions()
                    .where(address.eq(EVENT_SUBSCRIPTION.TENANT_ID, BusAddress::workspace))
                    .and(EVENT_SUBSCRIPTION.ENABLED)
                    .and(EVENT_SUBSCRIPTION.SINK_KIND.eq(inline(BusSink.KIND)))
                    .and(condition(
                            "{0} ->> 'busAddress' = {1}",
                            EVENT_SUBSCRIPTION.SINK, address.value(String.class, BusAddress::toString)))
                    .orderBy(EVENT_SUBSCRIPTION.ID),
            SubscriptionTable::subscription);

    private static final Field<Integer> COUNT = count();

    private static final ParameterizedSql<Tenant, Integer> NUMBER = ParameterizedSql.rows(
            tenant -> select(COUNT).from(EVENT_SUBSCRIPTION).where(tenant.eq(EVENT_SUBSCRIPTION.TENANT_ID)),
            row -> row.get(COUNT));

    private static final ParameterizedSql<OrganizationId, Integer> NUMBER_OF_ORGANIZATION = ParameterizedSql.rows(
            organization -> select(COUNT)
                    .from(EVENT_SUBSCRIPTION)
                    .where(organization.eq(EVENT_SUBSCRIPTION.TENANT_ID))
                    .or(EVENT_SUBSCRIPTION.TENANT_ID.in(select(ORGANIZATION_WORKSPACE.WORKSPACE_ID)
                            .from(ORGANIZATION_WORKSPACE)
                            .where(organization.eq(ORGANIZATION_WORKSPACE.ORGANIZATION_ID)))),
            row -> row.get(COUNT));

    private static final ParameterizedSql<Key, Target> TARGET = ParameterizedSql.rows(
            key -> select(
                            EVENT_SUBSCRIPTION.SINK_KIND,
                            EVENT_SUBSCRIPTION.SINK,
                            EVENT_SUBSCRIPTION.ORDERED,
                            EVENT_SUBSCRIPTION.SECRET,
                            EVENT_SUBSCRIPTION.FORMER_SECRETS,
                            EVENT_SUBSCRIPTION.FORMER_SECRETS_UNTIL)
                    .from(EVENT_SUBSCRIPTION)
                    .where(is(key)),
            SubscriptionTable::target);

    private static final ParameterizedSql<Addition, Subscription> INSERT = ParameterizedSql.rows(
            added -> insertInto(EVENT_SUBSCRIPTION)
                    .set(added.values(COLUMNS, Addition::subscription))
                    .set(EVENT_SUBSCRIPTION.SECRET, added.value(EVENT_SUBSCRIPTION.SECRET, Addition::sealedSecret))
                    .set(EVENT_SUBSCRIPTION.FROM_SEQUENCE, newest(added, Addition::subscription))
                    .returningResult(COLUMNS.fields()),
            SubscriptionTable::subscription);

    private static final ParameterizedSql<Change, Subscription> CHANGE = ParameterizedSql.rows(
            change -> update(EVENT_SUBSCRIPTION)
                    .set(change.values(CHANGEABLE, Change::subscription))
                    .set(
                            EVENT_SUBSCRIPTION.FROM_SEQUENCE,
                            when(
                                            condition(change.value(Boolean.class, Change::afresh)),
                                            newest(change, Change::subscription))
                                    .otherwise(EVENT_SUBSCRIPTION.FROM_SEQUENCE))
                    .set(
                            EVENT_SUBSCRIPTION.FAILING_SINCE,
                            when(
                                            condition(change.value(Boolean.class, Change::afresh)),
                                            castNull(EVENT_SUBSCRIPTION.FAILING_SINCE))
                                    .otherwise(EVENT_SUBSCRIPTION.FAILING_SINCE))
                    .set(EVENT_SUBSCRIPTION.REVISION, EVENT_SUBSCRIPTION.REVISION.plus(inline(1)))
                    .where(is(change, made -> Key.of(made.subscription())))
                    .returningResult(COLUMNS.fields()),
            SubscriptionTable::subscription);

    private static final ParameterizedSql<Rotation, Subscription> ROTATE = ParameterizedSql.rows(
            rotation -> update(EVENT_SUBSCRIPTION)
                    .set(rotation.values(Columns.of(EVENT_SUBSCRIPTION.SECRET, Rotation::sealedSecret)
                            .and(
                                    EVENT_SUBSCRIPTION.FORMER_SECRETS,
                                    made -> made.former().sealed())
                            .and(
                                    EVENT_SUBSCRIPTION.FORMER_SECRETS_UNTIL,
                                    made -> made.former().until())
                            .and(EVENT_SUBSCRIPTION.UPDATED_AT, Rotation::at)))
                    .set(EVENT_SUBSCRIPTION.REVISION, EVENT_SUBSCRIPTION.REVISION.plus(inline(1)))
                    .where(is(rotation, Rotation::key))
                    .returningResult(COLUMNS.fields()),
            SubscriptionTable::subscription);

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(EVENT_SUBSCRIPTION).where(is(key)));

    private record Key(Tenant tenant, UUID id) {

        static Key of(Subscription subscription) {
            return new Key(subscription.tenant(), subscription.id());
        }
    }

    private record Addition(Subscription subscription, Optional<String> sealedSecret) {}

    private record Change(Subscription subscription, boolean afresh) {}

    private record Rotation(Key key, String sealedSecret, FormerSecrets former, Instant at) {}

    private final Database database;

    SubscriptionTable(Database database) {
        this.database = database;
    }

    /**
     * Where a subscription's deliveries go and which secrets are used.
     *
     * @param secret sealed; null when there is none
     * @param formerSecrets those that are used as well for a while
     */
    record Target(String kind, JsonObject configuration, boolean ordered, String secret, FormerSecrets formerSecrets) {

        /** Those that are used at a time, sealed, the present one first; none where nothing is signed. */
        List<String> secrets(Instant now) {
            return secret == null
                    ? List.of()
                    : Stream.concat(Stream.of(secret), formerSecrets.at(now).stream())
                            .toList();
        }
    }

    Future<Optional<Subscription>> find(Tenant tenant, UUID id) {
        return database.first(tenant, ONE.with(new Key(tenant, id)));
    }

    Future<Page<Subscription>> page(Tenant tenant, PageRequest<Subscription> request) {
        return request.read(
                database,
                tenant,
                asked -> subscriptions()
                        .where(EVENT_SUBSCRIPTION.TENANT_ID.eq(tenant.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(asked.limit()),
                SubscriptionTable::subscription);
    }

    Future<Optional<Target>> target(Tenant tenant, UUID id) {
        return database.first(tenant, TARGET.with(new Key(tenant, id)));
    }

    Future<Optional<Subscription>> lock(Tx tx, Tenant tenant, UUID id) {
        return tx.first(LOCK.with(new Key(tenant, id)));
    }

    /** Those that events are sent to. */
    Future<List<Subscription>> enabled(Tx tx, Tenant tenant) {
        return tx.list(ENABLED.with(tenant));
    }

    /** Those whose events arrive at an address of the event bus. */
    Future<List<Subscription>> onBus(BusAddress address) {
        return database.list(address.workspace(), ON_BUS.with(address));
    }

    Future<Integer> number(Tx tx, Tenant tenant) {
        return tx.first(NUMBER.with(tenant)).map(Optional::orElseThrow);
    }

    Future<Integer> number(Tx platformTx, OrganizationId organization) {
        return platformTx.first(NUMBER_OF_ORGANIZATION.with(organization)).map(Optional::orElseThrow);
    }

    /** Inserts a subscription that begins after the newest event there is. */
    Future<Subscription> insert(Tx tx, Subscription added, Optional<String> sealedSecret) {
        return tx.first(INSERT.with(new Addition(added, sealedSecret))).map(Optional::orElseThrow);
    }

    /**
     * Writes what can change of a locked subscription.
     *
     * @param afresh whether what happened up to now is not for it any more
     */
    Future<Subscription> change(Tx tx, Subscription changed, boolean afresh) {
        return tx.first(CHANGE.with(new Change(changed, afresh))).map(Optional::orElseThrow);
    }

    /** Puts a new secret in the place of the present one of a locked subscription, which stays valid for a while. */
    Future<Subscription> rotate(Tx tx, Subscription subscription, String sealedSecret, Instant now) {
        var key = Key.of(subscription);
        return tx.first(TARGET.with(key))
                .map(Optional::orElseThrow)
                .map(present -> present.formerSecrets().replacing(present.secret(), now))
                .compose(former -> tx.first(ROTATE.with(new Rotation(key, sealedSecret, former, now))))
                .map(Optional::orElseThrow);
    }

    Future<Void> delete(Tx tx, Subscription subscription) {
        return tx.execute(DELETE.with(Key.of(subscription))).mapEmpty();
    }

    private static SelectJoinStep<Record> subscriptions() {
        return select(COLUMNS.fields()).from(EVENT_SUBSCRIPTION);
    }

    private static <A> Field<Long> newest(Parameters<A> argument, Function<A, Subscription> subscription) {
        return field(select(coalesce(max(EVENT_COUNTER.LAST_SEQUENCE), inline(0L)))
                .from(EVENT_COUNTER)
                .where(argument.eq(
                        EVENT_COUNTER.TENANT_ID,
                        given -> subscription.apply(given).tenant())));
    }

    private static Condition is(Parameters<Key> key) {
        return is(key, itself -> itself);
    }

    private static <A> Condition is(Parameters<A> argument, Function<A, Key> key) {
        return argument.eq(
                        EVENT_SUBSCRIPTION.TENANT_ID, given -> key.apply(given).tenant())
                .and(argument.eq(
                        EVENT_SUBSCRIPTION.ID, given -> key.apply(given).id()));
    }

    /** The target of a row with the columns of the table, by their names. */
    static Target target(ResultRow row) {
        return new Target(
                row.get(EVENT_SUBSCRIPTION.SINK_KIND),
                row.json(EVENT_SUBSCRIPTION.SINK),
                row.get(EVENT_SUBSCRIPTION.ORDERED),
                row.get(EVENT_SUBSCRIPTION.SECRET),
                FormerSecrets.of(
                        row.get(EVENT_SUBSCRIPTION.FORMER_SECRETS), row.get(EVENT_SUBSCRIPTION.FORMER_SECRETS_UNTIL)));
    }

    private static Subscription subscription(ResultRow row) {
        return new Subscription(
                Tenant.of(
                        Tenant.Kind.valueOf(row.get(EVENT_SUBSCRIPTION.TENANT_KIND)),
                        row.get(EVENT_SUBSCRIPTION.TENANT_ID)),
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
