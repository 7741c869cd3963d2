package dev.guildhall.identity;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The fields of an account that an administrator wants changed; those left out stay as they are. */
public record AccountChange(
        Optional<EmailAddress> email,
        Optional<Boolean> emailVerified,
        Optional<String> fullName,
        Optional<String> password,
        Optional<Set<PlatformRole>> roles,
        UnaryOperator<Annotations> annotations) {

    /** Reads the fields that are there; fails naming each that cannot be taken. */
    public static AccountChange of(JsonObject body) {
        var faults = new Faults();
        var change = new AccountChange(
                read(faults, body.getString("email"), EmailAddress::of),
                Optional.ofNullable(body.getBoolean("emailVerified")),
                read(faults, body.getString("fullName"), AccountFields::fullName),
                read(
                        faults,
                        body.getString("password"),
                        password -> AccountFields.newPassword(
                                "password", password, Optional.ofNullable(body.getString("email")))),
                read(faults, body.getJsonArray("roles"), AccountFields::roles),
                Annotations.change(body, faults));
        faults.refuse();
        return change;
    }

    /** Reads what people may change of their own account, and nothing else, whatever is there. */
    public static AccountChange ofOneself(JsonObject body) {
        return of(new JsonObject().put("fullName", body.getString("fullName")));
    }

    private static <T, R> Optional<R> read(Faults faults, T sent, Function<T, R> reading) {
        return Optional.ofNullable(sent).flatMap(value -> faults.read(() -> reading.apply(value)));
    }

    /** Whether it would keep an administrator from administering. */
    public boolean takesAdmin() {
        return roles.filter(kept -> !kept.containsAll(Set.of(PlatformRole.ADMIN, PlatformRole.USER)))
                .isPresent();
    }

    /** The account as it is to be. Another address is its owner's by the administrator's word, unless they say no. */
    public Account of(Account account) {
        var address = email.map(EmailAddress::text).orElse(account.email());
        var trusted = account.emailVerified() || !address.equals(account.email());
        return account.changed(
                        address,
                        emailVerified.orElse(trusted),
                        fullName.orElse(account.fullName()),
                        roles.orElse(account.roles()))
                .with(annotations.apply(account.annotations()));
    }

    public boolean alters(Account account) {
        return password.isPresent() || !of(account).equals(account);
    }

    @Override
    public String toString() {
        return "AccountChange[" + email + ", " + emailVerified + ", " + fullName + ", " + roles + "]";
    }
}
