package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.APP_MEMBERSHIP;
import static dev.guildhall.db.Tables.ORGANIZATION_PERSON;
import static dev.guildhall.db.Tables.ORGANIZATION_SSO;
import static dev.guildhall.db.Tables.SSO_DOMAIN;
import static dev.guildhall.db.Tables.SSO_IDENTITY;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.SsoProvider;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** The SQL on the table {@code sso_identity}; all but the list in platform-wide transactions. */
public final class SsoIdentityTable {

    private static final Columns<SsoIdentity> COLUMNS = Columns.of(SSO_IDENTITY.ID, SsoIdentity::id)
            .and(
                    SSO_IDENTITY.ORGANIZATION_ID,
                    identity -> identity.organization().value())
            .and(SSO_IDENTITY.PROVIDER, SsoIdentity::provider)
            .and(SSO_IDENTITY.ISSUER, SsoIdentity::issuer)
            .and(SSO_IDENTITY.SUBJECT, SsoIdentity::subject)
            .and(SSO_IDENTITY.USER_ID, identity -> identity.user().value())
            .and(SSO_IDENTITY.CREATED_AT, SsoIdentity::createdAt);

    public static final ListFields<SsoIdentity> LIST = ListFields.<SsoIdentity>named("identities")
            .field("createdAt", timestamp(), SSO_IDENTITY.CREATED_AT, SsoIdentity::createdAt)
            .filterable("userId", uuid(), SSO_IDENTITY.USER_ID)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), SSO_IDENTITY.ID, SsoIdentity::id);

    /** Whose subjects the people of a configured provider are. */
    private static final Field<String> ISSUER = when(
                    ORGANIZATION_SSO.PROVIDER.eq(inline(SsoProvider.SAML.name())), ORGANIZATION_SSO.ENTITY_ID)
            .otherwise(ORGANIZATION_SSO.ISSUER_URL);

    private static final ParameterizedSql<Key, SsoIdentity> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(SSO_IDENTITY)
                    .where(key.eq(SSO_IDENTITY.ORGANIZATION_ID, Key::organization))
                    .and(key.eq(SSO_IDENTITY.PROVIDER, Key::provider))
                    .and(key.eq(SSO_IDENTITY.ISSUER, Key::issuer))
                    .and(key.eq(SSO_IDENTITY.SUBJECT, Key::subject)),
            SsoIdentityTable::identity);

    private static final ParameterizedSql<Place, SsoIdentity> LOCK = ParameterizedSql.rows(
            place -> select(COLUMNS.fields())
                    .from(SSO_IDENTITY)
                    .where(place.eq(SSO_IDENTITY.ORGANIZATION_ID, Place::organization))
                    .and(place.eq(SSO_IDENTITY.ID, Place::id))
                    .forUpdate(),
            SsoIdentityTable::identity);

    private static final ParameterizedSql<UUID, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(SSO_IDENTITY).where(id.eq(SSO_IDENTITY.ID)));

    private static final ParameterizedSql<SsoIdentity, Void> INSERT =
            ParameterizedSql.change(identity -> insertInto(SSO_IDENTITY).set(identity.values(COLUMNS)));

    private static final ParameterizedSql<Membership, Boolean> IS_MEMBER = ParameterizedSql.rows(
            membership -> selectOne()
                    .from(APP_MEMBERSHIP)
                    .where(membership.eq(APP_MEMBERSHIP.ORGANIZATION_ID, Membership::organization))
                    .and(membership.eq(APP_MEMBERSHIP.USER_ID, Membership::user)),
            row -> true);

    private static final ParameterizedSql<Person, OrganizationId> ENFORCING = ParameterizedSql.rows(
            person -> select(ORGANIZATION_SSO.ORGANIZATION_ID)
                    .from(ORGANIZATION_SSO)
                    .join(ORGANIZATION_PERSON)
                    .on(ORGANIZATION_PERSON.ORGANIZATION_ID.eq(ORGANIZATION_SSO.ORGANIZATION_ID))
                    .where(person.eq(ORGANIZATION_PERSON.USER_ID, Person::user))
                    .and(ORGANIZATION_SSO.ENFORCED)
                    .and(exists(selectOne()
                                    .from(SSO_DOMAIN)
                                    .where(SSO_DOMAIN.ORGANIZATION_ID.eq(ORGANIZATION_SSO.ORGANIZATION_ID))
                                    .and(person.eq(SSO_DOMAIN.DOMAIN, Person::domain))
                                    .and(SSO_DOMAIN.VERIFIED_AT.isNotNull()))
                            .or(exists(selectOne()
                                    .from(SSO_IDENTITY)
                                    .where(SSO_IDENTITY.ORGANIZATION_ID.eq(ORGANIZATION_SSO.ORGANIZATION_ID))
                                    .and(SSO_IDENTITY.PROVIDER.eq(ORGANIZATION_SSO.PROVIDER))
                                    .and(SSO_IDENTITY.ISSUER.eq(ISSUER))
                                    .and(person.eq(SSO_IDENTITY.USER_ID, Person::user))))),
            row -> new OrganizationId(row.get(ORGANIZATION_SSO.ORGANIZATION_ID)));

    private record Key(OrganizationId organization, SsoProvider provider, String issuer, String subject) {}

    private record Place(OrganizationId organization, UUID id) {}

    private record Membership(OrganizationId organization, UserId user) {}

    private record Person(UserId user, String domain) {}

    public Future<Optional<SsoIdentity>> find(Tx tx, OrganizationId organization, ProvidedUser who) {
        return tx.first(FIND.with(new Key(organization, who.provider(), who.issuer(), who.subject())));
    }

    public Future<Page<SsoIdentity>> list(
            Database database, OrganizationId organization, PageRequest<SsoIdentity> page) {
        return page.read(
                database,
                organization,
                asked -> select(COLUMNS.fields())
                        .from(SSO_IDENTITY)
                        .where(SSO_IDENTITY.ORGANIZATION_ID.eq(organization.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                SsoIdentityTable::identity);
    }

    public Future<Optional<SsoIdentity>> lock(Tx tx, OrganizationId organization, UUID id) {
        return tx.first(LOCK.with(new Place(organization, id)));
    }

    public Future<Void> delete(Tx tx, UUID id) {
        return tx.execute(DELETE.with(id)).mapEmpty();
    }

    /** Fails with the constraint {@code sso_identity_user_unique} for who is another subject of the provider already. */
    public Future<Void> insert(Tx tx, SsoIdentity identity) {
        return tx.execute(INSERT.with(identity)).mapEmpty();
    }

    public Future<Boolean> isMember(Tx tx, OrganizationId organization, UserId user) {
        return tx.first(IS_MEMBER.with(new Membership(organization, user))).map(Optional::isPresent);
    }

    /**
     * The organizations of a user, who may be suspended there, that have their members sign in by their providers, and whose providers can vouch for
     * this one: by a link, or by the domain of the address.
     */
    public Future<List<OrganizationId>> enforcing(Tx tx, UserId user, String domain) {
        return tx.list(ENFORCING.with(new Person(user, domain)));
    }

    private static SsoIdentity identity(ResultRow row) {
        return new SsoIdentity(
                row.get(SSO_IDENTITY.ID),
                new OrganizationId(row.get(SSO_IDENTITY.ORGANIZATION_ID)),
                SsoProvider.valueOf(row.get(SSO_IDENTITY.PROVIDER)),
                row.get(SSO_IDENTITY.ISSUER),
                row.get(SSO_IDENTITY.SUBJECT),
                new UserId(row.get(SSO_IDENTITY.USER_ID)),
                row.instant(SSO_IDENTITY.CREATED_AT));
    }
}
