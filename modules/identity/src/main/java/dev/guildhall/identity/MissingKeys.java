package dev.guildhall.identity;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.TableField;

/** Gives the rows of a table from before there were keys of addresses theirs, a batch at a time. */
public final class MissingKeys {

    private static final int BATCH = 500;

    private final Database database;
    private final ParameterizedSql<UUID, Keyless> withoutKey;
    private final ParameterizedSql<Keyless, Void> giveKey;
    private final Consumer<Keyless> taken;

    /** @param taken is told of each row whose key is another's; it stays without */
    public MissingKeys(
            Database database,
            TableField<?, UUID> id,
            TableField<?, String> email,
            TableField<?, String> key,
            Consumer<Keyless> taken) {
        this.database = database;
        this.withoutKey = ParameterizedSql.rows(
                last -> select(id, email)
                        .from(id.getTable())
                        .where(key.isNull())
                        .and(email.isNotNull())
                        .and(id.gt(last.value(id)))
                        .orderBy(id)
                        .limit(inline(BATCH)),
                row -> new Keyless(row.get(id), row.get(email)));
        this.giveKey = ParameterizedSql.change(row -> update(id.getTable())
                .set(key, row.value(key, Keyless::key))
                .where(row.eq(id, Keyless::id))
                .and(key.isNull()));
        this.taken = taken;
    }

    /** A row and its address, which has no key. */
    public record Keyless(UUID id, String email) {

        String key() {
            return EmailAddress.keyOf(email);
        }
    }

    public Future<Void> fill() {
        return fillAfter(new UUID(0, 0));
    }

    private Future<Void> fillAfter(UUID last) {
        return database.list(Tenant.PLATFORM, withoutKey.with(last))
                .compose(found -> fill(found)
                        .compose(filled -> found.size() < BATCH
                                ? Future.succeededFuture()
                                : fillAfter(found.get(found.size() - 1).id())));
    }

    private Future<Void> fill(List<Keyless> found) {
        var done = Future.<Void>succeededFuture();
        for (var keyless : found) {
            done = done.compose(before -> fill(keyless));
        }
        return done;
    }

    private Future<Void> fill(Keyless keyless) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(giveKey.with(keyless)))
                .<Void>mapEmpty()
                .recover(failure -> {
                    if (!(failure instanceof ConstraintViolation)) {
                        return Future.failedFuture(failure);
                    }
                    taken.accept(keyless);
                    return Future.succeededFuture();
                });
    }
}
