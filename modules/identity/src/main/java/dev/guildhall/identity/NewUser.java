package dev.guildhall.identity;

import dev.guildhall.core.annotation.Annotations;
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

    private final UserId id;
    private final EmailAddress address;
    private final boolean emailVerified;
    private final String fullName;
    private final Set<PlatformRole> roles;
    private final String passwordHash;
    private final Annotations annotations;

    /**
     * For the identity module itself: fields in their stored form.
     *
     * @param passwordHash in PHC format; null when there is no password
     */
    public NewUser(EmailAddress address, String fullName, Set<PlatformRole> roles, String passwordHash) {
        this(new UserId(Ids.next()), address, true, fullName, Set.copyOf(roles), passwordHash, Annotations.NONE);
    }

    private NewUser(
            UserId id,
            EmailAddress address,
            boolean emailVerified,
            String fullName,
            Set<PlatformRole> roles,
            String passwordHash,
            Annotations annotations) {
        this.id = id;
        this.address = address;
        this.emailVerified = emailVerified;
        this.fullName = fullName;
        this.roles = roles;
        this.passwordHash = passwordHash;
        this.annotations = annotations;
    }

    /**
     * An account that nobody signs in to before an administrator gives it a password, or its owner comes by single
     * sign-on; for whoever answers for the address. Throws a problem that names what is wrong with a field.
     */
    public static NewUser withoutPassword(String email, String fullName) {
        return new NewUser(EmailAddress.of(email), AccountFields.fullName(fullName), Set.of(PlatformRole.USER), null);
    }

    /** The same account, of whose owner nobody knows whether they read mail to its address. */
    public NewUser withUnprovenAddress() {
        return new NewUser(id, address, false, fullName, roles, passwordHash, annotations);
    }

    /** The same account, of which an application notes something. */
    public NewUser with(Annotations noted) {
        return new NewUser(id, address, emailVerified, fullName, roles, passwordHash, noted);
    }

    public UserId id() {
        return id;
    }

    public String email() {
        return address.text();
    }

    /** What no other account's address may share with this one's. */
    public String emailKey() {
        return address.key();
    }

    public boolean emailVerified() {
        return emailVerified;
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

    public Annotations annotations() {
        return annotations;
    }

    /** The refusal for what an application calls another account already. */
    public static Problem externalIdExists() {
        return IdentityError.USER_EXTERNAL_ID_EXISTS.onField(
                "externalId", "There is another account with this externalId.");
    }

    /** The refusal for an address that another account has. */
    public static Problem emailExists(String email) {
        return IdentityError.USER_EMAIL_EXISTS.onField("email", "There is an account with the address " + email + ".");
    }

    @Override
    public String toString() {
        return "NewUser[" + id + ", " + address.text() + "]";
    }
}
