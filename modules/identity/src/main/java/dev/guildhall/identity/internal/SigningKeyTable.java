package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.SIGNING_KEY;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL on the table {@code signing_key}. */
final class SigningKeyTable {

    private static final Columns<SigningKey> COLUMNS = Columns.of(SIGNING_KEY.GENERATION, SigningKey::generation)
            .and(SIGNING_KEY.KID, SigningKey::kid)
            .and(SIGNING_KEY.PUBLIC_JWK, SigningKey::publicJwk)
            .and(SIGNING_KEY.SEALED_PRIVATE_JWK, SigningKey::sealedPrivateJwk)
            .and(SIGNING_KEY.ACTIVATES_AT, SigningKey::activatesAt)
            .and(SIGNING_KEY.RETIRES_AT);

    private static final Sql<SigningKey> ALL =
            Sql.rows(select(COLUMNS.fields()).from(SIGNING_KEY).orderBy(SIGNING_KEY.GENERATION), SigningKeyTable::key);

    private static final ParameterizedSql<Addition, Void> INSERT =
            ParameterizedSql.change(added -> insertInto(SIGNING_KEY)
                    .set(added.values(COLUMNS, Addition::key))
                    .set(SIGNING_KEY.ALGORITHM, inline(SigningKey.ALGORITHM))
                    .set(SIGNING_KEY.CREATED_AT, added.value(SIGNING_KEY.CREATED_AT, Addition::at))
                    .onConflict(SIGNING_KEY.GENERATION)
                    .doNothing());

    private static final ParameterizedSql<Retirement, Void> RETIRE =
            ParameterizedSql.change(retired -> update(SIGNING_KEY)
                    .set(
                            SIGNING_KEY.RETIRES_AT,
                            greatest(retired.value(SIGNING_KEY.RETIRES_AT, Retirement::at), SIGNING_KEY.NEEDED_UNTIL))
                    .where(retired.eq(SIGNING_KEY.GENERATION, Retirement::generation))
                    .and(SIGNING_KEY.RETIRES_AT.isNull()));

    private static final ParameterizedSql<Retirement, Void> KEEP = ParameterizedSql.change(kept -> update(SIGNING_KEY)
            .set(
                    SIGNING_KEY.NEEDED_UNTIL,
                    greatest(SIGNING_KEY.NEEDED_UNTIL, kept.value(SIGNING_KEY.NEEDED_UNTIL, Retirement::at)))
            .set(
                    SIGNING_KEY.RETIRES_AT,
                    when(
                            SIGNING_KEY.RETIRES_AT.isNotNull(),
                            greatest(SIGNING_KEY.RETIRES_AT, kept.value(SIGNING_KEY.RETIRES_AT, Retirement::at))))
            .where(kept.eq(SIGNING_KEY.GENERATION, Retirement::generation)));

    private static final ParameterizedSql<Instant, Void> DELETE_RETIRED = ParameterizedSql.change(
            before -> deleteFrom(SIGNING_KEY).where(SIGNING_KEY.RETIRES_AT.lt(before.value(SIGNING_KEY.RETIRES_AT))));

    private record Addition(SigningKey key, Instant at) {}

    private record Retirement(int generation, Instant at) {}

    /** The keys there are, the oldest first. */
    Future<List<SigningKey>> all(Database database) {
        return database.list(Tenant.PLATFORM, ALL);
    }

    /** Whether the key was added: another node may have made one of the same generation. */
    Future<Boolean> insert(Tx tx, SigningKey key, Instant now) {
        return tx.execute(INSERT.with(new Addition(key, now))).map(added -> added == 1);
    }

    Future<Void> retire(Tx tx, int generation, Instant at) {
        return tx.execute(RETIRE.with(new Retirement(generation, at))).mapEmpty();
    }

    /** Lets a key, retired or not, verify until then at least. */
    Future<Void> keep(Database database, int generation, Instant until) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> tx.execute(KEEP.with(new Retirement(generation, until))).mapEmpty());
    }

    Future<Void> deleteRetired(Database database, Instant before) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_RETIRED.with(before)).mapEmpty());
    }

    private static SigningKey key(ResultRow row) {
        return new SigningKey(
                row.get(SIGNING_KEY.GENERATION),
                row.get(SIGNING_KEY.KID),
                row.json(SIGNING_KEY.PUBLIC_JWK),
                row.get(SIGNING_KEY.SEALED_PRIVATE_JWK),
                row.instant(SIGNING_KEY.ACTIVATES_AT),
                Optional.ofNullable(row.instant(SIGNING_KEY.RETIRES_AT)));
    }
}
