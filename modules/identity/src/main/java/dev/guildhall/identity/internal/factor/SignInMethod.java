package dev.guildhall.identity.internal.factor;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A way in which somebody proves who they are. */
public enum SignInMethod {
    PASSWORD("pwd"),
    TOTP("otp"),
    RECOVERY_CODE("otp"),
    PASSKEY("pop"),
    /** The identity provider of an organization, which knows what it asked for. */
    PROVIDER(null);

    private static final Set<SignInMethod> SECOND = Set.of(TOTP, RECOVERY_CODE, PASSKEY);

    private final String reference;

    SignInMethod(String reference) {
        this.reference = reference;
    }

    /** Whether there is more than a password among them. */
    public static boolean areTwoFactors(Collection<SignInMethod> methods) {
        return methods.stream().anyMatch(SECOND::contains);
    }

    /** As tokens name them (RFC 8176). */
    public static List<String> references(Collection<SignInMethod> methods) {
        var named = methods.stream()
                .map(method -> method.reference)
                .filter(reference -> reference != null)
                .distinct()
                .sorted();
        return (areTwoFactors(methods) ? Stream.concat(named, Stream.of("mfa")) : named).toList();
    }
}
