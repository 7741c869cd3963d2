package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.ResultTooLarge;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Cause;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.SchemaChoice;
import dev.guildhall.extensions.internal.storage.StorageQuotas;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageException;
import dev.guildhall.spi.StorageTransaction;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of one extension in one workspace, for its code: in a session of its own, which reaches nothing else. */
final class InstallationStorage implements Storage {

    private static final Logger LOG = LoggerFactory.getLogger(InstallationStorage.class);

    private static final String EMIT = "select guildhall_door.emit($1, $2, $3, $4, $5, $6, $7)";
    /** PostgreSQL lets nobody take that back once the transaction has read something, which this does. */
    private static final String ONLY_READING = "select set_config('transaction_read_only', 'on', true)";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String READ_ONLY_TRANSACTION = "25006";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String QUERY_CANCELED = "57014";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";
    private static final String OTHER_VERSION_INSTALLED = "GH001";

    private final ExtensionSchemas schemas;
    private final Intents intents;
    private final Workspaces workspaces;
    private final Installation installation;
    private final Optional<Trial> trial;
    private final SchemaChoice schema;
    private final SessionLimit connections;
    private final StorageQuotas quotas;
    private final InstallationEvents events;
    private final Cause cause;
    private final String requireVersion;

    InstallationStorage(
            ExtensionSchemas schemas,
            Intents intents,
            Workspaces workspaces,
            Installation installation,
            Optional<Trial> trial,
            SessionLimit connections,
            StorageQuotas quotas,
            InstallationEvents events,
            Cause cause) {
        this.schemas = schemas;
        this.intents = intents;
        this.workspaces = workspaces;
        this.installation = installation;
        this.trial = trial;
        this.schema = trial.map(Trial::schema).orElse(SchemaChoice.USED);
        this.connections = connections;
        this.quotas = quotas;
        this.events = events;
        this.cause = cause;
        // Nothing in a semantic version could end the literal.
        this.requireVersion = "select guildhall_door.require_version('" + installation.version() + "')";
    }

    /** The same, with a cause of the events that its transactions add. */
    InstallationStorage because(Cause other) {
        return new InstallationStorage(
                schemas, intents, workspaces, installation, trial, connections, quotas, events, other);
    }

    @Override
    public Future<List<JsonObject>> query(String sql, Object... parameters) {
        return inTransaction(transaction -> transaction.query(sql, parameters));
    }

    @Override
    public Future<Integer> execute(String sql, Object... parameters) {
        return inTransaction(transaction -> transaction.execute(sql, parameters));
    }

    @Override
    public <T> Future<T> inTransaction(Function<StorageTransaction, Future<T>> work) {
        var emissions = new Emissions();
        return workspaces
                .isSuspended(installation.workspace())
                .compose(suspended -> connections.run(() ->
                        schemas.asUser(installation.workspace(), installation.extensionKey(), schema, LIMIT, tx -> {
                            if (schema.isInstalled()) {
                                tx.requireAtEnd(requireVersion);
                            }
                            return (suspended ? onlyReading(tx) : Future.<Void>succeededFuture())
                                    .compose(ready -> work.apply(new Transaction(tx, emissions)));
                        })))
                .onComplete(done -> quotas.used(InstallationKey.of(installation)))
                .recover(this::refused)
                .compose(done -> emissions.any ? published().map(done) : Future.succeededFuture(done))
                .compose(done -> emissions.ofTrial.isEmpty()
                        ? Future.succeededFuture(done)
                        : told(emissions).map(done));
    }

    private static Future<Void> onlyReading(ForeignTx tx) {
        return tx.run(ONLY_READING, Tuple.tuple()).mapEmpty();
    }

    private static final class Emissions {

        private volatile boolean any;
        private final Queue<Emission> ofTrial = new ConcurrentLinkedQueue<>();
    }

    private record Emission(UUID id, String type, String subject, JsonObject data) {}

