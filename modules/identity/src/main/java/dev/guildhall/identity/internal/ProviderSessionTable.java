package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.SSO_IDENTITY;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.SsoProvider;
import dev.guildhall.identity.internal.sso.ProviderLogout;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL on the table {@code user_session} that is about identity providers. */
final class ProviderSessionTable {

    private static final ParameterizedSql<End, Session> END = ParameterizedSql.rows(
            end -> update(USER_SESSION)
                    .set(USER_SESSION.ENDED_AT, end.value(USER_SESSION.ENDED_AT, End::at))
                    .set(
                            USER_SESSION.END_REASON,
                            end.value(USER_SESSION.END_REASON, ended -> SessionEnd.PROVIDER_SIGNED_OUT))
                    .where(USER_SESSION.SSO_IDENTITY_ID.in(select(SSO_IDENTITY.ID)
                            .from(SSO_IDENTITY)
                            .where(end.eq(SSO_IDENTITY.ORGANIZATION_ID, End::organization))
                            .and(SSO_IDENTITY.PROVIDER.eq(inline(SsoProvider.OIDC.name())))
                            .and(end.eq(SSO_IDENTITY.ISSUER, End::issuer))
                            .and(SSO_IDENTITY.SUBJECT.eq(
                                    coalesce(end.value(SSO_IDENTITY.SUBJECT, End::subject), SSO_IDENTITY.SUBJECT)))))
                    .and(USER_SESSION.SSO_SID.isNotDistinctFrom(
                            coalesce(end.value(USER_SESSION.SSO_SID, End::sid), USER_SESSION.SSO_SID)))
                    .and(USER_SESSION.CREATED_AT.le(end.value(USER_SESSION.CREATED_AT, End::before)))
                    .and(USER_SESSION.ENDED_AT.isNull())
                    .returning(SessionTable.COLUMNS),
            SessionTable::session);

    private static final ParameterizedSql<EndOfIdentity, Session> END_OF_IDENTITY = ParameterizedSql.rows(
            end -> update(USER_SESSION)
                    .set(USER_SESSION.ENDED_AT, end.value(USER_SESSION.ENDED_AT, EndOfIdentity::at))
                    .set(USER_SESSION.END_REASON, end.value(USER_SESSION.END_REASON, ended -> SessionEnd.REVOKED))
                    .where(end.eq(USER_SESSION.SSO_IDENTITY_ID, EndOfIdentity::identity))
                    .and(USER_SESSION.ENDED_AT.isNull())
                    .returning(SessionTable.COLUMNS),
            SessionTable::session);

    private record EndOfIdentity(UUID identity, Instant at) {}

    private record End(OrganizationId organization, ProviderLogout logout, Instant at) {

        String issuer() {
            return logout.issuer();
        }

        Optional<String> subject() {
            return logout.subject();
        }

        Optional<String> sid() {
            return logout.sid();
        }

        Instant before() {
            return logout.before();
        }
    }

    /** Ends what was opened by a link, and tells what that was. */
    Future<List<Session>> end(Tx tx, UUID identity, Instant now) {
        return tx.list(END_OF_IDENTITY.with(new EndOfIdentity(identity, now)));
    }

    /** Ends what the provider of the organization says is over, and tells what that was. */
    Future<List<Session>> end(Tx tx, OrganizationId organization, ProviderLogout logout, Instant now) {
        return tx.list(END.with(new End(organization, logout, now)));
    }
}
