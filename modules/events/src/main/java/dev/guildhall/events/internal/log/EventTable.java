package dev.guildhall.events.internal.log;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.SelectField;

/** The SQL of the table {@code event}. */
public final class EventTable {

    private static final List<SelectField<?>> COLUMNS = List.of(
            EVENT.TENANT_ID,
            EVENT.TENANT_KIND,
            EVENT.SEQUENCE,
            EVENT.ID,
            EVENT.TYPE,
            EVENT.SUBJECT,
            EVENT.ACTOR,
            EVENT.CORRELATION_ID,
            EVENT.CAUSATION_ID,
            EVENT.TRACEPARENT,
            EVENT.TIME,
            EVENT.DATA);

    /** What clients may filter events by; they come in sequence. */
    public static final ListFields<Event> FIELDS = ListFields.<Event>named("events")
            .filterable("type", text(), EVENT.TYPE, Event::type)
            .filterable("subject", text(), EVENT.SUBJECT, Event::subject)
            .filterable("actor", text(), EVENT.ACTOR, event -> event.actor().text())
            .filterable("time", timestamp(), EVENT.TIME, Event::time)
            .filterable("correlationId", text(), EVENT.CORRELATION_ID, Event::correlation)
            .filterable(
                    "causationId",
                    uuid(),
                    EVENT.CAUSATION_ID,
                    event -> event.cause().event().orElse(null))
            .sortable("sequence", number(), EVENT.SEQUENCE, Event::sequence)
            .id("sequence", number(), EVENT.SEQUENCE, Event::sequence);

    private static final Field<String> SEEN = field(name("seen"), String.class);
    private static final Field<Boolean> MORE = field(name("more"), Boolean.class);

    private static final ParameterizedSql<Batch, Long> APPEND = ParameterizedSql.rows(
            batch -> resultQuery(
                    "select guildhall.append_events({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}) as sequence",
                    batch.value(EVENT.TENANT_KIND, Batch::kind),
                    batch.value(EVENT.TENANT_ID, Batch::tenant),
                    batch.value(EVENT.TIME, Batch::time),
                    batch.value(UUID[].class, Batch::ids),
                    batch.value(String[].class, Batch::types),
                    batch.value(String[].class, Batch::subjects),
                    batch.value(String[].class, Batch::actors),
                    batch.value(String[].class, Batch::correlations),
                    batch.value(UUID[].class, Batch::causations),
                    batch.value(String[].class, Batch::traces),
                    batch.value(String[].class, Batch::contents)),
            row -> row.get(EVENT.SEQUENCE));

    private static final ParameterizedSql<Since, Found> SINCE = ParameterizedSql.rows(
            since -> resultQuery(
                    """
                select * from guildhall.events_since(
                  cast({0} as pg_snapshot), cast({1} as pg_snapshot), {2}, {3})
                """,
                    since.value(String.class, Since::older),
                    since.value(String.class, Since::target),
                    since.value(Long.class, Since::after),
                    since.value(Integer.class, Since::limit)),
            EventTable::found);

    private static final Sql<String> SNAPSHOT =
            Sql.rows(resultQuery("select cast(pg_current_snapshot() as text) as seen"), row -> row.get(SEEN));

    private static final Sql<Void> ADOPT = Sql.change(
            query("update guildhall.event set xid = '3' where xid >= pg_snapshot_xmax(pg_current_snapshot())"));

    private static final ParameterizedSql<After, Event> AFTER = ParameterizedSql.rows(
            after -> select(COLUMNS)
                    .from(EVENT)
                    .where(after.eq(EVENT.TENANT_ID, After::tenant))
                    .and(EVENT.SEQUENCE.gt(after.value(EVENT.SEQUENCE, After::sequence)))
                    .orderBy(EVENT.SEQUENCE)
                    .limit(after.value(Integer.class, After::limit)),
            EventTable::event);

