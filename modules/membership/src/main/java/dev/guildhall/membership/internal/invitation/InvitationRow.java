package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.APP_PROFILE;
import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.db.tables.UserProfile;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Invitation.Inviter;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.InvitationMail;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.TeamId;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;

/** What is read of a row of the table {@code invitation}, with what its role is called and what became of it by now. */
final class InvitationRow {

    static final String PENDING = InvitationState.PENDING.name();

    // By the database's clock everywhere, so that a list and a decision agree.
    static final Field<String> STATE = when(
                    INVITATION.STATE.eq(inline(PENDING)).and(INVITATION.EXPIRES_AT.le(currentOffsetDateTime())),
                    inline(InvitationState.EXPIRED.name()))
            .otherwise(INVITATION.STATE);

    private static final Condition OFFERS_CUSTOM_ROLE =
            CUSTOM_ROLE.WORKSPACE_ID.eq(INVITATION.TENANT_ID).and(CUSTOM_ROLE.ID.eq(INVITATION.CUSTOM_ROLE_ID));

    // As it is called now while it is offered, for it can be renamed.
    static final Field<String> ROLE_NAME =
            coalesce(field(select(CUSTOM_ROLE.NAME).from(CUSTOM_ROLE).where(OFFERS_CUSTOM_ROLE)), INVITATION.ROLE_NAME);

    private static final Field<String> ROLE_NAME_NOW = ROLE_NAME.as("role_name_now");
    private static final Field<String> STATE_NOW = STATE.as("state_now");
    static final Condition BY_MAIL = INVITATION.DELIVERY.eq(inline(InvitationDelivery.MAIL.name()));
    static final UserProfile INVITER = USER_PROFILE.as("inviter");
    private static final List<Field<?>> COLUMNS = List.of(
            INVITATION.ID,
            INVITATION.TENANT_ID,
            INVITATION.TENANT_KIND,
            INVITATION.TEAM_ID,
            INVITATION.EMAIL,
            INVITATION.CUSTOM_ROLE_ID,
            ROLE_NAME_NOW,
            INVITATION.DELIVERY,
            STATE_NOW,
            INVITATION.MAIL_STATE,
            INVITATION.MAIL_CHANGED_AT,
            INVITATION.MAIL_ERROR,
            INVITATION.INVITED_BY,
            INVITER.FULL_NAME,
            INVITATION.INVITED_BY_APP,
            APP_PROFILE.NAME,
            INVITATION.REVISION,
            INVITATION.CREATED_AT,
            INVITATION.UPDATED_AT,
            INVITATION.ISSUED_AT,
            INVITATION.EXPIRES_AT,
            INVITATION.CLOSED_AT);

    private InvitationRow() {}

    static SelectOnConditionStep<Record> invitations(Field<?>... more) {
        return select(COLUMNS)
                .select(more)
                .from(INVITATION)
                .leftJoin(INVITER)
                .on(INVITER.ID.eq(INVITATION.INVITED_BY))
                .leftJoin(APP_PROFILE)
                .on(APP_PROFILE.ID.eq(INVITATION.INVITED_BY_APP));
    }

    static Invitation invitation(ResultRow row) {
        var customRole = row.get(INVITATION.CUSTOM_ROLE_ID);
        var roleName = row.get(ROLE_NAME_NOW);
        return new Invitation(
                row.get(INVITATION.ID),
                target(row),
                Optional.ofNullable(row.get(INVITATION.EMAIL)),
                customRole == null ? roleName : customRole.toString(),
                roleName,
                InvitationDelivery.valueOf(row.get(INVITATION.DELIVERY)),
                InvitationState.valueOf(row.get(STATE_NOW)),
                mail(row),
                inviter(row),
                row.get(INVITATION.REVISION),
                row.instant(INVITATION.CREATED_AT),
                row.instant(INVITATION.UPDATED_AT),
                row.instant(INVITATION.ISSUED_AT),
                row.instant(INVITATION.EXPIRES_AT),
                Optional.ofNullable(row.instant(INVITATION.CLOSED_AT)));
    }

    private static Optional<InvitationMail> mail(ResultRow row) {
        return Optional.ofNullable(row.get(INVITATION.MAIL_STATE))
                .map(state -> new InvitationMail(
                        InvitationMail.State.valueOf(state),
                        row.instant(INVITATION.MAIL_CHANGED_AT),
                        Optional.ofNullable(row.get(INVITATION.MAIL_ERROR))));
    }

    private static Optional<Inviter> inviter(ResultRow row) {
        var user = row.get(INVITATION.INVITED_BY);
        var app = row.get(INVITATION.INVITED_BY_APP);
        if (user != null) {
            return Optional.of(new Inviter(new Principal.User(new UserId(user)), row.get(INVITER.FULL_NAME)));
        }
        return Optional.ofNullable(app)
                .map(id -> new Inviter(new Principal.App(new AppId(id)), row.get(APP_PROFILE.NAME)));
    }

    /** What a row that selected its tenant and its team is an invitation to. */
    static InvitationTarget target(ResultRow row) {
        return new InvitationTarget(
                Tenant.of(Tenant.Kind.valueOf(row.get(INVITATION.TENANT_KIND)), row.get(INVITATION.TENANT_ID)),
                Optional.ofNullable(row.get(INVITATION.TEAM_ID)).map(TeamId::new));
    }
}
