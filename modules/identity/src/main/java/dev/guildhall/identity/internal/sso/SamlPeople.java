package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.database.Storable;
import dev.guildhall.identity.SsoProvider;
import dev.guildhall.identity.internal.saml.SamlAssertion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who somebody is of whom a SAML provider speaks. Providers have no common names for what they say of people; these are
 * the ones that the large providers, directories and the older claims use, in the order in which they are believed.
 */
final class SamlPeople {

    private static final int LONGEST = 255;
    private static final String CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    private static final List<String> EMAIL = List.of(
            "email",
            "mail",
            "emailaddress",
            "user.email",
            "urn:oid:0.9.2342.19200300.100.1.3",
            CLAIMS + "emailaddress");
    private static final List<String> NAME = List.of(
            "displayname",
            "name",
            "urn:oid:2.16.840.1.113730.3.1.241",
            "http://schemas.microsoft.com/identity/claims/displayname",
            "cn",
            "urn:oid:2.5.4.3");
    private static final List<String> GIVEN_NAME =
            List.of("givenname", "firstname", "user.firstname", "urn:oid:2.5.4.42", CLAIMS + "givenname");
    private static final List<String> SURNAME =
            List.of("surname", "lastname", "user.lastname", "sn", "urn:oid:2.5.4.4", CLAIMS + "surname");

    private SamlPeople() {}

    static ProvidedUser of(String issuer, SamlAssertion assertion) {
        var attributes = assertion.attributes().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, SamlPeople::both));
        return new ProvidedUser(
                SsoProvider.SAML,
                issuer,
                assertion.subject(),
                assertion.session().filter(SamlPeople::isText),
                first(attributes, EMAIL).or(() -> named(assertion)).filter(email -> !isUnproven(attributes)),
                first(attributes, NAME).or(() -> wholeName(attributes)));
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    // SAML has no word for it, so a provider is believed, but for one that says that it does not know.
    private static boolean isUnproven(Map<String, List<String>> attributes) {
        return Stream.of("email_verified", "emailverified")
                .flatMap(name -> attributes.getOrDefault(name, List.of()).stream())
                .anyMatch(value -> !value.equalsIgnoreCase("true") && !value.equals("1"));
    }

    private static Optional<String> named(SamlAssertion assertion) {
        return assertion.format().equals(SamlAssertion.EMAIL_FORMAT)
                ? Optional.of(assertion.subject())
                : Optional.empty();
    }

    private static Optional<String> wholeName(Map<String, List<String>> attributes) {
        var names = Stream.of(GIVEN_NAME, SURNAME)
                .flatMap(of -> first(attributes, of).stream())
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", names));
    }

    // Of several values nobody knows which is meant.
    private static Optional<String> first(Map<String, List<String>> attributes, List<String> names) {
        return names.stream()
                .map(name -> attributes.getOrDefault(name, List.of()))
                .filter(values -> values.size() == 1)
                .map(values -> values.get(0))
                .filter(SamlPeople::isText)
                .findFirst();
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.length() <= LONGEST && Storable.isStorable(text);
    }
}
