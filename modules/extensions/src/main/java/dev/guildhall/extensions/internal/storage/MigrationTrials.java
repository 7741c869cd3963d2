package dev.guildhall.extensions.internal.storage;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignLogin;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.impl.SQLDataType;

/** Empty schemas in which migrations are tried by an owner with the rights of one in a workspace; see V130. */
public final class MigrationTrials {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private record Names(String schema, String owner) {}

    private record Opening(UUID trial, String secret) {}

    private static final ParameterizedSql<UUID, Names> NAMES = ParameterizedSql.rows(
            trial -> select(field("schema_name", String.class), field("owner_role", String.class))
                    .from("guildhall.extension_names({0}, 'trial')", trial.value(UUID.class, Function.identity())),
            row -> new Names(row.get(field("schema_name", String.class)), row.get(field("owner_role", String.class))));

    private static final ParameterizedSql<Opening, Void> OPEN = ParameterizedSql.rows(
            opening -> select(field(
                    "guildhall.open_extension_trial({0}, {1})",
                    SQLDataType.OTHER,
                    opening.value(UUID.class, Opening::trial),
                    opening.value(String.class, Opening::secret))),
            row -> null);

    private static final ParameterizedSql<UUID, Void> DROP = ParameterizedSql.rows(
            trial -> select(field(
                    "guildhall.drop_extension_trial({0})",
                    SQLDataType.OTHER, trial.value(UUID.class, Function.identity()))),
            row -> null);

    private static final Sql<Void> DROP_ABANDONED =
            Sql.rows(select(field("guildhall.drop_abandoned_extension_trials()", SQLDataType.OTHER)), row -> null);

    private final Database database;
    private final ForeignSessions sessions;

    public MigrationTrials(Database database, ForeignSessions sessions) {
        this.database = database;
        this.sessions = sessions;
    }

    /** Runs the work in a transaction of the owner of an empty schema, of which nothing is left afterwards. */
    public Future<Void> run(Function<ForeignTx, Future<Void>> work) {
        var trial = Ids.next();
        return database.first(Tenant.PLATFORM, NAMES.with(trial))
                .map(found -> found.orElseThrow())
                .compose(names -> database.inTransaction(
                                Tenant.PLATFORM,
                                tx -> tx.list(OPEN.with(new Opening(trial, sessions.scramSecret(names.owner())))))
                        .compose(open ->
                                sessions.inTransaction(new ForeignLogin(names.owner(), names.schema()), LIMIT, work)))
                .eventually(() -> database.inTransaction(Tenant.PLATFORM, tx -> tx.list(DROP.with(trial))));
    }

    /** Drops what is left of trials that came to no end. */
    public Future<Void> dropAbandoned() {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(DROP_ABANDONED))
                .mapEmpty();
    }
}
