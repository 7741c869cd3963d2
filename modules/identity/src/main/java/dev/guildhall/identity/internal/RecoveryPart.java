package dev.guildhall.identity.internal;

import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.mail.MailQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Puts together what has to do with forgotten passwords, other addresses and devices. */
final class RecoveryPart {

    private static final Duration SELDOM = Duration.ofHours(1);

    private final PasswordRecovery passwords;
    private final OwnEmail emails;
    private final Devices devices;

    RecoveryPart(
            Environment environment,
            MailQueue mails,
            IdentityOptions options,
            AccountNotices notices,
            Passwords hashing,
            Sessions sessions,
            OwnFactors factors,
            PgPersonalTokens tokens,
            PgUsers users,
            SsoEnforcement enforcement,
            SignedInMemory memory,
            Devices devices) {
        var database = environment.database();
        var clock = environment.clock();
        var links = new AccountLinks(environment.vertx(), mails, options.publicUrl());
        this.devices = devices;
        passwords =
                new PasswordRecovery(database, hashing, sessions, users, enforcement, memory, links, notices, clock);
        emails = new OwnEmail(database, users, sessions, factors, tokens, memory, links, notices, clock);
    }

    RecoveryOperations operations() {
        return new RecoveryOperations(passwords, emails);
    }

    List<Job> jobs() {
        return List.of(
                new Job("forget links to set passwords", SELDOM, passwords::forgetExpired),
                new Job("forget changes of addresses", SELDOM, emails::forgetExpired),
                new Job("forget devices that nobody uses", SELDOM, devices::forgetUnused));
    }

    Future<Void> close() {
        return passwords.close();
    }
}
