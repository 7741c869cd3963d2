package dev.guildhall.identity;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import java.util.Set;

/**
 * An account about to be made, its fields checked and its password hashed already, so that the transaction that makes
 * it is short. Comes from {@link Users#prepare} and is used once.
 */
public final class NewUser {

    private final UserId id = new UserId(Ids.next());
    private final String email;
    private final String fullName;
    private final Set<PlatformRole> roles;
    private final String passwordHash;

    /**
     * For the identity module itself: fields in their stored form.
     *
     * @param passwordHash in PHC format
     */
    public NewUser(String email, String fullName, Set<PlatformRole> roles, String passwordHash) {
        this.email = email;
        this.fullName = fullName;
        this.roles = Set.copyOf(roles);
        this.passwordHash = passwordHash;
    }

    public UserId id() {
        return id;
    }

    public String email() {
        return email;
    }

    public String fullName() {
        return fullName;
    }

    public Set<PlatformRole> roles() {
        return roles;
    }

    public String passwordHash() {
        return passwordHash;
    }

    /** The refusal for an address that another account has. */
    public static Problem emailExists(String email) {
        return IdentityError.USER_EMAIL_EXISTS.onField("email", "There is an account with the address " + email + ".");
    }

    @Override
    public String toString() {
        return "NewUser[" + id + ", " + email + "]";
    }
}
