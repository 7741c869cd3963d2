package dev.guildhall.tenancy.internal;

import static dev.guildhall.db.Tables.ORGANIZATION;
import static dev.guildhall.db.Tables.ORGANIZATION_MEMBERSHIP;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleOrganizations;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.OrganizationStatus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectConditionStep;

/** All SQL on the table {@code organization}. */
public final class OrganizationTable {

    private static final int MOST_DELETING = 100;

    private static final Columns<Organization> CHANGEABLE = Columns.of(ORGANIZATION.NAME, Organization::name)
            .and(ORGANIZATION.SLUG, Organization::slug)
            .and(ORGANIZATION.DOMAIN, Organization::domain)
            .and(ORGANIZATION.WEBSITE, Organization::website)
            .and(ORGANIZATION.INDUSTRY, Organization::industry)
            .and(ORGANIZATION.DESCRIPTION, Organization::description)
            .and(ORGANIZATION.STATUS, Organization::status)
            .and(
                    ORGANIZATION.EXTERNAL_ID,
                    organization -> organization.annotations().externalId())
            .and(
                    ORGANIZATION.METADATA,
                    organization -> organization.annotations().metadataJson())
            .and(ORGANIZATION.UPDATED_AT, Organization::updatedAt);

    private static final Columns<Organization> COLUMNS = CHANGEABLE
            .and(ORGANIZATION.ID, organization -> organization.id().value())
            .and(ORGANIZATION.APP_ID, organization -> organization.app().value())
            .and(ORGANIZATION.CREATED_AT, Organization::createdAt)
            .and(ORGANIZATION.OWNER_ID, Organization::owner)
            .and(ORGANIZATION.REVISION);

