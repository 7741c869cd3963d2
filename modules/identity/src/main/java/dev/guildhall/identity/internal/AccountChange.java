package dev.guildhall.identity.internal;

import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** The fields of an account that an administrator wants changed; those left out stay as they are. */
record AccountChange(
        Optional<String> email,
        Optional<String> fullName,
        Optional<String> password,
        Optional<Set<PlatformRole>> roles) {

    /** Fails with {@code REQUEST.INVALID} on a field that is not acceptable. */
    static AccountChange of(JsonObject body) {
        return new AccountChange(
                Optional.ofNullable(body.getString("email")).map(AccountFields::email),
                Optional.ofNullable(body.getString("fullName")).map(AccountFields::fullName),
                Optional.ofNullable(body.getString("password"))
                        .map(password -> AccountFields.newPassword("password", password)),
                Optional.ofNullable(body.getJsonArray("roles"))
                        .map(JsonArray::getList)
                        .map(AccountFields::roles));
    }

    boolean takesAdmin() {
        return roles.filter(kept -> !kept.contains(PlatformRole.ADMIN)).isPresent();
    }

    /** Whether what others see of the account becomes different. */
    boolean alters(Account account) {
        return email.filter(value -> !value.equals(account.email())).isPresent()
                || fullName.filter(value -> !value.equals(account.fullName())).isPresent()
                || roles.filter(value -> !value.equals(account.roles())).isPresent()
                || password.isPresent();
    }

    @Override
    public String toString() {
        return "AccountChange[" + email + ", " + fullName + ", " + roles + "]";
    }
}
