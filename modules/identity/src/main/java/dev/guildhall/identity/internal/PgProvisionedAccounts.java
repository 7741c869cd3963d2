package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.ProvisionedAccounts;
import dev.guildhall.identity.SsoDomain;
import dev.guildhall.identity.internal.sso.SsoDomainTable;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;
import java.util.List;

/** The provisioned accounts in the database. */
final class PgProvisionedAccounts implements ProvisionedAccounts {

    private final PgUsers users;
    private final SignedInMemory memory;
    private final AccountTable accounts = new AccountTable();
    private final SsoDomainTable domains = new SsoDomainTable();

    PgProvisionedAccounts(PgUsers users, SignedInMemory memory) {
        this.users = users;
        this.memory = memory;
    }

    @Override
    public Future<Account> lock(Tx tx, UserId id) {
        return accounts.lock(tx, id)
                .map(found -> found.orElseThrow(
                        () -> IdentityError.USER_NOT_FOUND.because("There is no user with the id " + id + ".")));
    }

    @Override
    public Future<Boolean> isOwn(Tx tx, OrganizationId organization, EmailAddress address) {
        return domains.find(tx, organization, address.domain())
                .map(domain -> domain.filter(SsoDomain::isVerified).isPresent());
    }

    @Override
    public Future<Boolean> isManaged(Tx tx, OrganizationId organization, Account account) {
        return account.emailVerified() && SsoEnforcement.isOfPeople(account)
                ? isOwn(tx, organization, EmailAddress.of(account.email()))
                : Future.succeededFuture(false);
    }

    @Override
    public Future<Account> admit(Tx tx, Authentication by, Organization locked, EmailAddress address, String fullName) {
        return isOwn(tx, locked.id(), address)
                .compose(own -> accounts.lockByAddress(tx, address).compose(found -> {
                    if (found.isEmpty()) {
                        return create(tx, by, locked.id(), address, fullName, own);
                    }
                    if (!own) {
                        throw NewUser.emailExists(address.text());
                    }
                    return ofOwnDomain(tx, by, locked.id(), found.get(), address, fullName);
                }));
    }

    private Future<Account> ofOwnDomain(
            Tx tx,
            Authentication by,
            OrganizationId organization,
            Account found,
            EmailAddress address,
            String fullName) {
        if (!SsoEnforcement.isOfPeople(found) || !found.maySignIn()) {
            throw NewUser.emailExists(address.text());
        }
        // Whoever has it has not proven it, and may be somebody else.
        return found.emailVerified()
                ? Future.succeededFuture(found)
                : users.releaseUnprovenAddress(tx, address, by)
                        .compose(released -> create(tx, by, organization, address, fullName, true));
    }

    private Future<Account> create(
            Tx tx,
            Authentication by,
            OrganizationId organization,
            EmailAddress address,
            String fullName,
            boolean proven) {
        var user = NewUser.withoutPassword(address.text(), fullName);
        return users.createAccount(tx, proven ? user : user.withUnprovenAddress(), List.of(organization), by);
    }

    @Override
    public Future<Account> rename(Tx tx, Authentication by, Account locked, String fullName) {
        return users.rename(tx, locked, fullName, by).map(renamed -> forget(tx, renamed));
    }

    @Override
    public Future<Account> readdress(Tx tx, Authentication by, Account locked, EmailAddress address) {
        var isSpelling = EmailAddress.of(locked.email()).key().equals(address.key());
        var released = isSpelling ? Future.<Void>succeededFuture() : users.releaseUnprovenAddress(tx, address, by);
        return released.compose(done -> users.readdress(tx, locked, address, by))
                .map(changed -> forget(tx, changed));
    }

    private Account forget(Tx tx, Account changed) {
        tx.afterCommit(() -> memory.accountChanged(changed.id()));
        return changed;
    }
}