    public static final ListFields<Organization> LIST = ListFields.<Organization>named("organizations")
            .field("name", textIgnoringCase(), ORGANIZATION.NAME, Organization::name)
            .field("slug", text(), ORGANIZATION.SLUG, Organization::slug)
            .field("domain", text(), ORGANIZATION.DOMAIN, Organization::domain)
            .field("createdAt", timestamp(), ORGANIZATION.CREATED_AT, Organization::createdAt)
            .filterable("appId", uuid(), ORGANIZATION.APP_ID)
            .filterable("externalId", text(), ORGANIZATION.EXTERNAL_ID)
            .filterable("status", enumeration(OrganizationStatus.class), ORGANIZATION.STATUS)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), ORGANIZATION.ID, organization -> organization.id().value());

    private static final ParameterizedSql<OrganizationId, Organization> FIND =
            ParameterizedSql.rows(id -> organizations().and(id.eq(ORGANIZATION.ID)), OrganizationTable::organization);

    private static final ParameterizedSql<OrganizationId, Organization> LOCK = ParameterizedSql.rows(
            id -> organizations().and(id.eq(ORGANIZATION.ID)).forUpdate(), OrganizationTable::organization);

    private static final ParameterizedSql<OrganizationId, Organization> SHARE = ParameterizedSql.rows(
            id -> organizations().and(id.eq(ORGANIZATION.ID)).forShare(), OrganizationTable::organization);

    private static final ParameterizedSql<Organization, Void> INSERT =
            ParameterizedSql.change(organization -> insertInto(ORGANIZATION).set(organization.values(COLUMNS)));

    private static final ParameterizedSql<Organization, Organization> WRITE = ParameterizedSql.rows(
            organization -> update(ORGANIZATION)
                    .set(organization.values(CHANGEABLE))
                    .set(ORGANIZATION.REVISION, ORGANIZATION.REVISION.plus(inline(1L)))
                    .where(organization.eq(ORGANIZATION.ID, changed -> changed.id()))
                    .returning(COLUMNS.fields()),
            OrganizationTable::organization);

    private static final ParameterizedSql<Handover, Void> CHANGE_OWNER =
            ParameterizedSql.change(handover -> update(ORGANIZATION)
                    .set(ORGANIZATION.OWNER_ID, handover.value(ORGANIZATION.OWNER_ID, Handover::owner))
                    .set(ORGANIZATION.UPDATED_AT, handover.value(ORGANIZATION.UPDATED_AT, Handover::at))
                    .set(ORGANIZATION.REVISION, ORGANIZATION.REVISION.plus(inline(1L)))
                    .where(handover.eq(ORGANIZATION.ID, Handover::organization)));

    private static final ParameterizedSql<OrganizationId, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(ORGANIZATION).where(id.eq(ORGANIZATION.ID)));

    private static final ParameterizedSql<Ending, Void> BEGIN_DELETION =
            ParameterizedSql.change(ending -> update(ORGANIZATION)
                    .set(ORGANIZATION.DELETING_AT, ending.value(ORGANIZATION.DELETING_AT, Ending::at))
                    .set(ORGANIZATION.DELETED_BY, ending.value(ORGANIZATION.DELETED_BY, Ending::by))
                    .where(ending.eq(ORGANIZATION.ID, Ending::organization)));

    private static final Sql<OrganizationId> DELETING = Sql.rows(
            select(ORGANIZATION.ID)
                    .from(ORGANIZATION)
                    .where(ORGANIZATION.DELETING_AT.isNotNull())
                    .orderBy(ORGANIZATION.DELETING_AT, ORGANIZATION.ID)
                    .limit(inline(MOST_DELETING)),
            row -> new OrganizationId(row.get(ORGANIZATION.ID)));

    private static final ParameterizedSql<OrganizationId, DeletedOrganization> TAKE_DELETING = ParameterizedSql.rows(
            id -> select(COLUMNS.fields())
                    .select(ORGANIZATION.DELETED_BY)
                    .from(ORGANIZATION)
                    .where(id.eq(ORGANIZATION.ID))
                    .and(ORGANIZATION.DELETING_AT.isNotNull())
                    .forUpdate()
                    .skipLocked(),
            row -> new DeletedOrganization(organization(row), Principal.parse(row.get(ORGANIZATION.DELETED_BY))));

    private record Ending(OrganizationId organization, String by, Instant at) {}

    private record Handover(OrganizationId organization, UserId owner, Instant at) {}

    public Future<Optional<Organization>> find(Database database, OrganizationId id) {
        return database.first(id, FIND.with(id));
    }

    public Future<Page<Organization>> list(
            Database database, VisibleOrganizations visible, PageRequest<Organization> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> organizations()
                        .and(isAmong(visible))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                OrganizationTable::organization);
    }

    private static Condition isAmong(VisibleOrganizations visible) {
        if (visible instanceof VisibleOrganizations.OfApp of) {
            return ORGANIZATION.APP_ID.eq(of.app().value());
        }
        if (visible instanceof VisibleOrganizations.OfUser of) {
            return ORGANIZATION.ID.in(select(ORGANIZATION_MEMBERSHIP.ORGANIZATION_ID)
                    .from(ORGANIZATION_MEMBERSHIP)
                    .where(ORGANIZATION_MEMBERSHIP.USER_ID.eq(of.user().value())));
        }
        if (visible instanceof VisibleOrganizations.Bound bound) {
            return ORGANIZATION.ID.eq(bound.organization().value()).and(isAmong(bound.among()));
        }
        return visible instanceof VisibleOrganizations.None ? falseCondition() : noCondition();
    }

    public Future<Optional<Organization>> lock(Tx tx, OrganizationId id) {
        return tx.first(LOCK.with(id));
    }

    /** The organization, which nobody can change until the transaction ends. */
    public Future<Optional<Organization>> share(Tx tx, OrganizationId id) {
        return tx.first(SHARE.with(id));
    }

    public Future<Integer> insert(Tx tx, Organization organization) {
        return tx.execute(INSERT.with(organization));
    }

    /** Writes everything that can change of an organization but its owner. */
    public Future<Organization> write(Tx tx, Organization organization) {
        return tx.first(WRITE.with(organization)).map(Optional::orElseThrow);
    }

    public Future<Integer> changeOwner(Tx tx, OrganizationId id, UserId owner, Instant now) {
        return tx.execute(CHANGE_OWNER.with(new Handover(id, owner, now)));
    }

    /** Hides the organization, which is to be deleted. */
    public Future<Integer> beginDeletion(Tx tx, OrganizationId id, Principal by, Instant now) {
        return tx.execute(BEGIN_DELETION.with(new Ending(id, by.text(), now)));
    }

    /** Some of those that are being deleted, those first that are for longest. */
    public Future<List<OrganizationId>> deleting(Database database) {
        return database.list(Tenant.PLATFORM, DELETING);
    }

    /** One that is being deleted, locked; empty when it is gone or somebody else is at it. */
    public Future<Optional<DeletedOrganization>> takeDeleting(Tx tx, OrganizationId id) {
        return tx.first(TAKE_DELETING.with(id));
    }

    public Future<Integer> delete(Tx tx, OrganizationId id) {
        return tx.execute(DELETE.with(id));
    }

    /** Those there are for anybody: one that is being deleted is not. */
    private static SelectConditionStep<Record> organizations() {
        return select(COLUMNS.fields()).from(ORGANIZATION).where(ORGANIZATION.DELETING_AT.isNull());
    }

    private static Organization organization(ResultRow row) {
        return new Organization(
                new OrganizationId(row.get(ORGANIZATION.ID)),
                new AppId(row.get(ORGANIZATION.APP_ID)),
                row.get(ORGANIZATION.NAME),
                row.get(ORGANIZATION.SLUG),
                row.get(ORGANIZATION.DOMAIN),
                Optional.ofNullable(row.get(ORGANIZATION.WEBSITE)),
                Optional.ofNullable(row.get(ORGANIZATION.INDUSTRY)),
                Optional.ofNullable(row.get(ORGANIZATION.DESCRIPTION)),
                OrganizationStatus.valueOf(row.get(ORGANIZATION.STATUS)),
                Optional.ofNullable(row.get(ORGANIZATION.OWNER_ID)).map(UserId::new),
                Annotations.of(row.get(ORGANIZATION.EXTERNAL_ID), row.json(ORGANIZATION.METADATA)),
                row.get(ORGANIZATION.REVISION),
                row.instant(ORGANIZATION.CREATED_AT),
                row.instant(ORGANIZATION.UPDATED_AT));
    }
}
