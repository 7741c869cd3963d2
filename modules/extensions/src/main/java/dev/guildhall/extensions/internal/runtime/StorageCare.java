package dev.guildhall.extensions.internal.runtime;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.error.FailureLog;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then after what nodes that ended have left behind: events not moved yet, and sessions that nobody
 * waits for any more.
 */
public final class StorageCare {

    private static final Logger LOG = LoggerFactory.getLogger(StorageCare.class);

    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Longer than any transaction may take that somebody still waits for. */
    private static final Sql<Void> END_OLD = Sql.rows(
            select(field("guildhall.end_old_extension_sessions(interval '2 minutes')", Integer.class)), row -> null);

    private final Vertx vertx;
    private final Database database;
    private final ExtensionSchemas schemas;
    private final Intents intents;
    private final FailureLog failures = new FailureLog(LOG, "look after what extensions have left behind");
    private long timer = -1;
    private boolean stopped;

    public StorageCare(Vertx vertx, Database database, ExtensionSchemas schemas, Intents intents) {
        this.vertx = vertx;
        this.database = database;
        this.schemas = schemas;
        this.intents = intents;
    }

    /** Begins in the background; must be called and stopped on one event loop. */
    public void start() {
        schemas.adoptAll().onFailure(failure -> LOG.warn("Cannot look for tables of extensions to adopt", failure));
        look();
    }

    private void look() {
        Future.join(intents.moveLeft(), database.list(Scope.PLATFORM, END_OLD)).onComplete(done -> {
            failures.note(done);
            if (!stopped) {
                timer = vertx.setTimer(PAUSE.toMillis(), elapsed -> look());
            }
        });
    }

    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }
}
