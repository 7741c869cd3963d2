package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.sso.SsoIdentityTable;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Whether somebody may sign in by a password, which the organization they belong to may not want. Its owner always may,
 * for somebody must get in when the provider is broken; and so may guests whom the provider cannot vouch for, or anybody
 * could be locked out by being made a member somewhere.
 */
final class SsoEnforcement {

    private final Organizations organizations;
    private final SsoIdentityTable identities = new SsoIdentityTable();

    SsoEnforcement(Organizations organizations) {
        this.organizations = organizations;
    }

    /** Fails with {@code AUTH.SSO_REQUIRED}. */
    Future<Void> requirePasswordAllowed(Tx tx, Account account) {
        if (!isOfPeople(account)) {
            return Future.succeededFuture();
        }
        var key = EmailAddress.keyOf(account.email());
        return identities
                .enforcing(tx, account.id(), key.substring(key.lastIndexOf('@') + 1))
                .compose(enforcing -> requireOwner(enforcing, account.id()));
    }

    /** Those who work for the platform are signed in by no customer's provider. */
    static boolean isOfPeople(Account account) {
        return Set.of(PlatformRole.USER).containsAll(account.roles());
    }

    private Future<Void> requireOwner(List<OrganizationId> enforcing, UserId user) {
        if (enforcing.isEmpty()) {
            return Future.succeededFuture();
        }
        var first = enforcing.get(0);
        return organizations.find(first).compose(found -> {
            var isBound = found.filter(organization ->
                            !organization.owner().filter(user::equals).isPresent())
                    .filter(organization -> !organization.isSuspended())
                    .isPresent();
            return isBound
                    ? IdentityError.AUTH_SSO_REQUIRED
                            .because("Your organization wants you to sign in by its identity provider: go to"
                                    + " /api/auth/sso/start?organizationId=" + first)
                            .asFuture()
                    : requireOwner(enforcing.subList(1, enforcing.size()), user);
        });
    }
}
