package dev.guildhall.audit.internal;

import static dev.guildhall.db.Tables.AUDIT_ENTRY;
import static dev.guildhall.db.Tables.AUDIT_HEAD;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.erasure.TracePatterns;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.Tenant.Kind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/** The SQL by which entries are found that tell of somebody, and by which they are redacted. */
final class RedactionTable {

    private static final Field<Long> BLOCKS = field(name("blocks"), Long.class);
    private static final Field<String> TEXT = field(name("text"), String.class);
    private static final Field<String> REPLACED = field(name("replaced"), String.class);

    private static final Sql<Long> SIZE = Sql.rows(resultQuery("""
                    select pg_relation_size('guildhall.audit_entry') / current_setting('block_size')::bigint as blocks
                    """), row -> row.get(BLOCKS));

    private static final ParameterizedSql<Part, Found> TELLING = ParameterizedSql.rows(
            part -> resultQuery(
                    """
                    select h.tenant_kind, e.tenant_id, e.sequence, e.content::text as text,
                           regexp_replace(
                             regexp_replace(
                               regexp_replace(e.content::text, {2}, '[erased]', 'gi'), {4}, '\\1"[erased]"', 'gi'),
                             {3}, '[erased]', 'gi') as replaced
                      from guildhall.audit_entry e
                      join guildhall.audit_head h on h.tenant_id = e.tenant_id
                     where e.ctid >= {0}::tid and e.ctid < {1}::tid and e.content::text ~* {5}
                     order by e.tenant_id, e.sequence
                    """,
                    part.value(String.class, of -> "(" + of.first() + ",0)"),
                    part.value(String.class, of -> "(" + of.end() + ",0)"),
                    part.value(String.class, of -> of.patterns().addresses()),
                    part.value(String.class, of -> of.patterns().names()),
                    part.value(String.class, of -> of.patterns().named()),
                    part.value(String.class, of -> of.patterns().telling())),
            row -> new Found(
                    Tenant.of(Kind.valueOf(row.get(AUDIT_HEAD.TENANT_KIND)), row.get(AUDIT_ENTRY.TENANT_ID)),
                    row.get(AUDIT_ENTRY.SEQUENCE),
                    row.get(TEXT),
                    row.get(REPLACED)));

    private static final ParameterizedSql<Redaction, Long> REDACT = ParameterizedSql.rows(
            redaction -> resultQuery(
                    "select guildhall.redact_audit({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}) as sequence",
                    redaction.value(AUDIT_HEAD.TENANT_KIND, of -> of.tenant().kind()),
                    redaction.value(AUDIT_HEAD.TENANT_ID, Redaction::tenant),
                    redaction.value(
                            Long[].class,
                            of -> of.entries().stream().map(Redacted::sequence).toArray(Long[]::new)),
                    redaction.value(
                            String[].class,
                            of -> of.entries().stream().map(Redacted::content).toArray(String[]::new)),
                    redaction.value(String.class, of -> of.voucher().members()),
                    redaction.value(String.class, of -> of.voucher().actor()),
                    redaction.value(String.class, of -> of.voucher().action()),
                    redaction.value(String.class, of -> of.voucher().subject())),
            row -> row.get(AUDIT_ENTRY.SEQUENCE));

    private record Part(long first, long end, TracePatterns patterns) {}

    private record Redaction(Tenant tenant, List<Redacted> entries, EntryRow voucher) {}

    private final Database database;

    RedactionTable(Database database) {
        this.database = database;
    }

    /**
     * An entry that tells of whom is looked for.
     *
     * @param replaced its text without their addresses, and without their names as far as those can be told
     */
    record Found(Tenant tenant, long sequence, String text, String replaced) {}

    record Redacted(long sequence, String content) {}

    /** Of how many blocks the log of all tenants is. */
    Future<Long> blocks() {
        return database.first(Tenant.PLATFORM, SIZE).map(Optional::orElseThrow);
    }

    Future<List<Found>> telling(long first, long end, TracePatterns patterns) {
        return database.list(Tenant.PLATFORM, TELLING.with(new Part(first, end, patterns)));
    }

    Future<Void> redact(Tenant tenant, List<Redacted> entries, EntryRow voucher) {
        return database.first(Tenant.PLATFORM, REDACT.with(new Redaction(tenant, entries, voucher)))
                .mapEmpty();
    }
}
