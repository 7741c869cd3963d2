package dev.guildhall.extensions.internal.storage;

import static dev.guildhall.db.Tables.EXTENSION_STORAGE;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.Routines;
import dev.guildhall.extensions.StoredAmount;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.host.Quotas;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what extensions keep to what they may. It is counted now and then where this node has let something be written;
 * where it is too much, the database takes the right to write from the extension's statements until it is less again.
 */
public final class StorageQuotas {

    private static final Logger LOG = LoggerFactory.getLogger(StorageQuotas.class);

    /** A session tells the statistics of its changes with the next one a second later, or after ten seconds. */
    private static final Duration STATISTICS = Duration.ofSeconds(12);

    private record Stored(String extensionKey, StoredAmount amount) {}

    private static final ParameterizedSql<WorkspaceId, Stored> ALL = ParameterizedSql.rows(
            workspace -> select(
                            EXTENSION_STORAGE.EXTENSION_KEY,
                            EXTENSION_STORAGE.ROW_COUNT,
                            EXTENSION_STORAGE.BYTE_COUNT,
                            EXTENSION_STORAGE.IS_FULL)
                    .from(EXTENSION_STORAGE)
                    .where(workspace.eq(EXTENSION_STORAGE.WORKSPACE_ID)),
            row -> new Stored(
                    row.get(EXTENSION_STORAGE.EXTENSION_KEY),
                    new StoredAmount(
                            row.get(EXTENSION_STORAGE.ROW_COUNT),
                            row.get(EXTENSION_STORAGE.BYTE_COUNT),
                            row.get(EXTENSION_STORAGE.IS_FULL))));

    private static final ParameterizedSql<InstallationKey, Boolean> IS_FULL = ParameterizedSql.rows(
            place -> select(EXTENSION_STORAGE.IS_FULL).from(EXTENSION_STORAGE).where(is(place)),
            row -> row.get(EXTENSION_STORAGE.IS_FULL));

    private record Measure(InstallationKey place, Quotas most) {}

    private static final ParameterizedSql<Measure, Void> MEASURE = ParameterizedSql.rows(
            measure -> select(Routines.measureExtensionStorage(
                    measure.value(
                            EXTENSION_STORAGE.WORKSPACE_ID, of -> of.place().workspace()),
                    measure.value(
                            EXTENSION_STORAGE.EXTENSION_KEY, of -> of.place().extensionKey()),
                    measure.value(Long.class, of -> of.most().storedRows()),
                    measure.value(Long.class, of -> of.most().storedBytes()))),
            row -> null);

    private final Database database;
    private final Quotas quotas;
    private final Map<InstallationKey, Long> used = new ConcurrentHashMap<>();

    public StorageQuotas(Database database, Quotas quotas) {
        this.database = database;
        this.quotas = quotas;
    }

    private static Condition is(Parameters<InstallationKey> place) {
        return place.eq(EXTENSION_STORAGE.WORKSPACE_ID, InstallationKey::workspace)
                .and(place.eq(EXTENSION_STORAGE.EXTENSION_KEY, InstallationKey::extensionKey));
    }

    /** What an installation may take. */
    public Quotas quotas() {
        return quotas;
    }

    /** An extension's statements have run. */
    public void used(InstallationKey place) {
        used.put(place, System.nanoTime());
    }

    /** Counts where extensions' statements have run lately. */
    public Future<Void> look() {
        var counted = Future.<Void>succeededFuture();
        for (var use : Map.copyOf(used).entrySet()) {
            var place = use.getKey();
            var isTold = System.nanoTime() - use.getValue() > STATISTICS.toNanos();
            counted = counted.compose(before -> count(place))
                    .map(done -> isTold && used.remove(place, use.getValue()))
                    .<Void>mapEmpty()
                    .otherwise(failure -> {
                        LOG.warn(
                                "Cannot count what {} keeps in workspace {}",
                                place.extensionKey(),
                                place.workspace(),
                                failure);
                        return null;
                    });
        }
        return counted;
    }

    private Future<Void> count(InstallationKey place) {
        return database.list(place.workspace(), MEASURE.with(new Measure(place, quotas)))
                .mapEmpty();
    }

    /** Whether an extension keeps more than it may. */
    public Future<Boolean> isFull(InstallationKey place) {
        return database.first(place.workspace(), IS_FULL.with(place)).map(found -> found.orElse(false));
    }

    /** What the extensions of a workspace keep, by their keys; those that keep nothing are left out. */
    public Future<Map<String, StoredAmount>> amounts(WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace))
                .map(all -> all.stream().collect(Collectors.toMap(Stored::extensionKey, Stored::amount)));
    }
}
