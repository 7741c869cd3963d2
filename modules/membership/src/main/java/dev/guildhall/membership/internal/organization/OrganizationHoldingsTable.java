package dev.guildhall.membership.internal.organization;

import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.ORGANIZATION_MEMBER;
import static dev.guildhall.db.Tables.ORGANIZATION_WORKSPACE;
import static dev.guildhall.db.Tables.TEAM;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;

/** The SQL by which that is counted which belongs to an organization and its workspaces. */
public final class OrganizationHoldingsTable {

    private static final Field<Integer> MEMBERS = field("members", Integer.class);
    private static final Field<Integer> TEAMS = field("teams", Integer.class);
    private static final Field<Integer> WORKSPACE_MEMBERS = field("workspace_members", Integer.class);
    private static final Field<Integer> INVITATIONS = field("invitations", Integer.class);

    private static final ParameterizedSql<OrganizationId, Map<String, Integer>> COUNT = ParameterizedSql.rows(
            organization -> select(
                    field(selectCount()
                                    .from(ORGANIZATION_MEMBER)
                                    .where(organization.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID)))
                            .as(MEMBERS),
                    field(selectCount().from(TEAM).where(organization.eq(TEAM.ORGANIZATION_ID)))
                            .as(TEAMS),
                    field(selectCount().from(MEMBER).where(MEMBER.WORKSPACE_ID.in(workspaces(organization))))
                            .as(WORKSPACE_MEMBERS),
                    field(selectCount()
                                    .from(INVITATION)
                                    .where(INVITATION.OF_WORKSPACE.in(workspaces(organization)))
                                    .or(organization.eq(INVITATION.OF_ORGANIZATION)))
                            .as(INVITATIONS)),
            row -> Map.of(
                    "members", row.get(MEMBERS),
                    "teams", row.get(TEAMS),
                    "workspaceMembers", row.get(WORKSPACE_MEMBERS),
                    "invitations", row.get(INVITATIONS)));

    private static Select<Record1<UUID>> workspaces(Parameters<OrganizationId> organization) {
        return select(ORGANIZATION_WORKSPACE.WORKSPACE_ID)
                .from(ORGANIZATION_WORKSPACE)
                .where(organization.eq(ORGANIZATION_WORKSPACE.ORGANIZATION_ID));
    }

    /** How many there are of each, by the names clients are told; the transaction is the platform's. */
    public Future<Map<String, Integer>> count(Tx platformTx, OrganizationId organization) {
        return platformTx.first(COUNT.with(organization)).map(Optional::orElseThrow);
    }
}
