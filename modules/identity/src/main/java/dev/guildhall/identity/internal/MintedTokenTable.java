package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.APP_MEMBERSHIP;
import static dev.guildhall.db.Tables.USER_SESSION;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.LastUses;
import dev.guildhall.identity.UserTokens.UserToken;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The SQL on the table {@code user_session} that is of tokens of apps alone. */
public final class MintedTokenTable {

    public static final ListFields<UserToken> LIST = ListFields.<UserToken>named("user tokens")
            .field("createdAt", timestamp(), USER_SESSION.CREATED_AT, UserToken::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), USER_SESSION.ID, UserToken::id);

    /** Two at most: then it has to be said which. */
    private static final ParameterizedSql<Place, UUID> ORGANIZATIONS = ParameterizedSql.rows(
            place -> select(APP_MEMBERSHIP.ORGANIZATION_ID)
                    .from(APP_MEMBERSHIP)
                    .where(place.eq(APP_MEMBERSHIP.USER_ID, Place::user))
                    .and(place.eq(APP_MEMBERSHIP.APP_ID, Place::app))
                    .limit(inline(2)),
            row -> row.get(APP_MEMBERSHIP.ORGANIZATION_ID));

    private static final ParameterizedSql<Place, UUID> IS_IN_ORGANIZATION = ParameterizedSql.rows(
            place -> select(APP_MEMBERSHIP.ORGANIZATION_ID)
                    .from(APP_MEMBERSHIP)
                    .where(place.eq(APP_MEMBERSHIP.USER_ID, Place::user))
                    .and(place.eq(APP_MEMBERSHIP.APP_ID, Place::app))
                    .and(place.eq(APP_MEMBERSHIP.ORGANIZATION_ID, Place::organization)),
            row -> row.get(APP_MEMBERSHIP.ORGANIZATION_ID));

    private static final ParameterizedSql<LastUses, UUID> NOTE_USE = LastUses.writtenTo(USER_SESSION);

    private static final ParameterizedSql<Live, Integer> LIVE = ParameterizedSql.rows(
            live -> select(count())
                    .from(USER_SESSION)
                    .where(live.eq(USER_SESSION.APP_ID, Live::app))
                    .and(live.eq(USER_SESSION.USER_ID, Live::user))
                    .and(USER_SESSION.ENDED_AT.isNull())
                    .and(USER_SESSION.EXPIRES_AT.gt(live.value(USER_SESSION.EXPIRES_AT, Live::at))),
            row -> row.get(count()));

    private record Live(UUID app, UserId user, Instant at) {}

    private record Place(UserId user, UUID app, UUID organization) {}

    /** The organizations of the app that the user is in, two at most; or the one that is asked for, if they are. */
    Future<List<OrganizationId>> organizations(Tx tx, AppId app, UserId user, Optional<OrganizationId> wanted) {
        var place =
                new Place(user, app.value(), wanted.map(OrganizationId::value).orElse(null));
        return tx.list((wanted.isPresent() ? IS_IN_ORGANIZATION : ORGANIZATIONS).with(place))
                .map(found -> found.stream().map(OrganizationId::new).toList());
    }

    /** How many tokens of the user the app has that work. */
    Future<Integer> live(Tx tx, AppId app, UserId user, Instant now) {
        return tx.first(LIVE.with(new Live(app.value(), user, now))).map(Optional::orElseThrow);
    }

    Future<Page<UserToken>> list(Database database, AppId app, UserId user, Instant now, PageRequest<UserToken> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> select(
                                USER_SESSION.ID,
                                USER_SESSION.APP_ID,
                                USER_SESSION.USER_ID,
                                USER_SESSION.ORGANIZATION_ID,
                                USER_SESSION.SCOPES,
                                USER_SESSION.CREATED_AT,
                                USER_SESSION.EXPIRES_AT,
                                USER_SESSION.LAST_USED_AT,
                                USER_SESSION.LAST_USED_FROM)
                        .from(USER_SESSION)
                        .where(USER_SESSION.APP_ID.eq(app.value()))
                        .and(USER_SESSION.USER_ID.eq(user.value()))
                        .and(USER_SESSION.ENDED_AT.isNull())
                        .and(USER_SESSION.EXPIRES_AT.gt(val(now.atOffset(ZoneOffset.UTC))))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                MintedTokenTable::token);
    }

    /** Notes when each of some tokens was used last; see {@link LastUses#writtenTo}. */
    Future<List<UUID>> noteUse(Database database, Map<UUID, LastUse> last) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(NOTE_USE.with(LastUses.of(last))));
    }

    private static UserToken token(ResultRow row) {
        return new UserToken(
                row.get(USER_SESSION.ID),
                new AppId(row.get(USER_SESSION.APP_ID)),
                new UserId(row.get(USER_SESSION.USER_ID)),
                new OrganizationId(row.get(USER_SESSION.ORGANIZATION_ID)),
                Optional.ofNullable(row.get(USER_SESSION.SCOPES)).map(List::of),
                row.instant(USER_SESSION.CREATED_AT),
                row.instant(USER_SESSION.EXPIRES_AT),
                Optional.ofNullable(row.get(USER_SESSION.LAST_USED_FROM))
                        .map(from -> new LastUse(row.instant(USER_SESSION.LAST_USED_AT), from)));
    }
}
