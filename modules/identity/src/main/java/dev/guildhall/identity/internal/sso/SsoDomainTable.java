package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.ORGANIZATION_PERSON;
import static dev.guildhall.db.Tables.ORGANIZATION_SSO;
import static dev.guildhall.db.Tables.SSO_DOMAIN;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.SsoDomain;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The SQL on the table {@code sso_domain}. */
public final class SsoDomainTable {

    /** How many organizations of different apps a domain is looked up for. */
    private static final int MOST_ROUTES = 10;

    private static final Columns<SsoDomain> FOUND = Columns.<SsoDomain>of(
                    SSO_DOMAIN.CHECKED_AT, of -> of.status().checkedAt())
            .and(SSO_DOMAIN.VERIFIED_AT, of -> of.status().verifiedAt())
            .and(SSO_DOMAIN.LAPSED_AT, of -> of.status().lapsedAt())
            .and(SSO_DOMAIN.MISSES, of -> of.status().misses())
            .and(SSO_DOMAIN.NEXT_CHECK_AT, of -> of.status().nextCheckAt())
            .and(SSO_DOMAIN.FINDING, of -> of.status().finding());

    private static final Columns<SsoDomain> COLUMNS = FOUND.and(
                    SSO_DOMAIN.ORGANIZATION_ID, of -> of.organization().value())
            .and(SSO_DOMAIN.APP_ID, of -> of.app().value())
            .and(SSO_DOMAIN.DOMAIN, SsoDomain::domain)
            .and(SSO_DOMAIN.RECORD_VALUE, SsoDomain::recordValue)
            .and(SSO_DOMAIN.CREATED_AT, SsoDomain::createdAt);

    private static final ParameterizedSql<OrganizationId, SsoDomain> LIST = ParameterizedSql.rows(
            id -> select(COLUMNS.fields())
                    .from(SSO_DOMAIN)
                    .where(id.eq(SSO_DOMAIN.ORGANIZATION_ID))
                    .orderBy(SSO_DOMAIN.DOMAIN),
            SsoDomainTable::domain);

