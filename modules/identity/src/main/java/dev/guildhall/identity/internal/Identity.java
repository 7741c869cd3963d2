package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.security.UsedCredentials;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.Accounts;
import dev.guildhall.identity.Administrators;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.OrganizationJoining;
import dev.guildhall.identity.PersonalTokens;
import dev.guildhall.identity.ProvisionedAccounts;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.UserTokens;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import dev.guildhall.identity.internal.recovery.CommonPasswords;
import dev.guildhall.identity.internal.sso.ProviderSignIn;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the module together. */
public final class Identity {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final Duration LONGEST_WAIT_FOR_GUESSES = Duration.ofSeconds(9);
    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

    private final Vertx vertx;
    private final Database database;
    private final IdentityOptions options;
    private final Clock clock;
    private final Passwords passwords;
    private final IdentityEvents events;
    private final SignedInMemory memory;
    private final SessionUse use;
    private final UsedCredentials mintedUse;
    private final PersonalTokenAuthenticator personalTokenMemory;
    private final PgPersonalTokens personalTokens;
    private final SigningKeys keys;
    private final AccessTokens tokens;
    private final Sessions sessions;
    private final PgUsers users;
    private final Accounts accounts;
    private final SignIn signIn;
    private final UserTokens userTokens;
    private final ApplicationTokens applicationTokens;
    private final FactorsPart factors;
    private final RecoveryPart recovery;
    private final PasskeySignIn passkeySignIn;
    private final CredentialAuthenticator authenticator;
    private final Organizations organizations;
    private final SsoTurns ssoTurns;
    private final ProviderSignIn providers;
    private final SignInMeters providerMeters;

