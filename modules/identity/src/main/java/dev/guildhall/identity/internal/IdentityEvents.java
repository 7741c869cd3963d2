package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.EventActor;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Records what happens to accounts and sessions, as facts of the platform. None of them carries a secret. */
final class IdentityEvents {

    static final String USER_CREATED = "user.created";
    static final String USER_UPDATED = "user.updated";
    static final String USER_DELETED = "user.deleted";
    static final String SESSION_ENDED = "user.session_ended";
    static final String SESSIONS_ENDED = "user.sessions_ended";
    static final String SESSION_ID = "sessionId";

    private final Outbox outbox;

    IdentityEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    void created(Tx tx, Account account, EventActor by) {
        append(tx, USER_CREATED, account.id(), by, facts(account));
    }

    void updated(Tx tx, Account account, EventActor by) {
        append(tx, USER_UPDATED, account.id(), by, facts(account));
    }

    void deleted(Tx tx, Account account, EventActor by) {
        append(tx, USER_DELETED, account.id(), by, facts(account));
    }

    void sessionEnded(Tx tx, UserId user, UUID session, SessionEnd reason, EventActor by) {
        append(tx, SESSION_ENDED, user, by, reason(reason).put(SESSION_ID, session.toString()));
    }

    void sessionsEnded(Tx tx, UserId user, SessionEnd reason, EventActor by) {
        append(tx, SESSIONS_ENDED, user, by, reason(reason));
    }

    private void append(Tx tx, String type, UserId subject, EventActor by, JsonObject data) {
        outbox.append(tx, WorkspaceId.PLATFORM, new NewEvent(type, subject.toString(), by, data));
    }

    private static JsonObject facts(Account account) {
        return new JsonObject()
                .put("userId", account.id().toString())
                .put("email", account.email())
                .put("fullName", account.fullName())
                .put("roles", Account.names(account.roles()));
    }

    private static JsonObject reason(SessionEnd reason) {
        return new JsonObject().put("reason", reason.name());
    }
}
