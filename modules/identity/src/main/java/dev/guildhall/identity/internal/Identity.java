package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.GeneratedAdmin;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Puts the module together. */
public final class Identity {

    private final Database database;
    private final EventFeed feed;
    private final IdentityOptions options;
    private final Clock clock;
    private final Passwords passwords;
    private final IdentityEvents events;
    private final SignedInMemory memory;
    private final SessionUse use;
    private final SigningKeys keys;
    private final AccessTokens tokens;
    private final Sessions sessions;
    private final PgUsers users;
    private final SignIn signIn;
    private final CredentialAuthenticator authenticator;

    public Identity(
            Vertx vertx,
            Database database,
            Journal journal,
            EventFeed feed,
            SecretBox secrets,
            IdentityOptions options,
            Clock clock) {
        this.database = database;
        this.feed = feed;
        this.options = options;
        this.clock = clock;
        this.passwords = new Passwords(vertx);
        this.events = new IdentityEvents(journal);
        this.memory = new SignedInMemory(database);
        this.use = new SessionUse(database, clock);
        this.keys = new SigningKeys(vertx, database, secrets, options, clock);
        this.tokens = new AccessTokens(vertx, keys, options, clock);
        this.sessions = new Sessions(database, events, memory, options.sessionLife(), clock);
        this.users = new PgUsers(database, passwords, events, clock);
        var throttle = new SignInThrottle(vertx, clock);
        this.signIn = new SignIn(database, passwords, throttle, sessions, tokens, events);
        this.authenticator =
                new CredentialAuthenticator(tokens, new VerifiedTokens(options.accessTokenLife()), memory, use, clock);
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

    SignIn signIn() {
        return signIn;
    }

    SigningKeys keys() {
        return keys;
    }

    public Users users() {
        return users;
    }

    public Future<Optional<GeneratedAdmin>> ensureAdmin(Optional<String> email, Optional<String> password) {
        return new FirstAdmin(database, users).ensure(email, password);
    }

    public KernelModule kernelModule(UserWorkspaces workspaces) {
        var accounts = new Accounts(database, users, passwords, sessions, memory, events, workspaces, clock);
        var api = new IdentityApi(
                new AuthOperations(signIn, accounts, users, workspaces, new SessionCookie(options)),
                new UserOperations(users, accounts),
                new WellKnownOperations(keys, options));
        var verticle = new IdentityVerticle(feed, new AddressKeys(database), memory, keys, use, sessions, passwords);
        return new KernelModule("identity", verticle, List.of(api));
    }
}
