package dev.guildhall.identity.internal;

import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Job;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.tenancy.Organizations;
import java.time.Duration;

/** Puts together what has to do with second factors. */
final class FactorsPart {

    private static final Duration SELDOM = Duration.ofHours(1);

    private final SecondStep secondStep;
    private final StepUp stepUp;
    private final OwnFactors own;
    private final SignInPolicies policies;

    FactorsPart(
            Environment environment,
            Journal journal,
            Organizations organizations,
            AccountNotices notices,
            PasswordCheck passwords,
            SsoEnforcement enforcement,
            Sessions sessions,
            AccessTokens tokens,
            SignedInMemory memory,
            IdentityEvents identityEvents) {
        var database = environment.database();
        var clock = environment.clock();
        var factors = new SecondFactors(environment.secrets(), clock);
        var events = new FactorEvents(journal);
        var codes = new CodeCheck(factors, events, notices);
        secondStep = new SecondStep(database, sessions, factors, codes, identityEvents, events, enforcement, clock);
        stepUp = new StepUp(database, passwords, factors, codes, tokens, memory, events, clock);
        own = new OwnFactors(database, factors, stepUp, sessions, memory, events, notices);
        policies = new SignInPolicies(database, organizations, journal, memory, clock);
    }

    SecondStep secondStep() {
        return secondStep;
    }

    FactorOperations operations(IdentityOptions options) {
        return new FactorOperations(own, stepUp, policies, options.publicUrl());
    }

    Job job() {
        return new Job("forget sign-ins that no second factor completed", SELDOM, secondStep::forgetExpired);
    }
}
