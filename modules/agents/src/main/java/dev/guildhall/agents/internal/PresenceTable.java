package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_PRESENCE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** All SQL on the table {@code agent_presence}. */
final class PresenceTable {

    /** Somebody who follows a session on a node. */
    record Present(SessionKey session, UUID node, UserId user) {}

    private record Elsewhere(Collection<SessionKey> sessions, UUID own) {}

    private static final ParameterizedSql<Present, Void> INSERT = ParameterizedSql.change(present -> insertInto(
                    AGENT_PRESENCE)
            .set(
                    AGENT_PRESENCE.WORKSPACE_ID,
                    present.value(
                            AGENT_PRESENCE.WORKSPACE_ID, it -> it.session().workspace()))
            .set(
                    AGENT_PRESENCE.SESSION_ID,
                    present.value(AGENT_PRESENCE.SESSION_ID, it -> it.session().session()))
            .set(AGENT_PRESENCE.NODE, present.value(AGENT_PRESENCE.NODE, Present::node))
            .set(AGENT_PRESENCE.USER_ID, present.value(AGENT_PRESENCE.USER_ID, Present::user))
            .onConflictDoNothing());

    private static final ParameterizedSql<Present, Void> DELETE = ParameterizedSql.change(present -> deleteFrom(
                    AGENT_PRESENCE)
            .where(present.eq(AGENT_PRESENCE.WORKSPACE_ID, it -> it.session().workspace()))
            .and(present.eq(AGENT_PRESENCE.SESSION_ID, it -> it.session().session()))
            .and(present.eq(AGENT_PRESENCE.NODE, Present::node))
            .and(present.eq(AGENT_PRESENCE.USER_ID, Present::user)));

    private static final ParameterizedSql<Elsewhere, Present> ELSEWHERE = ParameterizedSql.rows(
            elsewhere -> resultQuery(
                    """
                    select p.workspace_id, p.session_id, p.node, p.user_id
                      from unnest({0}, {1}) as s (workspace_id, session_id)
                      join guildhall.agent_presence p using (workspace_id, session_id)
                     where p.node <> {2} and guildhall.is_node_alive(p.node, interval '10 seconds')
                     limit 100000
                    """,
                    elsewhere.value(
                            UUID[].class,
                            all -> all.sessions().stream()
                                    .map(session -> session.workspace().value())
                                    .toArray(UUID[]::new)),
                    elsewhere.value(
                            UUID[].class,
                            all -> all.sessions().stream()
                                    .map(SessionKey::session)
                                    .toArray(UUID[]::new)),
                    elsewhere.value(AGENT_PRESENCE.NODE, Elsewhere::own)),
            row -> new Present(
                    new SessionKey(
                            new WorkspaceId(row.get(AGENT_PRESENCE.WORKSPACE_ID)), row.get(AGENT_PRESENCE.SESSION_ID)),
                    row.get(AGENT_PRESENCE.NODE),
                    new UserId(row.get(AGENT_PRESENCE.USER_ID))));

    private static final ParameterizedSql<UUID, Void> FORGET_GONE =
            ParameterizedSql.change(own -> query("""
            delete from guildhall.agent_presence p
             where p.node <> {0} and not guildhall.is_node_alive(p.node, interval '1 minute')
            """, own.value(AGENT_PRESENCE.NODE)));

    private static final ParameterizedSql<UUID, Void> FORGET_OWN =
            ParameterizedSql.change(own -> deleteFrom(AGENT_PRESENCE).where(own.eq(AGENT_PRESENCE.NODE)));

    Future<Void> insert(Database database, Present present) {
        return database.inTransaction(present.session().workspace(), tx -> tx.execute(INSERT.with(present)))
                .mapEmpty();
    }

    Future<Void> delete(Database database, Present present) {
        return database.inTransaction(present.session().workspace(), tx -> tx.execute(DELETE.with(present)))
                .mapEmpty();
    }

    /** Who follows sessions, of whichever workspaces, on other nodes than this one. */
    Future<List<Present>> elsewhere(Database database, Collection<SessionKey> sessions, UUID own) {
        return database.list(Tenant.PLATFORM, ELSEWHERE.with(new Elsewhere(sessions, own)));
    }

    /** Forgets who followed sessions on nodes that are gone. */
    Future<Void> forgetGone(Database database, UUID own) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET_GONE.with(own)))
                .mapEmpty();
    }

    /** Forgets who followed sessions on a node. */
    Future<Void> forgetAll(Database database, UUID node) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET_OWN.with(node)))
                .mapEmpty();
    }
}