    /**
     * @param lifecycles what other modules do when an account changes
     * @param others who know the credentials that are no access tokens
     * @param declared what tokens can be limited to beside the permissions of the platform
     */
    public Identity(
            Environment environment,
            Journal journal,
            Outbox outbox,
            Organizations organizations,
            MailQueue mails,
            IdentityOptions options,
            List<AccountLifecycle> lifecycles,
            List<TokenAuthenticator> others,
            List<DeclaredScopes> declared) {
        this.vertx = environment.vertx();
        this.database = environment.database();
        this.options = options;
        this.clock = environment.clock();
        this.passwords = new Passwords(vertx);
        this.events = new IdentityEvents(journal, outbox, lifecycles);
        this.memory = new SignedInMemory(database, environment.caches());
        this.use = new SessionUse(database, clock);
        this.mintedUse = new UsedCredentials(clock, last -> new MintedTokenTable().noteUse(database, last));
        this.personalTokenMemory = new PersonalTokenAuthenticator(database, environment.caches(), memory, clock);
        this.personalTokens = new PgPersonalTokens(database, events, personalTokenMemory, declared, clock);
        this.keys = new SigningKeys(vertx, database, environment.secrets(), options, clock);
        this.tokens = new AccessTokens(vertx, keys, options, clock);
        var notices = new AccountNotices(vertx, mails, options.publicUrl(), clock);
        var devices = new Devices(database, notices, clock);
        this.sessions = new Sessions(database, events, memory, organizations, devices, options.sessionLife(), clock);
        this.users = new PgUsers(database, passwords, events, clock);
        this.accounts =
                new PgAccounts(database, users, passwords, sessions, personalTokens, memory, events, lifecycles, clock);
        this.userTokens = new MintedTokens(database, sessions, tokens, events, declared);
        this.applicationTokens =
                new ApplicationGrants(database, sessions, tokens, memory, events, options.accessTokenLife());
        var throttle = new SignInThrottle(vertx, clock, LONGEST_WAIT_FOR_GUESSES);
        var check = new PasswordCheck(database, passwords, throttle);
        var enforcement = new SsoEnforcement(organizations);
        this.ssoTurns = new SsoTurns(vertx);
        this.factors = new FactorsPart(
                environment,
                options,
                journal,
                organizations,
                notices,
                check,
                enforcement,
                sessions,
                tokens,
                memory,
                events,
                ssoTurns);
        this.passkeySignIn = factors.passkeySignIn(throttle, sessions, tokens, enforcement, events);
        this.recovery = new RecoveryPart(
                environment,
                mails,
                options,
                notices,
                passwords,
                sessions,
                factors.own(),
                personalTokens,
                users,
                enforcement,
                memory,
                devices);
        this.signIn = new PasswordSignIn(
                database,
                passwords,
                throttle,
                check,
                sessions,
                factors.secondStep(),
                tokens,
                events,
                enforcement,
                notices,
                SignInMeters.byPassword(environment.meters()));
        this.organizations = organizations;
        this.providers = new ProviderSignIn(environment, organizations, options, ssoTurns);
        this.providerMeters = SignInMeters.byProvider(environment.meters());
        this.authenticator = new CredentialAuthenticator(
                tokens,
                new VerifiedTokens(environment.caches(), options.accessTokenLife()),
                memory,
                use,
                mintedUse,
                others,
                clock);
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    SessionUse use() {
        return use;
    }

    Sessions sessions() {
        return sessions;
    }

    public SignIn signIn() {
        return signIn;
    }

    RecoveryPart recovery() {
        return recovery;
    }

    SigningKeys keys() {
        return keys;
    }

    public Users users() {
        return users;
    }

    /** The accounts of those whom organizations provision. */
    public ProvisionedAccounts provisionedAccounts() {
        return new PgProvisionedAccounts(users, memory);
    }

    public Administrators administrators() {
        return new FirstAdmin(database, users, passwords);
    }

    /** Follows what becomes of mails to the addresses of accounts. */
    public MailFollower mails() {
        return new AccountMails(users, memory, clock);
    }

    public Accounts accounts() {
        return accounts;
    }

    public PersonalTokens personalTokens() {
        return personalTokens;
    }

    /** Knows the tokens of users' programs. */
    public TokenAuthenticator personalTokenAuthenticator() {
        return personalTokenMemory;
    }

    /** The tokens that apps have made for their users. */
    public UserTokens userTokens() {
        return userTokens;
    }

    /** The tokens by which applications act for users. */
    public ApplicationTokens applicationTokens() {
        return applicationTokens;
    }

    PersonalTokenAuthenticator personalTokenMemory() {
        return personalTokenMemory;
    }

    /** What is served. */
    public Api api(UserWorkspaces workspaces, Authorizer authorizer, OrganizationJoining joining) {
        var cookie = new SessionCookie(options);
        var device = new DeviceCookie(options);
        var auth = new AuthOperations(signIn, accounts, users, workspaces, cookie, device);
        return new IdentityApi(
                auth,
                new SsoSignInOperations(
                        providers,
                        admission(joining),
                        sessions,
                        cookie,
                        device,
                        new BrowserCookie(options, "guildhall_sso"),
                        providerMeters),
                new SsoLinkOperations(new SsoLinks(database, sessions, events)),
                factors.operations(options),
                recovery.operations(),
                factors.passkeyOperations(passkeySignIn, signIn, options, device, auth::signedIn),
                new TokenOperations(personalTokens, authorizer),
                new UserOperations(accounts),
                new WellKnownOperations(keys, options));
    }

    private SsoAdmission admission(OrganizationJoining joining) {
        return new SsoAdmission(
                database, organizations, new SsoNewcomers(users, joining), users, sessions, events, clock);
    }

    /** Follows what other nodes change. */
    public Consumer<Event> listener() {
        return event -> {
            memory.follow(event);
            personalTokenMemory.follow(event);
        };
    }

    public List<Job> jobs() {
        var own = List.of(
                new Job("refresh the signing keys", OFTEN, keys::refresh),
                new Job("note the use of sessions", OFTEN, use::write),
                personalTokenMemory.job(),
                mintedUse.job("note the use of tokens of apps"),
                new Job("forget old sessions", SELDOM, sessions::forgetOutlived),
                new Job("forget sign-ins that nobody came back for", SELDOM, providers::forgetExpired),
                new Job("forget expired tokens", SELDOM, personalTokens::forgetExpired));
        return Stream.of(own, recovery.jobs(), factors.jobs())
                .flatMap(List::stream)
                .toList();
    }

    /** Completes when somebody can sign in. */
    public Future<?> prepare() {
        vertx.setTimer(SOON.toMillis(), elapsed -> loadUnicode());
        return Future.all(keys.refresh(), new AddressKeys(database).fill(), loadCommonPasswords());
    }

    // What the first address that is not ASCII needs takes a while to load: on no event loop, and not during the start.
    private void loadUnicode() {
        vertx.executeBlocking(() -> EmailAddress.keyOf("\u00FC@\u00FC.example"), false)
                .onFailure(failure -> LOG.warn("The tables of Unicode could not be loaded", failure));
    }

    // A file is read on no event loop, which the first password to be set would have done.
    private Future<?> loadCommonPasswords() {
        return vertx.executeBlocking(() -> CommonPasswords.contain(""), false);
    }

    /** Writes down what is only in memory, and hashes no more. */
    public Future<?> close() {
        return Future.join(
                use.write(),
                mintedUse.write(),
                personalTokenMemory.writeUse(),
                passwords.close(),
                ssoTurns.close(),
                recovery.close());
    }
}
