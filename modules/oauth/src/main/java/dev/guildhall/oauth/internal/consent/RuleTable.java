package dev.guildhall.oauth.internal.consent;

import static dev.guildhall.db.Tables.OAUTH_CLIENT;
import static dev.guildhall.db.Tables.OAUTH_CLIENT_RULE;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code oauth_client_rule}. */
final class RuleTable {

    private static final Columns<Rule> COLUMNS = Columns.of(OAUTH_CLIENT_RULE.ORGANIZATION_ID, Rule::organization)
            .and(OAUTH_CLIENT_RULE.CLIENT_ID, Rule::client)
            .and(OAUTH_CLIENT_RULE.ALLOWED, Rule::allowed)
            .and(OAUTH_CLIENT_RULE.DECIDED_AT, Rule::decidedAt);

    static final ListFields<Rule.Listed> LIST = ListFields.<Rule.Listed>named("rules of applications")
            .field(
                    "decidedAt",
                    timestamp(),
                    OAUTH_CLIENT_RULE.DECIDED_AT,
                    listed -> listed.rule().decidedAt())
            .defaultOrder("decidedAt desc")
            .id(
                    "clientId",
                    uuid(),
                    OAUTH_CLIENT_RULE.CLIENT_ID,
                    listed -> listed.rule().client());

    private static final ParameterizedSql<Key, Boolean> ALLOWED = ParameterizedSql.rows(
            key -> select(OAUTH_CLIENT_RULE.ALLOWED)
                    .from(OAUTH_CLIENT_RULE)
                    .where(key.eq(OAUTH_CLIENT_RULE.ORGANIZATION_ID, Key::organization))
                    .and(key.eq(OAUTH_CLIENT_RULE.CLIENT_ID, Key::client)),
            row -> row.get(OAUTH_CLIENT_RULE.ALLOWED));

    private static final ParameterizedSql<Rule, Void> UPSERT =
            ParameterizedSql.change(rule -> insertInto(OAUTH_CLIENT_RULE)
                    .set(rule.values(COLUMNS))
                    .onConflict(OAUTH_CLIENT_RULE.ORGANIZATION_ID, OAUTH_CLIENT_RULE.CLIENT_ID)
                    .doUpdate()
                    .set(OAUTH_CLIENT_RULE.ALLOWED, excluded(OAUTH_CLIENT_RULE.ALLOWED))
                    .set(OAUTH_CLIENT_RULE.DECIDED_AT, excluded(OAUTH_CLIENT_RULE.DECIDED_AT)));

    private record Key(OrganizationId organization, UUID client) {}

    /** Empty where nothing was decided. */
    Future<Optional<Boolean>> allowed(Tx tx, OrganizationId organization, UUID client) {
        return tx.first(ALLOWED.with(new Key(organization, client)));
    }

    /** Fails with the constraint {@code oauth_client_rule_client_fk} for an application that is not there. */
    Future<Integer> upsert(Tx tx, Rule rule) {
        return tx.execute(UPSERT.with(rule));
    }

    // The names of the platform's applications are not the organization's.
    Future<Page<Rule.Listed>> list(Database database, OrganizationId organization, PageRequest<Rule.Listed> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> select(COLUMNS.fields())
                        .select(OAUTH_CLIENT.NAME)
                        .from(OAUTH_CLIENT_RULE)
                        .join(OAUTH_CLIENT)
                        .on(OAUTH_CLIENT.ID.eq(OAUTH_CLIENT_RULE.CLIENT_ID))
                        .where(OAUTH_CLIENT_RULE.ORGANIZATION_ID.eq(organization.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                row -> new Rule.Listed(rule(row), row.get(OAUTH_CLIENT.NAME)));
    }

    private static Rule rule(ResultRow row) {
        return new Rule(
                new OrganizationId(row.get(OAUTH_CLIENT_RULE.ORGANIZATION_ID)),
                row.get(OAUTH_CLIENT_RULE.CLIENT_ID),
                row.get(OAUTH_CLIENT_RULE.ALLOWED),
                row.instant(OAUTH_CLIENT_RULE.DECIDED_AT));
    }
}
