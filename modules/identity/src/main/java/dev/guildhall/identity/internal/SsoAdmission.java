package dev.guildhall.identity.internal;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoDomain;
import dev.guildhall.identity.internal.sso.ProvidedUser;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Provided;
import dev.guildhall.identity.internal.sso.SsoDomainTable;
import dev.guildhall.identity.internal.sso.SsoIdentity;
import dev.guildhall.identity.internal.sso.SsoIdentityTable;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Lets those in for whom the provider of an organization vouches. Whose account that is, it says once: the first time, by
 * an address that the provider knows to be theirs, of a domain that is the organization's. From then on its subject does.
 */
final class SsoAdmission {

    private final Database database;
    private final Organizations organizations;
    private final SsoNewcomers newcomers;
    private final PgUsers users;
    private final Sessions sessions;
    private final IdentityEvents events;
    private final Clock clock;
    private final AccountTable accounts = new AccountTable();
    private final SsoIdentityTable identities = new SsoIdentityTable();
    private final SsoDomainTable domains = new SsoDomainTable();

    SsoAdmission(
            Database database,
            Organizations organizations,
            SsoNewcomers newcomers,
            PgUsers users,
            Sessions sessions,
            IdentityEvents events,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.newcomers = newcomers;
        this.users = users;
        this.sessions = sessions;
        this.events = events;
        this.clock = clock;
    }

    /** Opens a session that is scoped to the organization; fails with the codes that begin with {@code AUTH.SSO}. */
    Future<NewSession> admit(Provided provided, Client client) {
        return database.inTransaction(Tenant.PLATFORM, tx -> new Admitting(tx, provided, client).run())
                .recover(failure -> failure instanceof Problem problem
                        ? refused(provided, client, problem)
                        : Future.failedFuture(failure));
    }

    private Future<NewSession> refused(Provided provided, Client client, Problem problem) {
        return database.inTransaction(Tenant.PLATFORM, tx -> {
                    events.providerSignInRefused(tx, provided, problem, client);
                    return Future.succeededFuture();
                })
                .compose(noted -> problem.asFuture());
    }

    /** One of them, in its transaction. */
    private final class Admitting {

        private final Tx tx;
        private final OrganizationId organization;
        private final SsoConfiguration sso;
        private final ProvidedUser who;
        private final Client client;

        Admitting(Tx tx, Provided provided, Client client) {
            this.tx = tx;
            this.organization = provided.connection().id();
            this.sso = provided.connection().sso();
            this.who = provided.user();
            this.client = client;
        }

        Future<NewSession> run() {
            return identities
                    .find(tx, organization, who)
                    .compose(known -> known.map(this::signIn).orElseGet(this::signInNewcomer));
        }

        // One after the other, and so the second of two at once finds what the first has made.
        private Future<NewSession> signInNewcomer() {
            return organizations
                    .lock(tx, organization)
                    .compose(locked -> identities
                            .find(tx, organization, who)
                            .compose(known -> known.map(this::signIn)
                                    .orElseGet(() -> accountOf(locked)
                                            .compose(this::link)
                                            .compose(this::signIn))));
        }

        private Future<NewSession> signIn(SsoIdentity identity) {
            return accounts.lock(tx, identity.user()).compose(found -> {
                var account = found.orElseThrow();
                requireOpen(account);
                return identities.isMember(tx, organization, account.id()).compose(isMember -> {
                    if (!isMember) {
                        throw notAMember();
                    }
                    return followed(account)
                            .compose(current -> sessions.open(
                                    tx, current, organization, client, new ProviderSession(identity.id(), who.sid())));
                });
            });
        }

        private Future<Account> followed(Account account) {
            return sso.jitProvisioning()
                    ? users.rename(tx, account, SsoNewcomers.nameOf(who, account.fullName()), by(account))
                    : Future.succeededFuture(account);
        }

        private Future<Account> accountOf(Organization locked) {
            var address = SsoNewcomers.addressOf(who);
            return domains.find(tx, organization, address.domain())
                    .compose(domain -> {
                        if (domain.filter(SsoDomain::isVerified).isEmpty()) {
                            throw IdentityError.AUTH_SSO_DOMAIN_NOT_PROVEN.because(
                                    "Your address is of a domain that the organization has not proven to be its own; ask"
                                            + " an administrator of the organization.");
                        }
                        return accounts.lockByAddress(tx, address);
                    })
                    .compose(found -> found.map(account -> memberOf(locked, account, address))
                            .orElseGet(() -> created(locked, address)));
        }

        private Future<Account> memberOf(Organization locked, Account account, EmailAddress address) {
            return identities.isMember(tx, organization, account.id()).compose(isMember -> {
                if (isMember) {
                    requireProven(account);
                    requireOpen(account);
                    return Future.succeededFuture(account);
                }
                requireProvisioning();
                if (!account.emailVerified()) {
                    return users.releaseUnprovenAddress(tx, address, Authentication.anonymous(client.origin()))
                            .compose(released -> created(locked, address));
                }
                requireOpen(account);
                return newcomers.join(tx, locked, account, client);
            });
        }

        private Future<Account> created(Organization locked, EmailAddress address) {
            requireProvisioning();
            return newcomers.create(tx, locked, who, address, client);
        }

        private Future<SsoIdentity> link(Account account) {
            var identity = new SsoIdentity(
                    Ids.next(),
                    organization,
                    who.provider(),
                    who.issuer(),
                    who.subject(),
                    account.id(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            return identities
                    .insert(tx, identity)
                    .recover(ConstraintViolation.means(
                            "sso_identity_user_unique",
                            () -> IdentityError.AUTH_SSO_LINKED_OTHERWISE.because(
                                    "The account with your address is somebody else's at the identity provider; ask an"
                                            + " administrator of the organization to end that link.")))
                    .map(inserted -> {
                        events.linked(tx, identity, by(account));
                        return identity;
                    });
        }

        private void requireProvisioning() {
            if (!sso.provisions()) {
                throw notAMember();
            }
        }

        private Authentication by(Account account) {
            return Authentication.user(account.id(), account.email(), client.origin());
        }
    }

    private static void requireProven(Account account) {
        if (!account.emailVerified()) {
            throw IdentityError.AUTH_SSO_EMAIL_NOT_PROVEN.because(
                    "Whoever has the account with your address has not proven that it is theirs; ask an administrator of"
                            + " the platform.");
        }
    }

    private static void requireOpen(Account account) {
        if (!account.maySignIn()) {
            throw IdentityError.AUTH_SSO_ACCOUNT_CLOSED.because(
                    "Your account is closed; ask an administrator of the platform.");
        }
        if (!SsoEnforcement.isOfPeople(account)) {
            throw IdentityError.AUTH_SSO_PLATFORM_ACCOUNT.because(
                    "Who works for the platform signs in with their password: no organization's provider vouches for"
                            + " them.");
        }
    }

    private static Problem notAMember() {
        return IdentityError.AUTH_SSO_NOT_A_MEMBER.because(
                "You are no member of this organization; ask an administrator of it to add you.");
    }
}
