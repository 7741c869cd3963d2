package dev.guildhall.oauth.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.identity.TokenScopes;
import java.util.Arrays;

/** What an application asks for, within what there is. */
public final class RequestedScopes {

    private RequestedScopes() {}

    /**
     * Reads a {@code scope} (RFC 6749, section 3.3); all there is when it is left out. Fails with {@code
     * OAUTH.INVALID_SCOPE} for one that is more.
     */
    public static TokenScopes read(String scope, TokenScopes most) {
        if (scope.isBlank()) {
            return most;
        }
        var wanted = parsed(scope);
        wanted.names().stream()
                .filter(name -> !isWithin(name, most))
                .findFirst()
                .ifPresent(more -> {
                    throw OauthError.INVALID_SCOPE.because(
                            "The scope " + more + " is more than the application may have here.");
                });
        return wanted;
    }

    private static TokenScopes parsed(String scope) {
        try {
            return TokenScopes.of(Arrays.asList(scope.strip().split(" +")));
        } catch (Problem fault) {
            throw OauthError.INVALID_SCOPE.because(fault.getMessage());
        }
    }

    /** Whether all that these allow the others do. */
    public static boolean areWithin(TokenScopes some, TokenScopes others) {
        return some.names().stream().allMatch(name -> isWithin(name, others));
    }

    private static boolean isWithin(String name, TokenScopes most) {
        return most.names().stream().anyMatch(allowed -> allowed.equals(name) || Scopes.isOf(allowed, name));
    }

    public static String text(TokenScopes scopes) {
        return String.join(" ", scopes.names());
    }
}
