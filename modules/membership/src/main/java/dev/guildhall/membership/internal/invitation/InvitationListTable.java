package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static dev.guildhall.membership.internal.invitation.InvitationRow.PENDING;
import static dev.guildhall.membership.internal.invitation.InvitationRow.ROLE_NAME;
import static dev.guildhall.membership.internal.invitation.InvitationRow.STATE;
import static dev.guildhall.membership.internal.invitation.InvitationRow.invitations;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationMail;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.InvitationTarget;
import io.vertx.core.Future;
import org.jooq.Condition;

/** The SQL by which pages of invitations are read from the table {@code invitation}. */
final class InvitationListTable {

    static final ListFields<Invitation> LIST = ListFields.<Invitation>named("invitations")
            .field(
                    "email",
                    textIgnoringCase(),
                    INVITATION.EMAIL,
                    invitation -> invitation.email().orElse(null))
            .field("createdAt", timestamp(), INVITATION.CREATED_AT, Invitation::createdAt)
            .field("expiresAt", timestamp(), INVITATION.EXPIRES_AT, Invitation::expiresAt)
            .filterable("state", enumeration(InvitationState.class), STATE)
            .filterable("mailState", enumeration(InvitationMail.State.class), INVITATION.MAIL_STATE)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .bareWords("email")
            .defaultOrder("createdAt desc")
            .id("id", uuid(), INVITATION.ID, Invitation::id);

    static final ListFields<Invitation> MINE = ListFields.<Invitation>named("my-invitations")
            .field("createdAt", timestamp(), INVITATION.CREATED_AT, Invitation::createdAt)
            .field("expiresAt", timestamp(), INVITATION.EXPIRES_AT, Invitation::expiresAt)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), INVITATION.ID, Invitation::id);

    private final Database database;

    InvitationListTable(Database database) {
        this.database = database;
    }

    Future<Page<Invitation>> list(InvitationTarget target, PageRequest<Invitation> page) {
        var its = target.team().map(team -> INVITATION.TEAM_ID.eq(team.value())).orElseGet(INVITATION.TEAM_ID::isNull);
        return page(
                target.tenant(),
                INVITATION.TENANT_ID.eq(target.tenant().value()).and(its),
                page);
    }

    /** Those pending for the address of an account, in every workspace, if the address is proven to be its owner's. */
    Future<Page<Invitation>> pendingOf(UserId user, PageRequest<Invitation> page) {
        var addressed = exists(selectOne()
                .from(USER_PROFILE)
                .where(USER_PROFILE.ID.eq(user.value()))
                .and(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY))
                .and(USER_PROFILE.EMAIL_VERIFIED));
        var pending = INVITATION.STATE.eq(inline(PENDING)).and(INVITATION.EXPIRES_AT.gt(currentOffsetDateTime()));
        return page(Tenant.PLATFORM, addressed.and(pending), page);
    }

    private Future<Page<Invitation>> page(Tenant tenant, Condition condition, PageRequest<Invitation> page) {
        return page.read(
                database,
                tenant,
                asked -> invitations()
                        .where(condition)
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                InvitationRow::invitation);
    }
}
