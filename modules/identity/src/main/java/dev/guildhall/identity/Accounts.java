package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.internal.AccountTable;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;

/** The accounts as platform administrators manage them. There is an administrator at any time. */
public interface Accounts {

    /** What {@link #list} can be filtered and ordered by. */
    ListFields<Account> LIST = AccountTable.LIST;

    /**
     * Makes an account of all that is given; its address counts as proven unless that says otherwise. Fails with {@code
     * USER.EMAIL_EXISTS}.
     */
    Future<Account> create(Authentication by, AccountChange wanted);

    /** Fails with {@code USER.NOT_FOUND}. */
    Future<Account> get(UserId id);

    Future<Page<Account>> list(PageRequest<Account> page);

    /**
     * Changes the fields given. Another password ends all sessions of the user. Fails with {@code USER.LAST_ADMIN} when
     * nobody would be left who administers the platform.
     */
    Future<Account> change(Authentication by, UserId id, AccountChange change, IfMatch condition);

    /**
     * Deletes the account with its sessions and memberships. Fails with {@code USER.OWNS_WORKSPACES} when a workspace
     * would be left without an owner, and with {@code USER.LAST_ADMIN}.
     */
    Future<Void> delete(Authentication by, UserId id, IfMatch condition);

    /** The same in a transaction of the platform. */
    Future<Void> delete(Tx platformTx, Authentication by, UserId id);
}
