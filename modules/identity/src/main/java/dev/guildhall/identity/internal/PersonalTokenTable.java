package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.PERSONAL_ACCESS_TOKEN;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.LastUses;
import dev.guildhall.identity.PersonalToken;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** All SQL on the table {@code personal_access_token}. */
public final class PersonalTokenTable {

    private static final Columns<PersonalToken> WRITTEN = Columns.of(PERSONAL_ACCESS_TOKEN.ID, PersonalToken::id)
            .and(PERSONAL_ACCESS_TOKEN.USER_ID, PersonalToken::user)
            .and(PERSONAL_ACCESS_TOKEN.NAME, PersonalToken::name)
            .and(PERSONAL_ACCESS_TOKEN.HINT, PersonalToken::hint)
            .and(
                    PERSONAL_ACCESS_TOKEN.SCOPES,
                    token -> token.scopes().map(TokenScopes::toArray).orElse(null))
            .and(PERSONAL_ACCESS_TOKEN.ORGANIZATION_ID, PersonalToken::organization)
            .and(PERSONAL_ACCESS_TOKEN.BOUND_WORKSPACE_ID, PersonalToken::workspace)
            .and(PERSONAL_ACCESS_TOKEN.CREATED_AT, PersonalToken::createdAt)
            .and(PERSONAL_ACCESS_TOKEN.EXPIRES_AT, PersonalToken::expiresAt);

    private static final Columns<PersonalToken> COLUMNS =
            WRITTEN.and(PERSONAL_ACCESS_TOKEN.LAST_USED_AT, PERSONAL_ACCESS_TOKEN.LAST_USED_FROM);

    public static final ListFields<PersonalToken> LIST = ListFields.<PersonalToken>named("tokens")
            .field("createdAt", timestamp(), PERSONAL_ACCESS_TOKEN.CREATED_AT, PersonalToken::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), PERSONAL_ACCESS_TOKEN.ID, PersonalToken::id);

    private static final ParameterizedSql<Hashed, Void> INSERT = ParameterizedSql.change(hashed -> insertInto(
                    PERSONAL_ACCESS_TOKEN)
            .set(hashed.values(WRITTEN, Hashed::token))
            .set(PERSONAL_ACCESS_TOKEN.TOKEN_HASH, hashed.value(PERSONAL_ACCESS_TOKEN.TOKEN_HASH, Hashed::hash)));

    private static final ParameterizedSql<byte[], PersonalToken> FIND = ParameterizedSql.rows(
            hash -> tokens().where(hash.eq(PERSONAL_ACCESS_TOKEN.TOKEN_HASH)), PersonalTokenTable::token);

    private static final ParameterizedSql<Live, Integer> UNEXPIRED = ParameterizedSql.rows(
            live -> select(count())
                    .from(PERSONAL_ACCESS_TOKEN)
                    .where(live.eq(PERSONAL_ACCESS_TOKEN.USER_ID, Live::user))
                    .and(PERSONAL_ACCESS_TOKEN
                            .EXPIRES_AT
                            .isNull()
                            .or(PERSONAL_ACCESS_TOKEN.EXPIRES_AT.gt(
                                    live.value(PERSONAL_ACCESS_TOKEN.EXPIRES_AT, Live::at)))),
            row -> row.get(count()));

    private static final ParameterizedSql<OfUser, PersonalToken> DELETE = ParameterizedSql.rows(
            token -> deleteFrom(PERSONAL_ACCESS_TOKEN)
                    .where(token.eq(PERSONAL_ACCESS_TOKEN.ID, OfUser::id))
                    .and(token.eq(PERSONAL_ACCESS_TOKEN.USER_ID, OfUser::user))
                    .returning(COLUMNS.fields()),
            PersonalTokenTable::token);

    private static final ParameterizedSql<UserId, Void> DELETE_ALL = ParameterizedSql.change(
            user -> deleteFrom(PERSONAL_ACCESS_TOKEN).where(user.eq(PERSONAL_ACCESS_TOKEN.USER_ID)));

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED =
            ParameterizedSql.change(before -> deleteFrom(PERSONAL_ACCESS_TOKEN)
                    .where(PERSONAL_ACCESS_TOKEN.EXPIRES_AT.lt(before.value(PERSONAL_ACCESS_TOKEN.EXPIRES_AT))));

    private static final ParameterizedSql<LastUses, UUID> NOTE_USE = LastUses.writtenTo(PERSONAL_ACCESS_TOKEN);

    private record Hashed(PersonalToken token, byte[] hash) {}

    private record Live(UserId user, Instant at) {}

    private record OfUser(UserId user, UUID id) {}

    Future<Optional<PersonalToken>> find(Database database, byte[] hash) {
        return database.first(Tenant.PLATFORM, FIND.with(hash));
    }

    Future<Page<PersonalToken>> list(Database database, UserId user, PageRequest<PersonalToken> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> tokens().where(PERSONAL_ACCESS_TOKEN.USER_ID.eq(user.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                PersonalTokenTable::token);
    }

    /** How many tokens of the user have not expired. */
    Future<Integer> unexpired(Tx tx, UserId user, Instant now) {
        return tx.first(UNEXPIRED.with(new Live(user, now))).map(Optional::orElseThrow);
    }

    Future<Integer> insert(Tx tx, PersonalToken token, byte[] hash) {
        return tx.execute(INSERT.with(new Hashed(token, hash)));
    }

    /** The token that was deleted; empty when the user has none of that id. */
    Future<Optional<PersonalToken>> delete(Tx tx, UserId user, UUID id) {
        return tx.first(DELETE.with(new OfUser(user, id)));
    }

    /** Deletes all of a user, and says how many that were. */
    Future<Integer> deleteAll(Tx tx, UserId user) {
        return tx.execute(DELETE_ALL.with(user));
    }

    Future<Void> deleteExpired(Database database, Instant before) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(before)).mapEmpty());
    }

    /** Notes when each of some tokens was used last; see {@link LastUses#writtenTo}. */
    Future<List<UUID>> noteUse(Database database, Map<UUID, LastUse> last) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(NOTE_USE.with(LastUses.of(last))));
    }

    private static SelectJoinStep<Record> tokens() {
        return select(COLUMNS.fields()).from(PERSONAL_ACCESS_TOKEN);
    }

    private static PersonalToken token(ResultRow row) {
        var organization = Optional.ofNullable(row.get(PERSONAL_ACCESS_TOKEN.ORGANIZATION_ID))
                .<Tenant>map(OrganizationId::new);
        var workspace = Optional.ofNullable(row.get(PERSONAL_ACCESS_TOKEN.BOUND_WORKSPACE_ID))
                .<Tenant>map(WorkspaceId::new);
        return new PersonalToken(
                row.get(PERSONAL_ACCESS_TOKEN.ID),
                new UserId(row.get(PERSONAL_ACCESS_TOKEN.USER_ID)),
                row.get(PERSONAL_ACCESS_TOKEN.NAME),
                row.get(PERSONAL_ACCESS_TOKEN.HINT),
                Optional.ofNullable(row.get(PERSONAL_ACCESS_TOKEN.SCOPES)).map(TokenScopes::stored),
                organization.or(() -> workspace),
                row.instant(PERSONAL_ACCESS_TOKEN.CREATED_AT),
                Optional.ofNullable(row.instant(PERSONAL_ACCESS_TOKEN.EXPIRES_AT)),
                Optional.ofNullable(row.instant(PERSONAL_ACCESS_TOKEN.LAST_USED_AT))
                        .map(at -> new LastUse(at, row.get(PERSONAL_ACCESS_TOKEN.LAST_USED_FROM))));
    }
}
