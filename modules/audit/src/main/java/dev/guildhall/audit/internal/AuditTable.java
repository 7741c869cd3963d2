package dev.guildhall.audit.internal;

import static dev.guildhall.db.Tables.AUDIT_ENTRY;
import static dev.guildhall.db.Tables.AUDIT_HEAD;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;

import dev.guildhall.audit.AuditRecord;
import dev.guildhall.audit.AuditTrail.End;
import dev.guildhall.audit.internal.AuditChain.Checked;
import dev.guildhall.audit.internal.AuditChain.Head;
import dev.guildhall.audit.internal.AuditChain.Link;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/** The SQL that reads the tables {@code audit_entry} and {@code audit_head}. */
public final class AuditTable {

    private static final Field<Long> FIRST = field(name("first_sequence"), Long.class);
    private static final Field<Long> LAST = field(name("last_sequence"), Long.class);
    private static final Field<byte[]> LAST_HASH = field(name("last_hash"), byte[].class);
    private static final Field<Long> FIRST_INVALID = field(name("first_invalid"), Long.class);

    private static final ParameterizedSql<Tenant, Head> HEAD =
            ParameterizedSql.rows(tenant -> resultQuery("""
                select h.sequence, h.hash,
                       (select min(sequence) from guildhall.audit_entry where tenant_id = {0}) first_sequence,
                       (select max(sequence) from guildhall.audit_entry where tenant_id = {0}) last_sequence
                  from (values (1)) one left join guildhall.audit_head h on h.tenant_id = {0}
                """, tenant.value(AUDIT_ENTRY.TENANT_ID)), AuditTable::head);

    private static final ParameterizedSql<Check, Checked> VERIFY = ParameterizedSql.rows(
            check -> resultQuery(
                    "select * from guildhall.verify_audit({0}, {1}, {2}, {3})",
                    check.value(AUDIT_ENTRY.TENANT_ID, Check::tenant),
                    check.value(AUDIT_ENTRY.SEQUENCE, Check::sequence),
                    check.value(AUDIT_ENTRY.HASH, Check::hash),
                    check.value(Integer.class, Check::limit)),
            row -> new Checked(
                    row.get(LAST) == null ? null : new Link(row.get(LAST), row.get(LAST_HASH)),
                    row.get(FIRST_INVALID)));

    private record Check(Tenant tenant, Link good, int limit) {

        long sequence() {
            return good.sequence();
        }

        byte[] hash() {
            return good.hash();
        }
    }

    private static final Field<String> CONTENT =
            AUDIT_ENTRY.CONTENT.cast(String.class).as("content");

    private static final List<Field<?>> COLUMNS = List.of(
            AUDIT_ENTRY.SEQUENCE,
            AUDIT_ENTRY.TIME,
            AUDIT_ENTRY.ACTOR,
            AUDIT_ENTRY.CREDENTIAL_KIND,
            AUDIT_ENTRY.CREDENTIAL,
            AUDIT_ENTRY.ADDRESS,
            AUDIT_ENTRY.CORRELATION_ID,
            AUDIT_ENTRY.ACTION,
            AUDIT_ENTRY.SUBJECT,
            CONTENT,
            AUDIT_ENTRY.HASH);

    // Each order needs an index, and every change of a tenant writes here.
    public static final ListFields<AuditRecord> FIELDS = ListFields.<AuditRecord>named("audit")
            .field("sequence", number(), AUDIT_ENTRY.SEQUENCE, AuditRecord::sequence)
            .field("time", timestamp(), AUDIT_ENTRY.TIME, AuditRecord::time)
            .filterable("actor", text(), AUDIT_ENTRY.ACTOR, AuditRecord::actor)
            .filterable("action", text(), AUDIT_ENTRY.ACTION, AuditRecord::action)
            .filterable("subject", text(), AUDIT_ENTRY.SUBJECT, AuditRecord::subject)
            .filterable("address", text(), AUDIT_ENTRY.ADDRESS, AuditRecord::address)
            .filterable("correlationId", text(), AUDIT_ENTRY.CORRELATION_ID, AuditRecord::correlation)
            .filterable("credential", text(), AUDIT_ENTRY.CREDENTIAL, AuditRecord::credential)
            .filterable("credentialKind", textIgnoringCase(), AUDIT_ENTRY.CREDENTIAL_KIND, AuditRecord::credentialKind)
            .defaultOrder("sequence desc")
            .id("sequence", number(), AUDIT_ENTRY.SEQUENCE, AuditRecord::sequence);

    private final Database database;

    public AuditTable(Database database) {
        this.database = database;
    }

    public Future<Page<AuditRecord>> page(Tenant tenant, PageRequest<AuditRecord> request) {
        return request.read(
                database,
                tenant,
                asked -> select(COLUMNS)
                        .from(AUDIT_ENTRY)
                        .where(AUDIT_ENTRY.TENANT_ID.eq(tenant.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(asked.limit()),
                AuditTable::entry);
    }

    public Future<End> end(Tenant tenant) {
        return head(tenant)
                .map(head -> new End(head.link().sequence(), head.link().hash()));
    }

    public Future<List<JsonObject>> about(Tenant tenant, String subject) {
        var query = select(CONTENT)
                .from(AUDIT_ENTRY)
                .where(AUDIT_ENTRY.TENANT_ID.eq(tenant.value()))
                .and(AUDIT_ENTRY.SUBJECT.eq(subject))
                .orderBy(AUDIT_ENTRY.SEQUENCE);
        return database.list(tenant, Sql.rows(query, row -> new JsonObject(row.get(CONTENT))));
    }

    /** Where the chain ends, in its own words and by its entries. */
    Future<Head> head(Tenant tenant) {
        return database.first(tenant, HEAD.with(tenant)).map(Optional::orElseThrow);
    }

    /** Checks entries after one that is known to be good, at most so many. */
    Future<Checked> verify(Tenant tenant, Link good, int limit) {
        return database.first(tenant, VERIFY.with(new Check(tenant, good, limit)))
                .map(Optional::orElseThrow);
    }

    private static AuditRecord entry(ResultRow row) {
        return new AuditRecord(
                row.get(AUDIT_ENTRY.SEQUENCE),
                row.instant(AUDIT_ENTRY.TIME),
                row.get(AUDIT_ENTRY.ACTOR),
                row.get(AUDIT_ENTRY.CREDENTIAL_KIND),
                row.get(AUDIT_ENTRY.CREDENTIAL),
                row.get(AUDIT_ENTRY.ADDRESS),
                row.get(AUDIT_ENTRY.CORRELATION_ID),
                row.get(AUDIT_ENTRY.ACTION),
                row.get(AUDIT_ENTRY.SUBJECT),
                row.get(CONTENT),
                row.get(AUDIT_ENTRY.HASH));
    }

    private static Head head(ResultRow row) {
        var link = row.get(AUDIT_HEAD.SEQUENCE) == null
                ? Link.NONE
                : new Link(row.get(AUDIT_HEAD.SEQUENCE), row.get(AUDIT_HEAD.HASH));
        return new Head(link, row.get(FIRST), row.get(LAST));
    }
}
