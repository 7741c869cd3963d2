package dev.guildhall.identity.internal.sso;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import dev.guildhall.core.database.Storable;
import dev.guildhall.identity.SsoProvider;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who signed in at an identity provider, as it says.
 *
 * @param subject who they are to the provider, for good
 * @param sid the session at the provider
 * @param provenEmail an address that the provider says it knows to be theirs
 */
public record ProvidedUser(
        SsoProvider provider,
        String issuer,
        String subject,
        Optional<String> sid,
        Optional<String> provenEmail,
        Optional<String> name) {

    private static final int LONGEST = 255;

    static ProvidedUser of(IDTokenClaimsSet claims) {
        return new ProvidedUser(
                SsoProvider.OIDC,
                claims.getIssuer().getValue(),
                claims.getSubject().getValue(),
                text(claims, "sid"),
                text(claims, "email").filter(email -> isProven(claims)),
                text(claims, "name").or(() -> givenName(claims)));
    }

    // Microsoft's own claim says of an address that its domain was proven, for it has none of the standard.
    private static boolean isProven(IDTokenClaimsSet claims) {
        return isTrue(claims.getClaim("email_verified")) || isTrue(claims.getClaim("xms_edov"));
    }

    private static boolean isTrue(Object claim) {
        return claim != null && Stream.of("true", "1").anyMatch(claim.toString()::equalsIgnoreCase);
    }

    private static Optional<String> givenName(IDTokenClaimsSet claims) {
        var names = Stream.of("given_name", "family_name")
                .flatMap(name -> text(claims, name).stream())
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", names));
    }

    private static Optional<String> text(IDTokenClaimsSet claims, String name) {
        return Optional.ofNullable(claims.getClaim(name))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank() && text.length() <= LONGEST && Storable.isStorable(text));
    }
}
