package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.OrganizationJoining;
import dev.guildhall.identity.internal.sso.ProvidedUser;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Who signs in by a provider for the first time, and becomes a member by that. */
final class SsoNewcomers {

    private static final String NAMELESS = "New member";

    private final PgUsers users;
    private final OrganizationJoining joining;

    SsoNewcomers(PgUsers users, OrganizationJoining joining) {
        this.users = users;
        this.joining = joining;
    }

    /** The address by which they are recognized; fails with {@code AUTH.SSO_EMAIL_NOT_PROVEN}. */
    static EmailAddress addressOf(ProvidedUser who) {
        try {
            return EmailAddress.of(who.provenEmail().orElseThrow(SsoNewcomers::notProven));
        } catch (Problem unusable) {
            throw notProven();
        }
    }

    private static Problem notProven() {
        return IdentityError.AUTH_SSO_EMAIL_NOT_PROVEN.because(
                "The identity provider does not say that an address is yours (the claims email and email_verified of the ID"
                        + " token); ask who runs it.");
    }

    /** Their name as the provider has it, if it can be one here. */
    static String nameOf(ProvidedUser who, String otherwise) {
        return who.name().flatMap(SsoNewcomers::accepted).orElse(otherwise);
    }

    private static Optional<String> accepted(String name) {
        try {
            return Optional.of(AccountFields.fullName(name));
        } catch (Problem unusable) {
            return Optional.empty();
        }
    }

    Future<Account> create(Tx tx, Organization locked, ProvidedUser who, EmailAddress address, Client client) {
        var local = address.text().substring(0, address.text().indexOf('@'));
        var name = nameOf(who, accepted(local).orElse(NAMELESS));
        var user = NewUser.withoutPassword(address.text(), name);
        var by = Authentication.user(user.id(), user.email(), client.origin());
        return users.createAccount(tx, user, List.of(locked.id()), by)
                .compose(account -> joining.join(tx, by, locked, account.id()).map(account));
    }

    Future<Account> join(Tx tx, Organization locked, Account account, Client client) {
        var by = Authentication.user(account.id(), account.email(), client.origin());
        return joining.join(tx, by, locked, account.id()).map(account);
    }
}
