package dev.guildhall.audit.internal;

import static dev.guildhall.db.Tables.AUDIT_HEAD;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Field;

/** The only SQL that writes the tables {@code audit_entry} and {@code audit_head}. */
final class ChainTable {

    /** The name of the constraint that refuses entries of a deleted workspace. */
    private static final String OPEN = "audit_head_open";

    private static final ParameterizedSql<Addition, Long> APPEND = ParameterizedSql.rows(
            added -> resultQuery(
                    "select guildhall.append_audit({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}) as sequence",
                    added.value(
                            AUDIT_HEAD.TENANT_KIND,
                            addition -> addition.tenant().kind()),
                    added.value(AUDIT_HEAD.TENANT_ID, Addition::tenant),
                    of(added, EntryRow::members),
                    of(added, EntryRow::actor),
                    of(added, EntryRow::credentialKind),
                    of(added, EntryRow::credential),
                    of(added, EntryRow::address),
                    of(added, EntryRow::action),
                    of(added, EntryRow::subject),
                    of(added, EntryRow::correlation)),
            row -> row.get(AUDIT_HEAD.SEQUENCE));

    private static final ParameterizedSql<Addition, Long> END = ParameterizedSql.rows(
            end -> resultQuery(
                    "select guildhall.end_audit({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}) as sequence",
                    end.value(AUDIT_HEAD.TENANT_ID, Addition::tenant),
                    of(end, EntryRow::members),
                    of(end, EntryRow::actor),
                    of(end, EntryRow::credentialKind),
                    of(end, EntryRow::credential),
                    of(end, EntryRow::address),
                    of(end, EntryRow::action),
                    of(end, EntryRow::subject),
                    of(end, EntryRow::correlation)),
            row -> row.get(AUDIT_HEAD.SEQUENCE));

    private record Addition(Tenant tenant, EntryRow entry) {}

    /** Lengthens the chain of a tenant; gives its new length. */
    Future<Long> append(Tx tx, Tenant tenant, EntryRow entry) {
        return tx.lastly(
                APPEND.with(new Addition(tenant, entry)),
                ConstraintViolation.means(OPEN, CommonError::workspaceNotFound));
    }

    /** Ends the chain of a tenant with an entry in the platform's. */
    Future<Long> end(Tx tx, Tenant tenant, EntryRow entry) {
        return tx.first(END.with(new Addition(tenant, entry))).map(Optional::orElseThrow);
    }

    private static Field<String> of(Parameters<Addition> added, Function<EntryRow, String> column) {
        return added.value(String.class, addition -> column.apply(addition.entry()));
    }
}
