package dev.guildhall.oauth.internal.consent;

import static dev.guildhall.db.Tables.OAUTH_CLIENT;
import static dev.guildhall.db.Tables.OAUTH_CONSENT;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
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
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.oauth.internal.consent.Consent.Listed;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code oauth_consent}. */
final class ConsentTable {

    private static final Columns<Consent> COLUMNS = Columns.of(OAUTH_CONSENT.ID, Consent::id)
            .and(OAUTH_CONSENT.ORGANIZATION_ID, Consent::organization)
            .and(OAUTH_CONSENT.USER_ID, Consent::user)
            .and(OAUTH_CONSENT.CLIENT_ID, Consent::client)
            .and(OAUTH_CONSENT.SCOPES, consent -> consent.scopes().toArray())
            .and(OAUTH_CONSENT.CREATED_AT, Consent::createdAt)
            .and(OAUTH_CONSENT.UPDATED_AT, Consent::updatedAt);

    static final ListFields<Listed> LIST = ListFields.<Listed>named("consents")
            .field(
                    "createdAt",
                    timestamp(),
                    OAUTH_CONSENT.CREATED_AT,
                    listed -> listed.consent().createdAt())
            .defaultOrder("createdAt desc")
            .id("id", uuid(), OAUTH_CONSENT.ID, listed -> listed.consent().id());

    private static final ParameterizedSql<Key, Consent> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(OAUTH_CONSENT)
                    .where(key.eq(OAUTH_CONSENT.USER_ID, Key::user))
                    .and(key.eq(OAUTH_CONSENT.CLIENT_ID, Key::client))
                    .and(OAUTH_CONSENT.ORGANIZATION_ID.isNotDistinctFrom(
                            key.value(OAUTH_CONSENT.ORGANIZATION_ID, Key::organization))),
            ConsentTable::consent);

    private static final ParameterizedSql<Own, Consent> LOCK_OWN = ParameterizedSql.rows(
            own -> select(COLUMNS.fields())
                    .from(OAUTH_CONSENT)
                    .where(own.eq(OAUTH_CONSENT.USER_ID, Own::user))
                    .and(own.eq(OAUTH_CONSENT.ID, Own::id))
                    .forUpdate(),
            ConsentTable::consent);

    /** The one that was given before stays itself. */
    private static final ParameterizedSql<Consent, Consent> UPSERT = ParameterizedSql.rows(
            consent -> insertInto(OAUTH_CONSENT)
                    .set(consent.values(COLUMNS))
                    .onConflict(OAUTH_CONSENT.ORGANIZATION_ID, OAUTH_CONSENT.USER_ID, OAUTH_CONSENT.CLIENT_ID)
                    .doUpdate()
                    .set(OAUTH_CONSENT.SCOPES, excluded(OAUTH_CONSENT.SCOPES))
                    .set(OAUTH_CONSENT.UPDATED_AT, excluded(OAUTH_CONSENT.UPDATED_AT))
                    .returning(COLUMNS.fields()),
            ConsentTable::consent);

    private static final ParameterizedSql<Own, Void> DELETE = ParameterizedSql.change(own -> deleteFrom(OAUTH_CONSENT)
            .where(own.eq(OAUTH_CONSENT.USER_ID, Own::user))
            .and(own.eq(OAUTH_CONSENT.ID, Own::id)));

    private static final ParameterizedSql<Ruled, Void> DELETE_ALL =
            ParameterizedSql.change(place -> deleteFrom(OAUTH_CONSENT)
                    .where(place.eq(OAUTH_CONSENT.ORGANIZATION_ID, Ruled::organization))
                    .and(place.eq(OAUTH_CONSENT.CLIENT_ID, Ruled::client)));

    private record Key(Optional<OrganizationId> organization, UserId user, UUID client) {}

    private record Own(UserId user, UUID id) {}

    private record Ruled(OrganizationId organization, UUID client) {}

    Future<Optional<Consent>> find(Database database, Tenant place, UserId user, UUID client) {
        return database.first(place, FIND.with(new Key(Place.organization(place), user, client)));
    }

    Future<Optional<Consent>> find(Tx tx, Tenant place, UserId user, UUID client) {
        return tx.first(FIND.with(new Key(Place.organization(place), user, client)));
    }

    /** Fails with the constraint {@code oauth_consent_member_fk} for who is no member, or suspended. */
    Future<Consent> upsert(Tx tx, Consent consent) {
        return tx.first(UPSERT.with(consent)).map(Optional::orElseThrow);
    }

    Future<Optional<Consent>> lockOwn(Tx tx, UserId user, UUID id) {
        return tx.first(LOCK_OWN.with(new Own(user, id)));
    }

    Future<Integer> delete(Tx tx, Consent consent) {
        return tx.execute(DELETE.with(new Own(consent.user(), consent.id())));
    }

    Future<Integer> deleteAll(Tx tx, OrganizationId organization, UUID client) {
        return tx.execute(DELETE_ALL.with(new Ruled(organization, client)));
    }

    /** What one person has consented to, in all organizations. */
    Future<Page<Listed>> list(Database database, UserId user, PageRequest<Listed> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> select(COLUMNS.fields())
                        .select(OAUTH_CLIENT.NAME)
                        .from(OAUTH_CONSENT)
                        .join(OAUTH_CLIENT)
                        .on(OAUTH_CLIENT.ID.eq(OAUTH_CONSENT.CLIENT_ID))
                        .where(OAUTH_CONSENT.USER_ID.eq(user.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                row -> new Listed(consent(row), row.get(OAUTH_CLIENT.NAME)));
    }

    private static Consent consent(ResultRow row) {
        return new Consent(
                row.get(OAUTH_CONSENT.ID),
                Place.stored(row.get(OAUTH_CONSENT.ORGANIZATION_ID)),
                new UserId(row.get(OAUTH_CONSENT.USER_ID)),
                row.get(OAUTH_CONSENT.CLIENT_ID),
                TokenScopes.stored(row.get(OAUTH_CONSENT.SCOPES)),
                row.instant(OAUTH_CONSENT.CREATED_AT),
                row.instant(OAUTH_CONSENT.UPDATED_AT));
    }
}
