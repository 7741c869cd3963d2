package dev.guildhall.identity.internal.factor;

import static dev.guildhall.db.Tables.RECOVERY_CODE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.util.List;
import org.jooq.Field;

/** All SQL on the table {@code recovery_code}. */
final class RecoveryCodeTable {

    private static final Field<Integer> COUNT = count().as("codes");

    private static final ParameterizedSql<Code, Void> INSERT = ParameterizedSql.change(code -> insertInto(RECOVERY_CODE)
            .set(code.values(Columns.of(RECOVERY_CODE.USER_ID, Code::user).and(RECOVERY_CODE.HASH, Code::hash))));

    private static final ParameterizedSql<Code, Void> DELETE = ParameterizedSql.change(code -> deleteFrom(RECOVERY_CODE)
            .where(code.eq(RECOVERY_CODE.USER_ID, Code::user))
            .and(code.eq(RECOVERY_CODE.HASH, Code::hash)));

    private static final ParameterizedSql<UserId, Void> DELETE_ALL =
            ParameterizedSql.change(user -> deleteFrom(RECOVERY_CODE).where(user.eq(RECOVERY_CODE.USER_ID)));

    private static final ParameterizedSql<UserId, Integer> LEFT = ParameterizedSql.rows(
            user -> select(COUNT).from(RECOVERY_CODE).where(user.eq(RECOVERY_CODE.USER_ID)), row -> row.get(COUNT));

    private record Code(UserId user, byte[] hash) {}

    /** Replaces what there is of them. */
    Future<Void> replace(Tx tx, UserId user, List<String> codes) {
        var inserted = deleteAll(tx, user);
        for (var code : codes) {
            inserted = inserted.compose(before -> tx.execute(INSERT.with(new Code(user, RecoveryCodes.hash(code))))
                    .mapEmpty());
        }
        return inserted;
    }

    Future<Void> deleteAll(Tx tx, UserId user) {
        return tx.execute(DELETE_ALL.with(user)).mapEmpty();
    }

    /** Whether it was one of the user's, which it is no more. */
    Future<Boolean> use(Tx tx, UserId user, String code) {
        return tx.execute(DELETE.with(new Code(user, RecoveryCodes.hash(code)))).map(deleted -> deleted == 1);
    }

    Future<Integer> left(Tx tx, UserId user) {
        return tx.first(LEFT.with(user)).map(count -> count.orElse(0));
    }

    Future<Integer> left(Database database, UserId user) {
        return database.first(Tenant.PLATFORM, LEFT.with(user)).map(count -> count.orElse(0));
    }
}