    private Future<Void> told(Emissions emissions) {
        return trial.orElseThrow().run(tx -> {
            emissions.ofTrial.forEach(
                    each -> events.append(tx, each.id(), cause, each.type(), each.subject(), each.data()));
            return Future.succeededFuture();
        });
    }

    // They are committed; if they cannot be moved now, they will be in a moment.
    private Future<Void> published() {
        return intents.move(installation.workspace(), installation.extensionKey())
                .otherwise(failure -> {
                    LOG.warn(
                            "Events of {} in workspace {} are published later",
                            installation.extensionKey(),
                            installation.workspace(),
                            failure);
                    return null;
                });
    }

    private final class Transaction implements StorageTransaction {

        private final ForeignTx tx;
        private final Emissions emissions;

        Transaction(ForeignTx tx, Emissions emissions) {
            this.tx = tx;
            this.emissions = emissions;
        }

        @Override
        public Future<List<JsonObject>> query(String sql, Object... parameters) {
            return run(sql, parameters).map(rows -> {
                var list = new ArrayList<JsonObject>(rows.size());
                rows.forEach(row -> list.add(StorageValues.row(row)));
                return list;
            });
        }

        @Override
        public Future<Integer> execute(String sql, Object... parameters) {
            return run(sql, parameters).map(SqlResult::rowCount);
        }

        @Override
        public Future<String> emit(String type, String subject, JsonObject data) {
            events.requireEmittable(type, subject, data);
            var id = Ids.next();
            if (trial.isPresent()) {
                emissions.ofTrial.add(new Emission(id, type, subject, data));
                return Future.succeededFuture(id.toString());
            }
            emissions.any = true;
            return answered(tx.run(
                            EMIT,
                            Tuple.of(
                                    id,
                                    type,
                                    subject,
                                    data.encode(),
                                    cause.correlation().orElse(null),
                                    cause.event().orElse(null),
                                    cause.trace().orElse(null))))
                    .map(id.toString());
        }

        private Future<RowSet<Row>> run(String sql, Object... parameters) {
            StatementRules.check(sql);
            return answered(tx.run(sql, StorageValues.parameters(parameters)));
        }

        private <T> Future<T> answered(Future<T> statement) {
            return statement.recover(InstallationStorage.this::refused);
        }
    }

    private <T> Future<T> refused(Throwable failure) {
        if (!(failure instanceof PgException denied) || !INSUFFICIENT_PRIVILEGE.equals(denied.getSqlState())) {
            return Future.failedFuture(refusal(failure));
        }
        return quotas.isFull(InstallationKey.of(installation))
                .compose(full -> Future.failedFuture(full ? tooMuch() : refusal(failure)));
    }

    private Problem tooMuch() {
        var most = quotas.quotas();
        return ExtensionError.QUOTA_EXCEEDED.because("An extension in a workspace stores at most " + most.storedRows()
                + " rows in " + most.storedBytes()
                + " bytes; this one has more, so that it can only read and delete until it has less.");
    }

    private static Throwable refusal(Throwable failure) {
        if (failure instanceof PgException refused && READ_ONLY_TRANSACTION.equals(refused.getSqlState())) {
            return Access.Suspension.problem();
        }
        if (failure instanceof PgException refused && OTHER_VERSION_INSTALLED.equals(refused.getSqlState())) {
            return CommonError.UNAVAILABLE
                    .because("The extension was upgraded meanwhile, and what its former version did to its tables is"
                            + " undone; call it again.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        if (failure instanceof PgException refused) {
            return new StorageException(refused.getSqlState(), refused.getConstraint(), refused.getErrorMessage());
        }
        if (failure instanceof ResultTooLarge tooLarge) {
            return new StorageException(PROGRAM_LIMIT_EXCEEDED, null, tooLarge.getMessage());
        }
        if (failure instanceof TimeoutException) {
            return new StorageException(
                    QUERY_CANCELED, null, "The transaction took longer than " + LIMIT.toSeconds() + " s.");
        }
        // The client refuses a parameter that does not fit the statement before PostgreSQL could.
        return failure instanceof VertxException ? StorageValues.mismatch(failure.getMessage()) : failure;
    }
}
