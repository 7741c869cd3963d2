package dev.guildhall.archive.internal.erasure;

import static dev.guildhall.db.Tables.ERASURE;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.archive.Erasure;
import dev.guildhall.archive.Receipt;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** All SQL on the table {@code erasure}. */
public final class ErasureTable {

    public static final ListFields<Erasure> LIST = ListFields.<Erasure>named("erasures")
            .filterable(
                    "kind",
                    textIgnoringCase(),
                    ERASURE.KIND,
                    erasure -> erasure.kind().name())
            .filterable("subjectId", uuid(), ERASURE.SUBJECT_ID, Erasure::subject)
            .field("requestedAt", timestamp(), ERASURE.REQUESTED_AT, Erasure::requestedAt)
            .defaultOrder("requestedAt desc")
            .id("id", uuid(), ERASURE.ID, Erasure::id);

    private static final List<Field<?>> COLUMNS = List.of(
            ERASURE.ID,
            ERASURE.KIND,
            ERASURE.SUBJECT_ID,
            ERASURE.REQUESTED_BY,
            ERASURE.REASON,
            ERASURE.REQUESTED_AT,
            ERASURE.COMPLETED_AT,
            ERASURE.RECEIPT);

    private static final ParameterizedSql<UUID, Erasure> FIND =
            ParameterizedSql.rows(id -> erasures().where(id.eq(ERASURE.ID)), ErasureTable::erasure);

    private static final ParameterizedSql<Begun, Void> INSERT = ParameterizedSql.change(begun -> insertInto(ERASURE)
            .set(begun.values(Columns.of(ERASURE.ID, (Begun of) -> of.erasure().id())
                    .and(ERASURE.KIND, of -> of.erasure().kind().name())
                    .and(ERASURE.SUBJECT_ID, of -> of.erasure().subject())
                    .and(ERASURE.REQUESTED_BY, of -> of.erasure().requestedBy())
                    .and(ERASURE.REASON, of -> of.erasure().reason().orElse(null))
                    .and(ERASURE.REQUESTED_AT, of -> of.erasure().requestedAt())
                    .and(ERASURE.REMOVED, of -> JSONB.valueOf(of.rows().encode()))
                    .and(ERASURE.TRACES, Begun::traces)))
            .set(ERASURE.TOUCHED_AT, currentOffsetDateTime()));

    private static final ParameterizedSql<UUID, Work> WORK = ParameterizedSql.rows(
            id -> select(COLUMNS)
                    .select(ERASURE.TRACES, ERASURE.REMOVED)
                    .from(ERASURE)
                    .where(id.eq(ERASURE.ID))
                    .and(ERASURE.COMPLETED_AT.isNull()),
            row -> new Work(
                    erasure(row),
                    row.get(ERASURE.TRACES),
                    new JsonObject(row.get(ERASURE.REMOVED).data())));

    private static final ParameterizedSql<UUID, Void> TOUCH = ParameterizedSql.change(id -> update(ERASURE)
            .set(ERASURE.TOUCHED_AT, currentOffsetDateTime())
            .where(id.eq(ERASURE.ID))
            .and(ERASURE.COMPLETED_AT.isNull()));

    /** Nobody is at work on them any more. */
    private static final Sql<UUID> TAKE = Sql.rows(
            update(ERASURE)
                    .set(ERASURE.TOUCHED_AT, currentOffsetDateTime())
                    .where(ERASURE.COMPLETED_AT.isNull())
                    .and(ERASURE.TOUCHED_AT.lt(field("now() - interval '2 minutes'", ERASURE.TOUCHED_AT.getDataType())))
                    .returningResult(ERASURE.ID),
            row -> row.get(ERASURE.ID));

    private static final ParameterizedSql<Completed, Void> COMPLETE =
            ParameterizedSql.change(completed -> update(ERASURE)
                    .set(ERASURE.TRACES, inline((String) null))
                    .set(ERASURE.COMPLETED_AT, completed.value(ERASURE.COMPLETED_AT, Completed::at))
                    .set(
                            ERASURE.RECEIPT,
                            completed.value(
                                    ERASURE.RECEIPT,
                                    of -> JSONB.valueOf(of.receipt().toJson().encode())))
                    .where(completed.eq(ERASURE.ID, Completed::id))
                    .and(ERASURE.COMPLETED_AT.isNull()));

    private record Begun(Erasure erasure, String traces, JsonObject rows) {}

    private record Completed(UUID id, Instant at, Receipt receipt) {}

    private final Database database;

    ErasureTable(Database database) {
        this.database = database;
    }

    /**
     * An erasure that is under way.
     *
     * @param traces what it looks for, sealed
     * @param rows how many there were at its beginning, by their tables
     */
    record Work(Erasure erasure, String traces, JsonObject rows) {}

    Future<Integer> insert(Tx tx, Erasure erasure, String traces, JsonObject rows) {
        return tx.execute(INSERT.with(new Begun(erasure, traces, rows)));
    }

    Future<Optional<Erasure>> find(UUID id) {
        return database.first(Tenant.PLATFORM, FIND.with(id));
    }

    Future<Page<Erasure>> list(PageRequest<Erasure> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> erasures()
                        .where(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                ErasureTable::erasure);
    }

    /** Empty when it is complete. */
    Future<Optional<Work>> work(UUID id) {
        return database.first(Tenant.PLATFORM, WORK.with(id));
    }

    Future<Integer> touch(UUID id) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(TOUCH.with(id)));
    }

    Future<List<UUID>> take() {
        return database.list(Tenant.PLATFORM, TAKE);
    }

    /** False when another node was faster. */
    Future<Boolean> complete(Tx tx, UUID id, Instant at, Receipt receipt) {
        return tx.execute(COMPLETE.with(new Completed(id, at, receipt))).map(rows -> rows > 0);
    }

    private static SelectJoinStep<Record> erasures() {
        return select(COLUMNS).from(ERASURE);
    }

    private static Erasure erasure(ResultRow row) {
        return new Erasure(
                row.get(ERASURE.ID),
                Kind.valueOf(row.get(ERASURE.KIND)),
                row.get(ERASURE.SUBJECT_ID),
                row.get(ERASURE.REQUESTED_BY),
                Optional.ofNullable(row.get(ERASURE.REASON)),
                row.instant(ERASURE.REQUESTED_AT),
                Optional.ofNullable(row.get(ERASURE.COMPLETED_AT)).map(time -> time.toInstant()),
                Optional.ofNullable(row.get(ERASURE.RECEIPT)).map(kept -> Receipt.of(new JsonObject(kept.data()))));
    }
}