    /** The events of one tenant by their columns, as they are unnested. */
    private record Batch(
            Tenant tenant,
            Instant time,
            UUID[] ids,
            String[] types,
            String[] subjects,
            String[] actors,
            String[] correlations,
            UUID[] causations,
            String[] traces,
            String[] contents) {

        Batch(Tenant tenant, Instant time, int count) {
            this(
                    tenant,
                    time,
                    new UUID[count],
                    new String[count],
                    new String[count],
                    new String[count],
                    new String[count],
                    new UUID[count],
                    new String[count],
                    new String[count]);
        }

        Tenant.Kind kind() {
            return tenant.kind();
        }

        void put(int place, Recorded recorded) {
            var event = recorded.event();
            ids[place] = recorded.id();
            types[place] = event.type();
            subjects[place] = event.subject();
            actors[place] = event.actor().text();
            correlations[place] = event.cause().correlation().orElse(null);
            causations[place] = event.cause().event().orElse(null);
            traces[place] = event.cause().trace().orElse(null);
            contents[place] = json(event.content());
        }
    }

    private record Since(String older, String target, long after, int limit) {}

    private record After(Tenant tenant, long sequence, int limit) {}

    private final Database database;

    public EventTable(Database database) {
        this.database = database;
    }

    /**
     * One row of what became visible.
     *
     * @param seen the snapshot that sees it
     * @param more whether there are others after it
     * @param position where the next page begins
     * @param event null in the only row of an empty answer
     */
    record Found(String seen, boolean more, Long position, Event event) {}

    /** Numbers and inserts the events of one tenant; gives the sequence of the first. */
    Future<Long> append(Tx tx, Tenant tenant, Instant time, List<Recorded> events) {
        var batch = new Batch(tenant, time, events.size());
        for (var i = 0; i < events.size(); i++) {
            batch.put(i, events.get(i));
        }
        return tx.lastly(
                APPEND.with(batch), ConstraintViolation.means(CounterTable.OPEN, CommonError::workspaceNotFound));
    }

    /**
     * The events that a snapshot sees and an older one does not, a page of them; at least one row.
     *
     * @param target the snapshot of the first page, or null for this moment's
     * @param after the position of the last event of the page before
     */
    Future<List<Found>> since(String older, String target, long after, int limit) {
        return database.list(Tenant.PLATFORM, SINCE.with(new Since(older, target, after, limit)));
    }

    Future<String> snapshot() {
        return database.first(Tenant.PLATFORM, SNAPSHOT).map(Optional::orElseThrow);
    }

    /**
     * Marks events that came with the dump of another PostgreSQL, whose transaction ids mean nothing here, as old.
     */
    Future<Integer> adoptForeign() {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(ADOPT));
    }

    /** The events of a tenant after a sequence, in order. */
    public Future<List<Event>> after(Tenant tenant, long sequence, int limit) {
        return database.list(tenant, AFTER.with(new After(tenant, sequence, limit)));
    }

    public Future<List<Event>> after(Tx tx, Tenant tenant, long sequence, int limit) {
        return tx.list(AFTER.with(new After(tenant, sequence, limit)));
    }

    /** A page of the events of a tenant after a sequence. */
    public Future<Page<Event>> page(Tenant tenant, long after, PageRequest<Event> request) {
        return request.read(
                database,
                tenant,
                asked -> select(COLUMNS)
                        .from(EVENT)
                        .where(EVENT.TENANT_ID.eq(tenant.value()))
                        .and(EVENT.SEQUENCE.gt(after))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(asked.limit()),
                EventTable::event);
    }

    private static String json(Object content) {
        if (content == null) {
            return null;
        }
        return content == Event.NULL ? "null" : Json.encode(content);
    }

    private static Found found(ResultRow row) {
        return row.get(EVENT.ID) == null
                ? new Found(row.get(SEEN), false, null, null)
                : new Found(row.get(SEEN), row.get(MORE), row.get(EVENT.POSITION), event(row));
    }

    /** The event of a row with the columns of the table, by their names. */
    public static Event event(ResultRow row) {
        return new Event(
                row.get(EVENT.ID),
                Tenant.of(Tenant.Kind.valueOf(row.get(EVENT.TENANT_KIND)), row.get(EVENT.TENANT_ID)),
                row.get(EVENT.SEQUENCE),
                row.get(EVENT.TYPE),
                row.get(EVENT.SUBJECT),
                Principal.parse(row.get(EVENT.ACTOR)),
                Cause.of(row.get(EVENT.CORRELATION_ID), row.get(EVENT.CAUSATION_ID), row.get(EVENT.TRACEPARENT)),
                row.instant(EVENT.TIME),
                row.isJsonNull(EVENT.DATA) ? Event.NULL : row.anyJson(EVENT.DATA));
    }
}