    private static final ParameterizedSql<Key, SsoDomain> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(SSO_DOMAIN)
                    .where(key.eq(SSO_DOMAIN.ORGANIZATION_ID, Key::organization))
                    .and(key.eq(SSO_DOMAIN.DOMAIN, Key::domain)),
            SsoDomainTable::domain);

    private static final ParameterizedSql<String, OrganizationId> ROUTES = ParameterizedSql.rows(
            domain -> select(SSO_DOMAIN.ORGANIZATION_ID)
                    .from(SSO_DOMAIN)
                    .join(ORGANIZATION_SSO)
                    .on(ORGANIZATION_SSO.ORGANIZATION_ID.eq(SSO_DOMAIN.ORGANIZATION_ID))
                    .where(domain.eq(SSO_DOMAIN.DOMAIN))
                    .and(SSO_DOMAIN.VERIFIED_AT.isNotNull())
                    .orderBy(SSO_DOMAIN.VERIFIED_AT, SSO_DOMAIN.ORGANIZATION_ID)
                    .limit(inline(MOST_ROUTES)),
            row -> new OrganizationId(row.get(SSO_DOMAIN.ORGANIZATION_ID)));

    private static final ParameterizedSql<Person, Boolean> IS_OF_PERSON = ParameterizedSql.rows(
            person -> selectOne()
                    .from(SSO_DOMAIN)
                    .join(ORGANIZATION_PERSON)
                    .on(ORGANIZATION_PERSON.ORGANIZATION_ID.eq(SSO_DOMAIN.ORGANIZATION_ID))
                    .where(person.eq(ORGANIZATION_PERSON.USER_ID, Person::user))
                    .and(person.eq(SSO_DOMAIN.DOMAIN, Person::domain))
                    .and(SSO_DOMAIN.VERIFIED_AT.isNotNull())
                    .limit(inline(1)),
            row -> true);

    private static final ParameterizedSql<SsoDomain, Void> INSERT =
            ParameterizedSql.change(domain -> insertInto(SSO_DOMAIN).set(domain.values(COLUMNS)));

    private static final ParameterizedSql<SsoDomain, Void> WRITE = ParameterizedSql.change(domain -> update(SSO_DOMAIN)
            .set(domain.values(FOUND))
            .where(domain.eq(SSO_DOMAIN.ORGANIZATION_ID, of -> of.organization()))
            .and(domain.eq(SSO_DOMAIN.DOMAIN, SsoDomain::domain)));

    private static final ParameterizedSql<Round, SsoDomain> TAKE = ParameterizedSql.rows(
            round -> update(SSO_DOMAIN)
                    .set(SSO_DOMAIN.NEXT_CHECK_AT, round.value(SSO_DOMAIN.NEXT_CHECK_AT, Round::next))
                    .where(row(SSO_DOMAIN.ORGANIZATION_ID, SSO_DOMAIN.DOMAIN)
                            .in(select(SSO_DOMAIN.ORGANIZATION_ID, SSO_DOMAIN.DOMAIN)
                                    .from(SSO_DOMAIN)
                                    .where(SSO_DOMAIN.VERIFIED_AT.isNotNull().or(SSO_DOMAIN.LAPSED_AT.isNotNull()))
                                    .and(SSO_DOMAIN.NEXT_CHECK_AT.le(round.value(SSO_DOMAIN.NEXT_CHECK_AT, Round::now)))
                                    .orderBy(SSO_DOMAIN.NEXT_CHECK_AT)
                                    .limit(round.value(Integer.class, Round::most))
                                    .forUpdate()
                                    .skipLocked()))
                    .returning(COLUMNS.fields()),
            SsoDomainTable::domain);

    private static final ParameterizedSql<Key, Void> DELETE = ParameterizedSql.change(key -> deleteFrom(SSO_DOMAIN)
            .where(key.eq(SSO_DOMAIN.ORGANIZATION_ID, Key::organization))
            .and(key.eq(SSO_DOMAIN.DOMAIN, Key::domain)));

    private record Round(Instant now, Instant next, int most) {}

    private record Key(OrganizationId organization, String domain) {}

    private record Person(UserId user, String domain) {}

    public Future<List<SsoDomain>> list(Database database, OrganizationId organization) {
        return database.list(organization, LIST.with(organization));
    }

    public Future<List<SsoDomain>> list(Tx tx, OrganizationId organization) {
        return tx.list(LIST.with(organization));
    }

    public Future<Optional<SsoDomain>> find(Database database, OrganizationId organization, String domain) {
        return database.first(organization, FIND.with(new Key(organization, domain)));
    }

    public Future<Optional<SsoDomain>> find(Tx tx, OrganizationId organization, String domain) {
        return tx.first(FIND.with(new Key(organization, domain)));
    }

    /** The organizations with single sign-on whose domain it is, one of each app; who proved it first comes first. */
    Future<List<OrganizationId>> routes(Database database, String domain) {
        return database.list(Tenant.PLATFORM, ROUTES.with(domain));
    }

    /**
     * Whether an organization of the user, who may be suspended there, has proven that the domain is its own; in a
     * platform-wide transaction.
     */
    public Future<Boolean> isOfPerson(Tx tx, UserId user, String domain) {
        return tx.first(IS_OF_PERSON.with(new Person(user, domain))).map(Optional::isPresent);
    }

    /** Takes some of those that are proven, or were, and are to be looked for by now; they are due next at a time. */
    public Future<List<SsoDomain>> take(Database database, Instant now, Instant next, int most) {
        return database.list(Tenant.PLATFORM, TAKE.with(new Round(now, next, most)));
    }

    public Future<Void> insert(Tx tx, SsoDomain domain) {
        return tx.execute(INSERT.with(domain)).mapEmpty();
    }

    /** Writes what was found; fails with the constraint {@code sso_domain_proven_once}. */
    public Future<Void> write(Tx tx, SsoDomain domain) {
        return tx.execute(WRITE.with(domain)).mapEmpty();
    }

    public Future<Void> delete(Tx tx, SsoDomain domain) {
        return tx.execute(DELETE.with(new Key(domain.organization(), domain.domain())))
                .mapEmpty();
    }

    private static SsoDomain domain(ResultRow row) {
        return new SsoDomain(
                new OrganizationId(row.get(SSO_DOMAIN.ORGANIZATION_ID)),
                new AppId(row.get(SSO_DOMAIN.APP_ID)),
                row.get(SSO_DOMAIN.DOMAIN),
                row.get(SSO_DOMAIN.RECORD_VALUE),
                row.instant(SSO_DOMAIN.CREATED_AT),
                new SsoDomain.Status(
                        Optional.ofNullable(row.instant(SSO_DOMAIN.CHECKED_AT)),
                        Optional.ofNullable(row.instant(SSO_DOMAIN.VERIFIED_AT)),
                        Optional.ofNullable(row.instant(SSO_DOMAIN.LAPSED_AT)),
                        row.get(SSO_DOMAIN.MISSES),
                        row.instant(SSO_DOMAIN.NEXT_CHECK_AT),
                        Optional.ofNullable(row.get(SSO_DOMAIN.FINDING))));
    }
}
