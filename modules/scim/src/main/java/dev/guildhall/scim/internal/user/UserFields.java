package dev.guildhall.scim.internal.user;

import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.scim.internal.Reading;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A user as a directory describes them.
 *
 * @param active empty when it does not say
 * @param emails as they were sent, checked; empty when there are none
 */
record UserFields(
        EmailAddress userName,
        Optional<String> externalId,
        Optional<Boolean> active,
        Optional<String> displayName,
        Optional<String> formatted,
        Optional<String> givenName,
        Optional<String> familyName,
        JsonArray emails) {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ADDRESS = 254;
    private static final int MOST_EMAILS = 10;
    private static final String NAMELESS = "New member";

    /** Throws {@code SCIM.INVALID_VALUE} and {@code SCIM.INVALID_SYNTAX}. */
    static UserFields of(JsonObject body) {
        Reading.requireSchema(body, Scim.USER);
        var userName = Reading.text(body, "userName", LONGEST_ADDRESS)
                .orElseThrow(() -> Reading.invalid("userName", "userName is required."));
        var name = Reading.object(body, "name").orElseGet(JsonObject::new);
        return new UserFields(
                address("userName", userName),
                Reading.externalId(body),
                Reading.truth(body, "active"),
                Reading.text(body, "displayName", LONGEST_NAME),
                Reading.text(name, "formatted", LONGEST_NAME),
                Reading.text(name, "givenName", LONGEST_NAME),
                Reading.text(name, "familyName", LONGEST_NAME),
                emails(body));
    }

    private static EmailAddress address(String field, String text) {
        try {
            return EmailAddress.of(text);
        } catch (Problem malformed) {
            throw Reading.invalid(
                    field, field + " must be an address such as ada@example.org; map the mail address to it.");
        }
    }

    private static JsonArray emails(JsonObject body) {
        var emails = new JsonArray();
        for (var sent : Reading.list(body, "emails", MOST_EMAILS)) {
            var element = Scim.object(sent)
                    .orElseThrow(() -> Reading.invalid("emails", "An element of emails is an object."));
            Reading.text(element, "value", LONGEST_ADDRESS).ifPresent(value -> {
                var email = new JsonObject()
                        .put("value", address("emails.value", value).text());
                Reading.text(element, "type", 40).ifPresent(type -> email.put("type", type));
                Reading.text(element, "display", LONGEST_NAME).ifPresent(display -> email.put("display", display));
                Reading.truth(element, "primary").ifPresent(primary -> email.put("primary", primary));
                emails.add(email);
            });
        }
        if (emails.stream()
                        .filter(email -> ((JsonObject) email).getBoolean("primary", false))
                        .count()
                > 1) {
            throw Reading.invalid("emails", "One of the emails is primary at most.");
        }
        return emails;
    }

    /** What the account is to be called, when nothing is known of it. */
    String fullName() {
        var local = userName.text().substring(0, userName.text().indexOf('@'));
        return named().or(() -> accepted(local)).orElse(NAMELESS);
    }

    /** What the account is to be called after a replacement: what the directory says, or else what it was called. */
    String fullName(String present) {
        return named().orElse(present);
    }

    /** What the account is to be called after a change: what the directory says anew, or else what it was called. */
    String fullName(UserFields before, String present) {
        if (!displayName.equals(before.displayName) && displayName.isPresent()) {
            return required("displayName", displayName.get());
        }
        if (!formatted.equals(before.formatted) && formatted.isPresent()) {
            return required("name.formatted", formatted.get());
        }
        if (!givenName.equals(before.givenName) || !familyName.equals(before.familyName)) {
            return parts().flatMap(UserFields::accepted).orElse(present);
        }
        return present;
    }

    private Optional<String> named() {
        return displayName
                .map(name -> required("displayName", name))
                .or(() -> formatted.map(name -> required("name.formatted", name)))
                .or(() -> parts().flatMap(UserFields::accepted));
    }

    private Optional<String> parts() {
        var both = Stream.of(givenName, familyName).flatMap(Optional::stream).collect(Collectors.joining(" "));
        return both.isEmpty() ? Optional.empty() : Optional.of(both);
    }

    private static String required(String field, String name) {
        return accepted(name)
                .orElseThrow(() -> ScimError.INVALID_VALUE.onField(
                        field, field + " must be a name of " + LONGEST_NAME + " characters at most."));
    }

    private static Optional<String> accepted(String name) {
        try {
            return Optional.of(AccountFields.fullName(name));
        } catch (Problem unusable) {
            return Optional.empty();
        }
    }

    /** What is kept of it beside the account and the membership. */
    JsonObject profile() {
        var profile = new JsonObject();
        givenName.ifPresent(name -> profile.put("givenName", name));
        familyName.ifPresent(name -> profile.put("familyName", name));
        if (!emails.isEmpty()) {
            profile.put("emails", emails);
        }
        return profile;
    }
}
