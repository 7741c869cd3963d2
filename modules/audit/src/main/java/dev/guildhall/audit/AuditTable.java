package dev.guildhall.audit;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.AUDIT_HEAD;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.audit.AuditChain.Checked;
import dev.guildhall.audit.AuditChain.Head;
import dev.guildhall.audit.AuditChain.Link;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** The SQL that reads the tables {@code audit_entry} and {@code audit_head}. */
final class AuditTable {

    private static final Field<Long> FIRST = field(name("first_sequence"), Long.class);
    private static final Field<Long> LAST = field(name("last_sequence"), Long.class);
    private static final Field<byte[]> LAST_HASH = field(name("last_hash"), byte[].class);
    private static final Field<Long> FIRST_INVALID = field(name("first_invalid"), Long.class);

    private static final Sql<Head> HEAD =
            Sql.rows(resultQuery("""
                    select h.sequence, h.hash,
                           (select min(sequence) from guildhall.audit_entry where workspace_id = {0}) first_sequence,
                           (select max(sequence) from guildhall.audit_entry where workspace_id = {1}) last_sequence
                      from (values (1)) one left join guildhall.audit_head h on h.workspace_id = {2}
                    """, bind(UUID.class), bind(UUID.class), bind(UUID.class)), AuditTable::head);

    private static final Sql<Checked> VERIFY = Sql.rows(
            resultQuery(
                    "select * from guildhall.verify_audit({0}, {1}, {2}, {3})",
                    bind(UUID.class), bind(Long.class), bind(byte[].class), bind(Integer.class)),
            row -> new Checked(
                    row.get(LAST) == null ? null : new Link(row.get(LAST), row.get(LAST_HASH)),
                    row.get(FIRST_INVALID)));

    private final Database database;

    AuditTable(Database database) {
        this.database = database;
    }

    /** Where the chain ends, in its own words and by its entries. */
    Future<Head> head(WorkspaceId workspace) {
        return database.first(Scope.of(workspace), HEAD, workspace, workspace, workspace)
                .map(Optional::orElseThrow);
    }

    /** Checks entries after one that is known to be good, at most so many. */
    Future<Checked> verify(WorkspaceId workspace, Link good, int limit) {
        return database.first(Scope.of(workspace), VERIFY, workspace, good.sequence(), good.hash(), limit)
                .map(Optional::orElseThrow);
    }

    private static Head head(ResultRow row) {
        var link = row.get(AUDIT_HEAD.SEQUENCE) == null
                ? Link.NONE
                : new Link(row.get(AUDIT_HEAD.SEQUENCE), row.get(AUDIT_HEAD.HASH));
        return new Head(link, row.get(FIRST), row.get(LAST));
    }
}
