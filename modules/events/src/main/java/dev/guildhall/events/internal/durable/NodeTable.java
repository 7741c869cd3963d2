package dev.guildhall.events.internal.durable;

import static dev.guildhall.db.Tables.EVENT_NODE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.NodeRegistry;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Field;

/** The nodes in the table {@code event_node}. */
public final class NodeTable implements NodeRegistry {

    private static final ParameterizedSql<String, Void> REPLACE =
            ParameterizedSql.change(name -> deleteFrom(EVENT_NODE).where(name.eq(EVENT_NODE.NAME)));

    private static final ParameterizedSql<Node, Void> INSERT = ParameterizedSql.change(node -> insertInto(EVENT_NODE)
            .set(node.values(Columns.of(EVENT_NODE.ID, Node::id).and(EVENT_NODE.NAME, Node::name)))
            .set(EVENT_NODE.SEEN_AT, currentOffsetDateTime())
            .onConflict(EVENT_NODE.ID)
            .doUpdate()
            .set(EVENT_NODE.SEEN_AT, currentOffsetDateTime()));

    private static final Field<OffsetDateTime> LATELY = field("now() - interval '10 seconds'", OffsetDateTime.class);

    private static final Field<Boolean> OTHERS = field(name("others"), Boolean.class);

    private static final ParameterizedSql<UUID, Boolean> SEEN = ParameterizedSql.rows(
            id -> resultQuery("""
            update guildhall.event_node set seen_at = now() where id = {0}
            returning guildhall.has_other_nodes({0}, interval '10 seconds') as others
            """, id.value(UUID.class, itself -> itself)), row -> row.get(OTHERS));

    private static final ParameterizedSql<UUID, UUID> SEEN_OTHERS = ParameterizedSql.rows(
            id -> select(EVENT_NODE.ID)
                    .from(EVENT_NODE)
                    .where(EVENT_NODE.ID.ne(id.value(EVENT_NODE.ID, itself -> itself)))
                    .and(EVENT_NODE.SEEN_AT.gt(LATELY)),
            row -> row.get(EVENT_NODE.ID));

    private static final Field<Boolean> ALIVE =
            field(EVENT_NODE.SEEN_AT.gt(LATELY)).as("alive");

    private static final Sql<SeenNode> ALL = Sql.rows(
            select(EVENT_NODE.ID, EVENT_NODE.NAME, EVENT_NODE.SEEN_AT, ALIVE)
                    .from(EVENT_NODE)
                    .orderBy(EVENT_NODE.NAME, EVENT_NODE.ID),
            row -> new SeenNode(
                    row.get(EVENT_NODE.ID), row.get(EVENT_NODE.NAME), row.instant(EVENT_NODE.SEEN_AT), row.get(ALIVE)));

    private static final Sql<Void> FORGET_OLD =
            Sql.change(query("delete from guildhall.event_node where seen_at < now() - interval '1 hour'"));

    private static final ParameterizedSql<UUID, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(EVENT_NODE).where(id.eq(EVENT_NODE.ID)));

    private record Node(UUID id, String name) {}

    private final Database database;

    public NodeTable(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> enter(UUID id, String name) {
        return enter(new Node(id, name), tx -> tx.execute(REPLACE.with(name)));
    }

    @Override
    public Future<Void> enterAgain(UUID former, UUID id, String name) {
        return enter(new Node(id, name), tx -> tx.execute(DELETE.with(former)));
    }

    private Future<Void> enter(Node node, Function<Tx, Future<?>> before) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> Future.all(before.apply(tx), tx.execute(INSERT.with(node)), tx.execute(FORGET_OLD))
                        .mapEmpty());
    }

    @Override
    public Future<Sight> seen(UUID id) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.first(SEEN.with(id)))
                .map(others -> others.map(some -> some ? Sight.WITH_OTHERS : Sight.ALONE)
                        .orElse(Sight.UNKNOWN));
    }

    @Override
    public Future<Set<UUID>> others(UUID id) {
        return database.list(Tenant.PLATFORM, SEEN_OTHERS.with(id)).map(Set::copyOf);
    }

    /** Those that were seen in the last hour, or since another one came, by name. */
    public Future<List<SeenNode>> all() {
        return database.list(Tenant.PLATFORM, ALL);
    }

    @Override
    public Future<Void> remove(UUID id) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(DELETE.with(id)))
                .mapEmpty();
    }
}
