package dev.guildhall.core.database;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to PostgreSQL, and what is known of its health. Each has a client of the driver's of its own, for the
 * driver leaves sockets behind that lead nowhere, and closing its client is the one way to get at them.
 */
final class PooledConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PooledConnection.class);

    private final ConnectionFactory<PgConnectOptions> client;
    private final SqlConnectionInternal connection;
    private final EventLoop loop;
    private final long openedAt = System.nanoTime();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long heardAt;
    private volatile boolean retired;
    private volatile BiConsumer<PooledConnection, Throwable> failureHandler = (connection, failure) -> {};

    PooledConnection(
            ConnectionFactory<PgConnectOptions> client, SqlConnectionInternal connection, ContextInternal context) {
        this.client = client;
        this.connection = connection;
        this.loop = context.nettyEventLoop();
    }

    /**
     * Tells of what becomes of the connection.
     *
     * @param onFailure hears of every statement that failed
     * @param onClose runs when the socket was closed, by whichever side
     */
    void observe(BiConsumer<PooledConnection, Throwable> onFailure, Runnable onClose) {
        failureHandler = onFailure;
        connection.exceptionHandler(failure -> onFailure.accept(this, failure));
        connection.closeHandler(gone -> {
            retired = true;
            drop().onFailure(PooledConnection::notClosed);
            onClose.run();
        });
    }

    boolean isOn(ContextInternal context) {
        return loop == context.nettyEventLoop();
    }

    boolean isRetired() {
        return retired;
    }

    /** The number of the server's process at the other end. */
    int processId() {
        return connection.unwrap().getProcessId();
    }

    long ageNanos() {
        return System.nanoTime() - openedAt;
    }

    /** How long something has been asked of the server without a word from it; 0 when nothing is. */
    long silentNanos() {
        return unanswered.get() == 0 ? 0 : System.nanoTime() - heardAt;
    }

    /** Lets its user finish, and nobody have it after him. */
    void retire() {
        retired = true;
    }

    /** Takes leave of the server, and closes the socket when that was sent. */
    Future<Void> close() {
        retired = true;
        return connection.close().eventually(this::drop);
    }

    /** Closes the socket at once; what waits for an answer fails. */
    Future<Void> drop() {
        retired = true;
        var dropped = Promise.<Void>promise();
        client.close(dropped);
        return dropped.future();
    }

    /** Notes that a connection which nobody needs any more could not be closed as it should. */
    static void notClosed(Throwable failure) {
        LOG.debug("A connection to the database was not closed cleanly", failure);
    }

    /** The connection as the driver has it, for one who has it alone for as long as it is open. */
    PgConnection driver() {
        return (PgConnection) connection;
    }

    /** The connection for one who awaits its answers in a context. */
    Session session(ContextInternal context) {
        return new Session(PgDriver.INSTANCE.wrapConnection(context, null, connection.unwrap()));
    }

    /** The use of the connection by one at a time. */
    final class Session {

        private final SqlConnection statements;

        private Session(SqlConnection statements) {
            this.statements = statements;
        }

        /** The same use of it by somebody who awaits the answers in another context. */
        Session in(ContextInternal context) {
            return session(context);
        }

        Future<RowSet<Row>> query(String sql) {
            return heard(() -> statements.query(sql).execute());
        }

        Future<RowSet<Row>> prepared(String sql, Tuple arguments) {
            return heard(() -> statements.preparedQuery(sql).execute(arguments));
        }
    }

    private <T> Future<T> heard(Supplier<Future<T>> statement) {
        if (unanswered.getAndIncrement() == 0) {
            heardAt = System.nanoTime();
        }
        return statement.get().onComplete(answer -> {
            heardAt = System.nanoTime();
            unanswered.decrementAndGet();
            if (answer.failed()) {
                failureHandler.accept(this, answer.cause());
            }
        });
    }
}
