package dev.guildhall.extensions.internal.runtime;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.module.Job;
import dev.guildhall.extensions.internal.installation.UnfinishedInstallations;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then after what nodes that ended have left behind: events not moved yet, sessions that nobody waits for
 * any more, and tables of installations that have not come off.
 */
public final class StorageMaintenance {

    private static final Logger LOG = LoggerFactory.getLogger(StorageMaintenance.class);

    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Longer than any transaction may take that somebody still waits for. */
    private static final Sql<Void> END_OLD = Sql.rows(
            select(field("guildhall.end_old_extension_sessions(interval '2 minutes')", Integer.class)), row -> null);

    private final Database database;
    private final ExtensionSchemas schemas;
    private final Intents intents;
    private final UnfinishedInstallations unfinished;

    public StorageMaintenance(
            Database database, ExtensionSchemas schemas, Intents intents, UnfinishedInstallations unfinished) {
        this.database = database;
        this.schemas = schemas;
        this.intents = intents;
        this.unfinished = unfinished;
    }

    /** Begins to take tables of extensions over that were made before each had a schema of its own. */
    public void adopt() {
        schemas.adoptAll().onFailure(failure -> LOG.warn("Cannot look for tables of extensions to adopt", failure));
    }

    public Job job() {
        return new Job("look after what extensions have left behind", Duration.ZERO, PAUSE, this::look);
    }

    private Future<?> look() {
        return Future.join(intents.moveLeft(), database.list(Tenant.PLATFORM, END_OLD), unfinished.look());
    }
}
