package dev.guildhall.identity.internal;

import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.internal.factor.Ceremonies;
import dev.guildhall.identity.internal.factor.Passkeys;
import dev.guildhall.identity.internal.factor.RelyingParty;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.identity.internal.sso.CostlyWork;
import dev.guildhall.tenancy.Organizations;
import java.time.Duration;
import java.util.List;

/** Puts together what has to do with second factors and passkeys. */
final class FactorsPart {

    private static final Duration SELDOM = Duration.ofHours(1);

    private final Environment environment;
    private final Passkeys passkeys;
    private final CodeCheck checks;
    private final SecondStep secondStep;
    private final StepUp stepUp;
    private final OwnFactors own;
    private final OwnPasskeys ownPasskeys;
    private final SignInPolicies policies;

    FactorsPart(
            Environment environment,
            IdentityOptions options,
            Journal journal,
            Organizations organizations,
            AccountNotices notices,
            PasswordCheck passwords,
            SsoEnforcement enforcement,
            Sessions sessions,
            AccessTokens tokens,
            SignedInMemory memory,
            IdentityEvents identityEvents,
            CostlyWork work) {
        this.environment = environment;
        var database = environment.database();
        var clock = environment.clock();
        passkeys = new Passkeys(
                database,
                new RelyingParty(options.publicUrl()),
                new Ceremonies(environment.secrets(), clock),
                work,
                clock);
        var factors = new SecondFactors(environment.secrets(), passkeys, clock);
        var events = new FactorEvents(journal);
        checks = new CodeCheck(factors, events, notices);
        secondStep = new SecondStep(
                database, sessions, factors, checks, passkeys, identityEvents, events, enforcement, clock);
        stepUp = new StepUp(database, passwords, factors, checks, passkeys, tokens, memory, events, clock);
        own = new OwnFactors(database, factors, stepUp, sessions, memory, events, notices);
        ownPasskeys = new OwnPasskeys(database, factors, passkeys, stepUp, memory, events, notices);
        policies = new SignInPolicies(database, organizations, journal, memory, clock);
    }

    SecondStep secondStep() {
        return secondStep;
    }

    OwnFactors own() {
        return own;
    }

    FactorOperations operations(IdentityOptions options) {
        return new FactorOperations(own, stepUp, policies, options.publicUrl());
    }

    PasskeySignIn passkeySignIn(
            SignInThrottle throttle,
            Sessions sessions,
            AccessTokens tokens,
            SsoEnforcement enforcement,
            IdentityEvents events) {
        return new PasskeySignIn(
                environment.database(),
                passkeys,
                checks,
                throttle,
                sessions,
                tokens,
                enforcement,
                events,
                SignInMeters.byPasskey(environment.meters()));
    }

    PasskeyOperations passkeyOperations(
            PasskeySignIn passkeySignIn,
            SignIn signIn,
            IdentityOptions options,
            DeviceCookie device,
            PasskeyOperations.Answer answer) {
        var cookie = new BrowserCookie(options, "guildhall_passkey");
        return new PasskeyOperations(ownPasskeys, passkeySignIn, signIn, stepUp, cookie, device, answer);
    }

    List<Job> jobs() {
        return List.of(
                new Job("forget sign-ins that no second factor completed", SELDOM, secondStep::forgetExpired),
                new Job("forget challenges of passkeys", SELDOM, passkeys::forgetExpired));
    }
}
