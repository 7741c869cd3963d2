package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;

/**
 * The accounts of those whom the directory of an organization provisions, in platform-wide transactions that have locked
 * the organization. It answers for addresses of the domains that the organization has proven, and for no others.
 */
public interface ProvisionedAccounts {

    /** The account, locked until the transaction ends; fails with {@code USER.NOT_FOUND}. */
    Future<Account> lock(Tx platformTx, UserId id);

    /** Whether the organization has proven that the domain of the address is its own. */
    Future<Boolean> isOwn(Tx platformTx, OrganizationId organization, EmailAddress address);

    /**
     * Whether the directory may say what the account is called and which address it has: one that is proven, and of a domain
     * of the organization, of somebody who does not work for the platform.
     */
    Future<Boolean> isManaged(Tx platformTx, OrganizationId organization, Account account);

    /**
     * The account of the newcomer with this address: the one that there is, where the organization has proven the domain of
     * the address, or else a new one without a password. Fails with {@code USER.EMAIL_EXISTS} where it is somebody else's.
     */
    Future<Account> admit(Tx platformTx, Authentication by, Organization locked, EmailAddress address, String fullName);

    /** The managed account by this name. */
    Future<Account> rename(Tx platformTx, Authentication by, Account locked, String fullName);

    /**
     * The managed account with this address, whose domain is the organization's too. Fails with {@code USER.EMAIL_EXISTS}.
     */
    Future<Account> readdress(Tx platformTx, Authentication by, Account locked, EmailAddress address);
}
