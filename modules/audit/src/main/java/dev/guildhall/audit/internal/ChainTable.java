package dev.guildhall.audit.internal;

import static dev.guildhall.db.Tables.AUDIT_HEAD;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The only SQL that writes the tables {@code audit_entry} and {@code audit_head}. */
final class ChainTable {

    /** The name of the constraint that refuses entries of a deleted workspace. */
    static final String OPEN = "audit_head_open";

    private static final ParameterizedSql<Addition, Long> APPEND = ParameterizedSql.rows(
            added -> resultQuery(
                    "select guildhall.append_audit({0}, {1}, {2}) as sequence",
                    added.value(
                            AUDIT_HEAD.TENANT_KIND,
                            addition -> addition.tenant().kind()),
                    added.value(AUDIT_HEAD.TENANT_ID, Addition::tenant),
                    added.value(String[].class, Addition::entries)),
            row -> row.get(AUDIT_HEAD.SEQUENCE));

    private static final ParameterizedSql<End, Long> END = ParameterizedSql.rows(
            end -> resultQuery(
                    "select guildhall.end_audit({0}, {1}) as sequence",
                    end.value(AUDIT_HEAD.TENANT_ID, End::tenant), end.value(String.class, End::entry)),
            row -> row.get(AUDIT_HEAD.SEQUENCE));

    private record Addition(Tenant tenant, String[] entries) {}

    private record End(Tenant tenant, String entry) {}

    /** Lengthens the chain of a tenant; gives its new length. */
    Future<Long> append(Tx tx, Tenant tenant, List<String> entries) {
        return tx.first(APPEND.with(new Addition(tenant, entries.toArray(String[]::new))))
                .map(Optional::orElseThrow);
    }

    /** Ends the chain of a tenant with an entry in the platform's. */
    Future<Long> end(Tx tx, Tenant tenant, String entry) {
        return tx.first(END.with(new End(tenant, entry))).map(Optional::orElseThrow);
    }
}
