package dev.guildhall.identity.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.IdentityError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.stream.Stream;

/** How sign-ins on this node have ended, as operators watch them. Safe for all threads. */
final class SignInMeters {

    private static final String SIGNED_IN = "signed_in";

    private final MeterRegistry meters;
    private final String name;
    private final String description;

    private SignInMeters(MeterRegistry meters, String name, String description) {
        this.meters = meters;
        this.name = name;
        this.description = description;
        counter(SIGNED_IN);
    }

    static SignInMeters byPassword(MeterRegistry meters) {
        var made = new SignInMeters(meters, "guildhall.sign_ins", "Sign-ins by a password");
        // What an alert asks for is there before the first of them.
        Stream.of(IdentityError.AUTH_BAD_CREDENTIALS, IdentityError.AUTH_TOO_MANY_ATTEMPTS)
                .forEach(code -> made.counter(outcome(code.code())));
        return made;
    }

    static SignInMeters byPasskey(MeterRegistry meters) {
        return new SignInMeters(meters, "guildhall.passkey.sign_ins", "Sign-ins by a passkey alone");
    }

    static SignInMeters byProvider(MeterRegistry meters) {
        return new SignInMeters(
                meters, "guildhall.sso.sign_ins", "Sign-ins by the identity provider of an organization");
    }

    /** @param failure null for who is signed in */
    void count(Throwable failure) {
        var outcome = failure == null
                ? SIGNED_IN
                : failure instanceof Problem problem ? outcome(problem.code().code()) : "failed";
        counter(outcome).increment();
    }

    /** A right password, which a second factor is to follow. */
    void countChallenge() {
        counter("challenged").increment();
    }

    private static String outcome(String code) {
        return code.toLowerCase(Locale.ROOT);
    }

    private Counter counter(String outcome) {
        return Counter.builder(name)
                .description(description)
                .tag("outcome", outcome)
                .register(meters);
    }
}
