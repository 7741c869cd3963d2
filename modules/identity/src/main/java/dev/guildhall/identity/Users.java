package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The user accounts as other modules see them. What takes a transaction takes one of any
 * scope unless it says otherwise. A table of another
 * module refers to {@code user_account(id)} by a foreign key and may join with the view {@code user_profile}.
 */
public interface Users {

    Future<Optional<UserProfile>> find(UserId id);

    /** Finds an account by its address, however it is spelled; see {@link EmailAddress}. */
    Future<Optional<UserProfile>> findByEmail(String email);

    /** The profiles of those accounts that exist, in one query. */
    Future<Map<UserId, UserProfile>> profiles(Collection<UserId> ids);

    /**
     * Checks and normalizes the fields of a new account and hashes its password. Fails with {@code REQUEST.INVALID}
     * naming the field, and with {@code SERVICE.UNAVAILABLE} when too many passwords wait to be hashed.
     *
     * @param origin where somebody is who was invited; they wait in turn with others who are known
     */
    Future<NewUser> prepare(String email, String fullName, String password, Set<PlatformRole> roles, Origin origin);

    /**
     * Makes the account, in a platform-wide transaction. Fails, and the transaction with it, with {@code USER.EMAIL_EXISTS} when there is one with the
     * same address.
     */
    Future<UserProfile> create(Tx tx, NewUser user, Authentication by);

    /** Notes that the user reads mail to the address of their account, in a platform-wide transaction. */
    Future<Void> proveAddress(Tx tx, UserId user, Authentication by);

    /**
     * Takes an address from the account that has it without proof, if there is one, for whoever has just proved it
     * theirs; in a platform-wide transaction. All else stays with the account, which an administrator can give another
     * address: who signs in there may have come by the address through somebody's mistake.
     */
    Future<Void> releaseUnprovenAddress(Tx tx, EmailAddress address, Authentication by);

    /** The workspace the user wants to find themselves in, if they said so. */
    Future<Optional<WorkspaceId>> defaultWorkspace(UserId user);

    /**
     * Remembers the workspace the user wants to find themselves in, until their membership ends. Fails with
     * {@code USER.NOT_A_MEMBER} when they do not belong to it.
     */
    Future<Void> setDefaultWorkspace(UserId user, WorkspaceId workspace);
}
