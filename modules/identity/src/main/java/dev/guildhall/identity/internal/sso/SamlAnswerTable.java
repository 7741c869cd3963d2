package dev.guildhall.identity.internal.sso;

import static dev.guildhall.db.Tables.SAML_ANSWER;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.SsoReport.LatestAnswer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jooq.JSONB;

/** All SQL on the table {@code saml_answer}. */
public final class SamlAnswerTable {

    private static final Columns<Answered> CHANGEABLE = Columns.<Answered>of(
                    SAML_ANSWER.ANSWERED_AT, answered -> answered.latest().at())
            .and(SAML_ANSWER.REFUSAL, answered -> answered.latest().refusal())
            .and(
                    SAML_ANSWER.SENT,
                    answered -> JSONB.valueOf(answered.latest().sent().encode()));
    private static final Columns<Answered> COLUMNS = CHANGEABLE.and(
            SAML_ANSWER.ORGANIZATION_ID, answered -> answered.organization().value());

    private static final ParameterizedSql<Answered, Void> WRITE =
            ParameterizedSql.change(answered -> insertInto(SAML_ANSWER)
                    .set(answered.values(COLUMNS))
                    .onConflict(SAML_ANSWER.ORGANIZATION_ID)
                    .doUpdate()
                    .set(answered.values(CHANGEABLE)));

    private static final ParameterizedSql<OrganizationId, LatestAnswer> FIND = ParameterizedSql.rows(
            id -> select(CHANGEABLE.fields()).from(SAML_ANSWER).where(id.eq(SAML_ANSWER.ORGANIZATION_ID)),
            row -> new LatestAnswer(
                    row.instant(SAML_ANSWER.ANSWERED_AT),
                    Optional.ofNullable(row.get(SAML_ANSWER.REFUSAL)),
                    new JsonObject(row.get(SAML_ANSWER.SENT).data())));

    private record Answered(OrganizationId organization, LatestAnswer latest) {}

    Future<Void> write(Tx tx, OrganizationId organization, LatestAnswer latest) {
        return tx.execute(WRITE.with(new Answered(organization, latest))).mapEmpty();
    }

    public Future<Optional<LatestAnswer>> find(Database database, OrganizationId organization) {
        return database.first(organization, FIND.with(organization));
    }
}
