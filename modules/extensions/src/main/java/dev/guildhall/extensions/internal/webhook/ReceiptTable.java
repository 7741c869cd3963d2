package dev.guildhall.extensions.internal.webhook;

import static dev.guildhall.db.Tables.EXTENSION_WEBHOOK_RECEIPT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.time.Duration;

/** All SQL on the table {@code extension_webhook_receipt}. */
final class ReceiptTable {

    /** @param signature of the message, which is its own */
    record Receipt(InstallationKey place, byte[] signature) {}

    private static final Columns<Receipt> COLUMNS = Columns.<Receipt>of(
                    EXTENSION_WEBHOOK_RECEIPT.WORKSPACE_ID,
                    receipt -> receipt.place().workspace())
            .and(
                    EXTENSION_WEBHOOK_RECEIPT.EXTENSION_KEY,
                    receipt -> receipt.place().extensionKey())
            .and(EXTENSION_WEBHOOK_RECEIPT.SIGNATURE, Receipt::signature);

    private static final ParameterizedSql<Receipt, Void> INSERT = ParameterizedSql.change(receipt ->
            insertInto(EXTENSION_WEBHOOK_RECEIPT).set(receipt.values(COLUMNS)).onConflictDoNothing());

    private static final ParameterizedSql<Receipt, Void> DELETE = ParameterizedSql.change(receipt -> deleteFrom(
                    EXTENSION_WEBHOOK_RECEIPT)
            .where(receipt.eq(
                    EXTENSION_WEBHOOK_RECEIPT.WORKSPACE_ID, it -> it.place().workspace()))
            .and(receipt.eq(
                    EXTENSION_WEBHOOK_RECEIPT.EXTENSION_KEY, it -> it.place().extensionKey()))
            .and(receipt.eq(EXTENSION_WEBHOOK_RECEIPT.SIGNATURE, Receipt::signature)));

    private static final ParameterizedSql<Duration, Void> FORGET = ParameterizedSql.change(age -> deleteFrom(
                    EXTENSION_WEBHOOK_RECEIPT)
            .where(EXTENSION_WEBHOOK_RECEIPT.RECEIVED_AT.lt(field(
                    "now() - {0} * interval '1 millisecond'",
                    EXTENSION_WEBHOOK_RECEIPT.RECEIVED_AT.getDataType(), age.value(Long.class, Duration::toMillis)))));

    private final Database database;

    ReceiptTable(Database database) {
        this.database = database;
    }

    /** False when the message was taken before. */
    Future<Boolean> add(Receipt receipt) {
        return database.inTransaction(receipt.place().workspace(), tx -> tx.execute(INSERT.with(receipt)))
                .map(added -> added > 0);
    }

    /** The message was not taken after all. */
    Future<Void> remove(Receipt receipt) {
        return database.inTransaction(receipt.place().workspace(), tx -> tx.execute(DELETE.with(receipt)))
                .mapEmpty();
    }

    Future<Void> forget(Duration age) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET.with(age)))
                .mapEmpty();
    }
}
