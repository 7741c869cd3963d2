package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * The extension's tables in one workspace: those its migrations made, in a PostgreSQL schema of its own, which no other
 * workspace and no other extension can see. Names need no schema. Statements may read and change rows; tables change by
 * migrations only. What the SQL may do is decided by PostgreSQL, by the rights of the role that it runs as: functions,
 * triggers and the like of the extension's own are welcome, and reach what it reaches itself.
 *
 * <p>A transaction ends after 30 s, an answer has at most 20,000 rows and 8 MiB; one that grows beyond fails with SQLSTATE
 * 54000, so page through what may be more. A few transactions of one extension and one workspace run at once, more wait.
 * Settings, temporary tables and locks of a session last for one transaction.
 *
 * <p>Parameters are {@code $1}, {@code $2}, … and may be null, a {@link String}, a {@link Boolean}, a {@link Number}, an
 * {@link java.time.Instant}, a {@link java.time.LocalDate}, a {@link java.util.UUID}, a {@link JsonObject} or
 * {@link io.vertx.core.json.JsonArray} (for {@code jsonb}), a {@link io.vertx.core.buffer.Buffer} (for {@code bytea}),
 * or a {@link List} of one of these (for an array). A row is an object with the columns' names; a {@code uuid}, a time
 * or a date in it is a string, {@code bytea} is base64, {@code jsonb} is what it holds.
 */
public interface Storage {

    /** The rows of a statement that returns some: a {@code select}, or one with a {@code returning} clause. */
    Future<List<JsonObject>> query(String sql, Object... parameters);

    /** Runs a statement and returns the number of rows it changed. */
    Future<Integer> execute(String sql, Object... parameters);

    /**
     * Runs {@code work} in one transaction: committed when its future succeeds, rolled back when it fails or throws.
     * The returned future completes after that. {@code work} runs on a worker thread where it may block, and must not
     * use the transaction afterwards. A transaction that lost to a concurrent one is run again, so {@code work} should
     * have no effect outside it.
     */
    <T> Future<T> inTransaction(Function<StorageTransaction, Future<T>> work);
}
