package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_MESSAGE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.number;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.SessionMessage;
import dev.guildhall.agents.SessionMessage.Role;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code agent_message}. */
public final class MessageTable {

    public static final ListFields<SessionMessage> LIST = ListFields.<SessionMessage>named("messages")
            .filterable("role", enumeration(Role.class), AGENT_MESSAGE.ROLE)
            .field("sequence", number(), AGENT_MESSAGE.SEQUENCE, SessionMessage::sequence)
            .defaultOrder("sequence")
            .id("sequence", number(), AGENT_MESSAGE.SEQUENCE, SessionMessage::sequence);

    private record Stored(WorkspaceId workspace, SessionMessage message) {}

    private static final Columns<SessionMessage> COLUMNS = Columns.<SessionMessage>of(
                    AGENT_MESSAGE.SESSION_ID, SessionMessage::session)
            .and(AGENT_MESSAGE.SEQUENCE, SessionMessage::sequence)
            .and(AGENT_MESSAGE.ID, SessionMessage::id)
            .and(AGENT_MESSAGE.ROLE, SessionMessage::role)
            .and(AGENT_MESSAGE.USER_ID, SessionMessage::user)
            .and(AGENT_MESSAGE.AGENT_KEY, SessionMessage::agentKey)
            .and(AGENT_MESSAGE.RUN_ID, SessionMessage::run)
            .and(AGENT_MESSAGE.CONTENT, SessionMessage::content)
            .and(AGENT_MESSAGE.CLIENT_KEY, SessionMessage::clientKey)
            .and(AGENT_MESSAGE.CREATED_AT, SessionMessage::createdAt);

    private static final ParameterizedSql<Stored, Void> INSERT =
            ParameterizedSql.change(stored -> insertInto(AGENT_MESSAGE)
                    .set(AGENT_MESSAGE.WORKSPACE_ID, stored.value(AGENT_MESSAGE.WORKSPACE_ID, Stored::workspace))
                    .set(stored.values(COLUMNS, Stored::message)));

    private record Part(WorkspaceId workspace, UUID session, long from, int most) {}

    private static final ParameterizedSql<Part, SessionMessage> AFTER = ParameterizedSql.rows(
            part -> select(COLUMNS.fields())
                    .from(AGENT_MESSAGE)
                    .where(part.eq(AGENT_MESSAGE.WORKSPACE_ID, Part::workspace))
                    .and(part.eq(AGENT_MESSAGE.SESSION_ID, Part::session))
                    .and(AGENT_MESSAGE.SEQUENCE.gt(part.value(AGENT_MESSAGE.SEQUENCE, Part::from)))
                    .orderBy(AGENT_MESSAGE.SEQUENCE)
                    .limit(part.value(Integer.class, Part::most)),
            MessageTable::message);

    private static final ParameterizedSql<Part, SessionMessage> UNTIL = ParameterizedSql.rows(
            part -> select(COLUMNS.fields())
                    .from(AGENT_MESSAGE)
                    .where(part.eq(AGENT_MESSAGE.WORKSPACE_ID, Part::workspace))
                    .and(part.eq(AGENT_MESSAGE.SESSION_ID, Part::session))
                    .and(AGENT_MESSAGE.SEQUENCE.le(part.value(AGENT_MESSAGE.SEQUENCE, Part::from)))
                    .orderBy(AGENT_MESSAGE.SEQUENCE.desc())
                    .limit(part.value(Integer.class, Part::most)),
            MessageTable::message);

    private record Named(WorkspaceId workspace, UUID session, UserId user, String clientKey) {}

    private static final ParameterizedSql<Named, SessionMessage> NAMED = ParameterizedSql.rows(
            named -> select(COLUMNS.fields())
                    .from(AGENT_MESSAGE)
                    .where(named.eq(AGENT_MESSAGE.WORKSPACE_ID, Named::workspace))
                    .and(named.eq(AGENT_MESSAGE.SESSION_ID, Named::session))
                    .and(named.eq(AGENT_MESSAGE.USER_ID, Named::user))
                    .and(named.eq(AGENT_MESSAGE.CLIENT_KEY, Named::clientKey)),
            MessageTable::message);

    public Future<Integer> insert(Tx tx, WorkspaceId workspace, SessionMessage message) {
        return tx.execute(INSERT.with(new Stored(workspace, message)));
    }

    /** Those after one, the oldest first. */
    public Future<List<SessionMessage>> after(
            Database database, WorkspaceId workspace, UUID session, long sequence, int most) {
        return database.list(workspace, AFTER.with(new Part(workspace, session, sequence, most)));
    }

    Future<Optional<SessionMessage>> one(Database database, SessionKey session, long sequence) {
        return after(database, session.workspace(), session.session(), sequence - 1, 1)
                .map(found -> found.stream()
                        .filter(message -> message.sequence() == sequence)
                        .findFirst());
    }

    /** Those up to one, the latest first. */
    public Future<List<SessionMessage>> until(
            Database database, WorkspaceId workspace, UUID session, long sequence, int most) {
        return database.list(workspace, UNTIL.with(new Part(workspace, session, sequence, most)));
    }

    /** What its sender sent under this name. */
    public Future<Optional<SessionMessage>> named(
            Database database, WorkspaceId workspace, UUID session, UserId user, String clientKey) {
        return database.first(workspace, NAMED.with(new Named(workspace, session, user, clientKey)));
    }

    public Future<Page<SessionMessage>> list(
            Database database, WorkspaceId workspace, UUID session, PageRequest<SessionMessage> page) {
        return page.read(
                database,
                workspace,
                asked -> select(COLUMNS.fields())
                        .from(AGENT_MESSAGE)
                        .where(AGENT_MESSAGE.WORKSPACE_ID.eq(workspace.value()))
                        .and(AGENT_MESSAGE.SESSION_ID.eq(session))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                MessageTable::message);
    }

    private static SessionMessage message(ResultRow row) {
        return new SessionMessage(
                row.get(AGENT_MESSAGE.SESSION_ID),
                row.get(AGENT_MESSAGE.SEQUENCE),
                row.get(AGENT_MESSAGE.ID),
                Role.valueOf(row.get(AGENT_MESSAGE.ROLE)),
                Optional.ofNullable(row.get(AGENT_MESSAGE.USER_ID)).map(UserId::new),
                row.get(AGENT_MESSAGE.AGENT_KEY),
                Optional.ofNullable(row.get(AGENT_MESSAGE.RUN_ID)),
                row.get(AGENT_MESSAGE.CONTENT),
                Optional.ofNullable(row.get(AGENT_MESSAGE.CLIENT_KEY)),
                row.instant(AGENT_MESSAGE.CREATED_AT));
    }
}
