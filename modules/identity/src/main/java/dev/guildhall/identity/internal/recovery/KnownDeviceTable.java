package dev.guildhall.identity.internal.recovery;

import static dev.guildhall.db.Tables.KNOWN_DEVICE;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.jooq.Condition;
import org.jooq.Field;

/** All SQL on the table {@code known_device}, and what sessions tell of the devices of an account. */
public final class KnownDeviceTable {

    /** Whoever has more has those forgotten that were not used for the longest time. */
    static final int MOST = 20;

    private static final Duration DAY = Duration.ofDays(1);

    private static final Field<Boolean> IS_FIRST = field(name("is_first"), Boolean.class);
    private static final Field<Boolean> LOOKS_KNOWN = field(name("looks_known"), Boolean.class);
    private static final Field<Integer> NEW_TODAY = field(name("new_today"), Integer.class);

    /** Sessions that people have opened. */
    private static final Condition IS_SIGN_IN = USER_SESSION.APP_ID.isNull().and(USER_SESSION.OAUTH_CLIENT_ID.isNull());

    private static final ParameterizedSql<Use, Void> USE = ParameterizedSql.change(use -> update(KNOWN_DEVICE)
            .set(KNOWN_DEVICE.LAST_USED_AT, use.value(KNOWN_DEVICE.LAST_USED_AT, Use::at))
            .where(use.eq(KNOWN_DEVICE.USER_ID, Use::user))
            .and(use.eq(KNOWN_DEVICE.HASH, Use::hash)));

    private static final ParameterizedSql<Use, Void> INSERT = ParameterizedSql.change(use -> insertInto(KNOWN_DEVICE)
            .set(use.values(Columns.of(KNOWN_DEVICE.USER_ID, Use::user)
                    .and(KNOWN_DEVICE.HASH, Use::hash)
                    .and(KNOWN_DEVICE.CREATED_AT, Use::at)
                    .and(KNOWN_DEVICE.LAST_USED_AT, Use::at)))
            .onConflictDoNothing());

    private static final ParameterizedSql<UserId, Void> FORGET_BEYOND_MOST =
            ParameterizedSql.change(user -> deleteFrom(KNOWN_DEVICE)
                    .where(user.eq(KNOWN_DEVICE.USER_ID))
                    .and(KNOWN_DEVICE.HASH.in(select(KNOWN_DEVICE.HASH)
                            .from(KNOWN_DEVICE)
                            .where(user.eq(KNOWN_DEVICE.USER_ID))
                            .orderBy(KNOWN_DEVICE.LAST_USED_AT.desc())
                            .offset(inline(MOST)))));

    private static final ParameterizedSql<Place, Seen> SEEN = ParameterizedSql.rows(
            place -> select(
                    field(exists(selectOne().from(KNOWN_DEVICE).where(place.eq(KNOWN_DEVICE.USER_ID, Place::user)))
                                    .or(exists(selectOne()
                                            .from(USER_SESSION)
                                            .where(place.eq(USER_SESSION.USER_ID, Place::user))
                                            .and(IS_SIGN_IN)))
                                    .not())
                            .as(IS_FIRST),
                    field(exists(selectOne()
                                    .from(USER_SESSION)
                                    .where(place.eq(USER_SESSION.USER_ID, Place::user))
                                    .and(IS_SIGN_IN)
                                    .and(place.eq(USER_SESSION.NETWORK, Place::network))
                                    .and(place.eq(USER_SESSION.USER_AGENT, Place::userAgent))))
                            .as(LOOKS_KNOWN),
                    field(select(count(asterisk()))
                                    .from(KNOWN_DEVICE)
                                    .where(place.eq(KNOWN_DEVICE.USER_ID, Place::user))
                                    .and(KNOWN_DEVICE.CREATED_AT.gt(place.value(
                                            KNOWN_DEVICE.CREATED_AT,
                                            of -> of.at().minus(DAY)))))
                            .as(NEW_TODAY)),
            row -> new Seen(row.get(IS_FIRST), row.get(LOOKS_KNOWN), row.get(NEW_TODAY)));

    private static final ParameterizedSql<Instant, Void> DELETE_UNUSED = ParameterizedSql.change(before ->
            deleteFrom(KNOWN_DEVICE).where(KNOWN_DEVICE.LAST_USED_AT.lt(before.value(KNOWN_DEVICE.LAST_USED_AT))));

    private record Use(UserId user, byte[] hash, Instant at) {}

    private record Place(UserId user, String network, String userAgent, Instant at) {}

    /**
     * What is known of the devices of an account.
     *
     * @param isFirst whether nobody is known to have signed in to it before
     * @param looksKnown whether somebody has lately signed in to it from the same network by the same kind of client
     * @param newToday how many devices have come in a day
     */
    public record Seen(boolean isFirst, boolean looksKnown, int newToday) {}

    /** Whether the account knows the device, whose use is noted. */
    public Future<Boolean> use(Tx tx, UserId user, byte[] hash, Instant now) {
        return tx.execute(USE.with(new Use(user, hash, now))).map(known -> known == 1);
    }

    public Future<Seen> seen(Tx tx, UserId user, String network, String userAgent, Instant now) {
        return tx.first(SEEN.with(new Place(user, network, userAgent, now))).map(found -> found.orElseThrow());
    }

    public Future<Void> insert(Tx tx, UserId user, byte[] hash, Instant now) {
        return tx.execute(INSERT.with(new Use(user, hash, now)))
                .compose(inserted -> tx.execute(FORGET_BEYOND_MOST.with(user)))
                .mapEmpty();
    }

    /** Forgets those that nobody has signed in by since then. */
    public Future<Void> deleteUnused(Database database, Instant since) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_UNUSED.with(since)).mapEmpty());
    }
}
