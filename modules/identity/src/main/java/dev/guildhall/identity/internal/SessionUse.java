package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Notes which sessions are in use, and writes it down for all of them together now and then. */
final class SessionUse {

    private final Database database;
    private final Clock clock;
    private final SessionTable sessions = new SessionTable();
    private final Set<UUID> used = ConcurrentHashMap.newKeySet();

    SessionUse(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void note(UUID session) {
        // Mostly known already, and looking takes no lock.
        if (!used.contains(session)) {
            used.add(session);
        }
    }

    Future<Void> write() {
        var noted = Set.copyOf(used);
        if (noted.isEmpty()) {
            return Future.succeededFuture();
        }
        used.removeAll(noted);
        return sessions.noteUse(database, noted, clock.instant()).onFailure(unwritten -> used.addAll(noted));
    }
}
