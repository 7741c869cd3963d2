package dev.guildhall.audit;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.AUDIT_HEAD;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The only SQL that writes the tables {@code audit_entry} and {@code audit_head}. */
final class ChainTable {

    /** The name of the constraint that refuses entries of a deleted workspace. */
    static final String OPEN = "audit_head_open";

    private static final Sql<Long> APPEND = Sql.rows(
            resultQuery("select guildhall.append_audit({0}, {1}) as sequence", bind(UUID.class), bind(String[].class)),
            row -> row.get(AUDIT_HEAD.SEQUENCE));

    private static final Sql<Long> END = Sql.rows(
            resultQuery("select guildhall.end_audit({0}, {1}) as sequence", bind(UUID.class), bind(String.class)),
            row -> row.get(AUDIT_HEAD.SEQUENCE));

    /** Lengthens the chain of one workspace; gives its new length. */
    Future<Long> append(Tx tx, WorkspaceId workspace, List<String> entries) {
        return tx.first(APPEND, workspace, entries.toArray(String[]::new)).map(Optional::orElseThrow);
    }

    /** Ends the chain of a workspace with an entry in the platform's. */
    Future<Long> end(Tx tx, WorkspaceId workspace, String entry) {
        return tx.first(END, workspace, entry).map(Optional::orElseThrow);
    }
}
