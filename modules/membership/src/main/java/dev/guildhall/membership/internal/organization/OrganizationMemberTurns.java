package dev.guildhall.membership.internal.organization;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Principal;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;

/** Changes of the members of an organization, by who may make them right then. */
public final class OrganizationMemberTurns {

    private final Database database;
    private final Organizations organizations;
    private final OrganizationMemberTable members = new OrganizationMemberTable();

    public OrganizationMemberTurns(Database database, Organizations organizations) {
        this.database = database;
        this.organizations = organizations;
    }

    /**
     * What a change of members begins with.
     *
     * @param organization locked, so that its members change one transaction at a time
     * @param access what the actor may do right now
     * @param seat what the member is whom the change is about
     */
    public record Turn(Organization organization, Access access, Optional<HeldSeat> seat) {

        public Optional<OrganizationRole> present() {
            return seat.map(HeldSeat::role);
        }
    }

    /**
     * @param user whom the change is about
     * @param needed null where it takes no permission
     */
    public <T> Future<T> inTurn(
            Authentication by,
            OrganizationId organization,
            UserId user,
            Permission needed,
            BiFunction<Tx, Turn, Future<T>> work) {
        // What they are in the workspaces, and have offered there, is outside the organization's own scope.
        return database.inTransaction(Tenant.PLATFORM, tx -> {
            var locked = organizations.lock(tx, organization);
            // Who is no user has no role of their own.
            var acting =
                    by.principal() instanceof Principal.User known ? Optional.of(known.id()) : Optional.<UserId>empty();
            var seats = members.lockSeats(tx, organization, user, acting.orElse(user));
            return Future.all(locked, seats).compose(done -> {
                var own = acting.map(seats.result()::get).flatMap(HeldSeat::effective);
                var access = HeldAccess.access(by, locked.result(), own);
                if (needed != null) {
                    access.require(needed);
                } else if (own.isEmpty()) {
                    // They were suspended since they were let in.
                    throw Organizations.unknown();
                }
                access.requireChangeable();
                var seat = Optional.ofNullable(seats.result().get(user));
                return work.apply(tx, new Turn(locked.result(), access, seat));
            });
        });
    }
}
