package dev.guildhall.membership.internal;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Journal;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.OrganizationMember;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What applications note of members, in the transaction that has locked the member's tenant. */
public final class MemberAnnotations {

    private final Journal journal;
    private final Clock clock;
    private final MemberTable members = new MemberTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();

    public MemberAnnotations(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** The member as they are then; the same where the change changes nothing. */
    public Future<Member> note(
            Tx tx, Authentication by, WorkspaceId workspace, Member member, UnaryOperator<Annotations> change) {
        var wanted = change.apply(member.annotations());
        return wanted.equals(member.annotations())
                ? Future.succeededFuture(member)
                : write(
                        tx,
                        by,
                        workspace,
                        member.user(),
                        now -> members.annotate(tx, workspace, member.user(), wanted, now),
                        () -> members.find(tx, workspace, member.user()));
    }

    public Future<OrganizationMember> note(
            Tx tx,
            Authentication by,
            OrganizationId organization,
            OrganizationMember member,
            UnaryOperator<Annotations> change) {
        var wanted = change.apply(member.annotations());
        return wanted.equals(member.annotations())
                ? Future.succeededFuture(member)
                : write(
                        tx,
                        by,
                        organization,
                        member.user(),
                        now -> organizationMembers.annotate(tx, organization, member.user(), wanted, now),
                        () -> organizationMembers.find(tx, organization, member.user()));
    }

    private <M> Future<M> write(
            Tx tx, Authentication by, Tenant tenant, UserId user, Writing writing, Supplier<Future<Optional<M>>> find) {
        return writing.at(clock.instant())
                .compose(written -> {
                    journal.record(tx, tenant, MemberEvents.annotated(by, user));
                    return find.get().map(Optional::orElseThrow);
                })
                .recover(ConstraintViolation.means(Map.of(
                        "member_external_id_unique", MemberAnnotations::taken,
                        "organization_member_external_id_unique", MemberAnnotations::taken)));
    }

    private static Problem taken() {
        return MembershipError.MEMBER_EXTERNAL_ID_EXISTS.onField(
                "externalId", "There is another member here with this externalId.");
    }

    @FunctionalInterface
    private interface Writing {

        Future<Integer> at(Instant now);
    }
}
