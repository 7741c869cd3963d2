package dev.guildhall.membership;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.internal.organization.HeldSeat;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** What nobody may do with members of organizations, whoever they are. */
final class OrganizationMemberRules {

    private OrganizationMemberRules() {}

    static OrganizationRole requireMember(Optional<OrganizationRole> present, UserId user) {
        return present.orElseThrow(() -> notAMember(user));
    }

    static Problem notAMember(UserId user) {
        return MembershipError.MEMBER_NOT_FOUND.because("The user " + user + " is not a member of this organization.");
    }

    static void requireNotOwner(OrganizationRole role) {
        if (role == OrganizationRole.OWNER) {
            throw MembershipError.OWNER_MUST_TRANSFER.because(
                    "The owner cannot be removed, leave or take another role; hand the organization over first.");
        }
    }

    static void requireNotSuspended(Optional<HeldSeat> seat) {
        if (seat.filter(HeldSeat::suspended).isPresent()) {
            throw MembershipError.MEMBER_SUSPENDED.because(
                    "The organization has suspended this member; whoever provisions its users lets them in again.");
        }
    }

    static <T> Function<Throwable, Future<T>> unknownUser(String field, UserId user) {
        return ConstraintViolation.means(
                "organization_member_user_fk",
                () -> MembershipError.USER_NOT_FOUND.onField(field, "There is no user with the id " + user + "."));
    }
}
