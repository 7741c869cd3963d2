package dev.guildhall.identity.internal;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.EmailAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** The fields of an account that an administrator wants changed; those left out stay as they are. */
record AccountChange(
        Optional<EmailAddress> email,
        Optional<Boolean> emailVerified,
        Optional<String> fullName,
        Optional<String> password,
        Optional<Set<PlatformRole>> roles) {

    /** Fails with {@code REQUEST.INVALID} on a field that is not acceptable. */
    static AccountChange of(JsonObject body) {
        return new AccountChange(
                Optional.ofNullable(body.getString("email")).map(EmailAddress::of),
                Optional.ofNullable(body.getBoolean("emailVerified")),
                Optional.ofNullable(body.getString("fullName")).map(AccountFields::fullName),
                Optional.ofNullable(body.getString("password"))
                        .map(password -> AccountFields.newPassword("password", password)),
                Optional.ofNullable(body.getJsonArray("roles"))
                        .map(JsonArray::getList)
                        .map(AccountFields::roles));
    }

    /** Whether it would keep an administrator from administering. */
    boolean takesAdmin() {
        return roles.filter(kept -> !kept.containsAll(Set.of(PlatformRole.ADMIN, PlatformRole.USER)))
                .isPresent();
    }

    /** The account as it is to be. Another address is its owner's by the administrator's word, unless they say no. */
    Account of(Account account) {
        var address = email.map(EmailAddress::text).orElse(account.email());
        var trusted = account.emailVerified() || !address.equals(account.email());
        return account.changed(
                address,
                emailVerified.orElse(trusted),
                fullName.orElse(account.fullName()),
                roles.orElse(account.roles()));
    }

    boolean alters(Account account) {
        return password.isPresent() || !of(account).equals(account);
    }

    @Override
    public String toString() {
        return "AccountChange[" + email + ", " + emailVerified + ", " + fullName + ", " + roles + "]";
    }
}
