package dev.guildhall.identity;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.text.PlainName;
import dev.guildhall.identity.internal.recovery.CommonPasswords;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the fields of an account as people type them; what is refused is a {@code REQUEST.INVALID} on the field. */
public final class AccountFields {

    private static final int LONGEST_NAME = 200;
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 1024;

    private AccountFields() {}

    public static String fullName(String text) {
        var name = normalized(text);
        if (name.isEmpty() || name.length() > LONGEST_NAME || !PlainName.isPersonal(name)) {
            throw CommonError.REQUEST_INVALID.onField(
                    "fullName",
                    "fullName must have 1 to " + LONGEST_NAME + " characters, and " + PlainName.PERSONAL_RULE);
        }
        return name;
    }

    public static Set<PlatformRole> roles(Iterable<?> names) {
        var roles = EnumSet.noneOf(PlatformRole.class);
        names.forEach(name -> roles.add(role(name)));
        if (roles.isEmpty()) {
            throw CommonError.REQUEST_INVALID.onField("roles", "roles must name at least one role");
        }
        return roles;
    }

    /**
     * A password to be set; one that is only checked may be anything. What it is made of is nobody's business (NIST SP
     * 800-63B): it is long enough, and not one that others would think of first.
     */
    public static String newPassword(String field, String password) {
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw CommonError.REQUEST_INVALID.onField(
                    field, field + " must have " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        if (CommonPasswords.contain(password)) {
            throw CommonError.REQUEST_INVALID.onField(
                    field, field + " is one that many people use and others try first; choose another one");
        }
        return password;
    }

    /** The same for the account that has, or will have, this address. */
    public static String newPassword(String field, String password, Optional<String> email) {
        var accepted = newPassword(field, password);
        if (email.filter(address -> CommonPasswords.isOf(accepted, address)).isPresent()) {
            throw CommonError.REQUEST_INVALID.onField(
                    field, field + " is the account's address or name, or this product's; choose another one");
        }
        return accepted;
    }

    private static PlatformRole role(Object name) {
        var upperCase = name.toString().strip().toUpperCase(Locale.ROOT);
        for (var role : PlatformRole.values()) {
            if (role.name().equals(upperCase)) {
                return role;
            }
        }
        throw CommonError.REQUEST_INVALID.onField("roles", "roles may name ADMIN, USER and SUPPORT only");
    }

    /** As it is stored, or looked for; without any check. */
    public static String normalized(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    }
}
