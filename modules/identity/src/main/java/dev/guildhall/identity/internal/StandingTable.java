package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.APP_MEMBERSHIP;
import static dev.guildhall.db.Tables.PASSKEY;
import static dev.guildhall.db.Tables.SIGN_IN_POLICY;
import static dev.guildhall.db.Tables.TOTP_FACTOR;
import static dev.guildhall.db.Tables.USER_ACCOUNT;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.util.Optional;
import org.jooq.Field;

/** The SQL on what every request needs to know of an account. */
final class StandingTable {

    private static final Field<Boolean> HAS_SECOND_FACTOR = field(name("has_second_factor"), Boolean.class);
    private static final Field<Boolean> NEEDS_SECOND_FACTOR = field(name("needs_second_factor"), Boolean.class);

    private static final ParameterizedSql<UserId, Standing> FIND = ParameterizedSql.rows(
            id -> select(AccountTable.COLUMNS)
                    .select(
                            field(exists(selectOne()
                                                    .from(TOTP_FACTOR)
                                                    .where(TOTP_FACTOR.USER_ID.eq(USER_ACCOUNT.ID))
                                                    .and(TOTP_FACTOR.CONFIRMED_AT.isNotNull()))
                                            .or(exists(selectOne()
                                                    .from(PASSKEY)
                                                    .where(PASSKEY.USER_ID.eq(USER_ACCOUNT.ID)))))
                                    .as(HAS_SECOND_FACTOR),
                            field(exists(selectOne()
                                            .from(SIGN_IN_POLICY)
                                            .where(SIGN_IN_POLICY.SECOND_FACTOR_REQUIRED)
                                            .and(SIGN_IN_POLICY
                                                    .ORGANIZATION_ID
                                                    .isNull()
                                                    .or(SIGN_IN_POLICY.ORGANIZATION_ID.in(select(
                                                                    APP_MEMBERSHIP.ORGANIZATION_ID)
                                                            .from(APP_MEMBERSHIP)
                                                            .where(APP_MEMBERSHIP.USER_ID.eq(USER_ACCOUNT.ID)))))))
                                    .as(NEEDS_SECOND_FACTOR))
                    .from(USER_ACCOUNT)
                    .where(id.eq(USER_ACCOUNT.ID)),
            StandingTable::standing);

    Future<Optional<Standing>> find(Database database, UserId user) {
        return database.first(Tenant.PLATFORM, FIND.with(user));
    }

    private static Standing standing(ResultRow row) {
        return new Standing(AccountTable.account(row), row.get(HAS_SECOND_FACTOR), row.get(NEEDS_SECOND_FACTOR));
    }
}
