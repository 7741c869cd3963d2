package dev.guildhall.identity.internal.saml;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** Whether a response whose signature was verified is for this server, now, and for the request that was made. */
final class SamlRules {

    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final String ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    private static final Set<String> CONDITIONS = Set.of("AudienceRestriction", "OneTimeUse", "ProxyRestriction");
    private static final int LONGEST_SUBJECT = 255;

    private final SamlExpectation expected;
    private final SamlTimes times;

    SamlRules(SamlExpectation expected) {
        this.expected = expected;
        this.times = new SamlTimes(expected.now());
    }

    /** @param isSigned whether the response is signed, and not its assertion only */
    void requireResponse(Element response, boolean isSigned) {
        SamlMessage.requireSuccess(response);
        requireExact(
                SamlFault.DESTINATION, Elements.attribute(response, "Destination"), expected.recipient(), isSigned);
        requireIssuer(Elements.children(response, Elements.ASSERTION, "Issuer"), isSigned);
        requireExact(SamlFault.REQUEST, Elements.attribute(response, "InResponseTo"), expected.request(), true);
        times.requireBegun(response, "IssueInstant");
    }

    SamlAssertion read(Element assertion) {
        requireIssuer(Elements.children(assertion, Elements.ASSERTION, "Issuer"), true);
        times.requireBegun(assertion, "IssueInstant");
        var subject = only(assertion, "Subject", SamlFault.SUBJECT);
        var ends = conditions(only(assertion, "Conditions", SamlFault.AUDIENCE));
        var presentable = confirmation(subject);
        var session = authentication(assertion);
        var name = only(subject, "NameID", SamlFault.SUBJECT);
        return new SamlAssertion(
                SamlMessage.id(assertion).orElseThrow(),
                ends.filter(presentable::isAfter).orElse(presentable).plus(SamlTimes.SKEW),
                subject(name),
                format(name),
                session,
                attributes(assertion));
    }

    private void requireIssuer(List<Element> issuers, boolean required) {
        if (issuers.size() > 1 || (required && issuers.isEmpty())) {
            throw SamlFault.ISSUER.refuse("it names " + issuers.size());
        }
        for (var issuer : issuers) {
            var format = Elements.attribute(issuer, "Format").orElse(ENTITY);
            if (!Elements.trimmed(issuer).equals(expected.issuer()) || !format.equals(ENTITY)) {
                throw SamlFault.ISSUER.refuse(
                        Clipped.of(Elements.text(issuer)) + " and not " + Clipped.of(expected.issuer()));
            }
        }
    }

    /** When they end. */
    private Optional<Instant> conditions(Element conditions) {
        times.requireBegun(conditions, "NotBefore");
        times.requireNotOver(conditions, "NotOnOrAfter");
        for (var condition : Elements.children(conditions)) {
            if (!Elements.ASSERTION.equals(condition.getNamespaceURI())
                    || !CONDITIONS.contains(condition.getLocalName())) {
                throw SamlFault.CONDITION.refuse(Clipped.of(condition.getLocalName()));
            }
        }
        var restrictions = Elements.children(conditions, Elements.ASSERTION, "AudienceRestriction");
        if (restrictions.isEmpty()) {
            throw SamlFault.AUDIENCE.refuse("it names none");
        }
        restrictions.forEach(this::requireAudience);
        return SamlTimes.at(conditions, "NotOnOrAfter");
    }

    private void requireAudience(Element restriction) {
        var audiences = Elements.children(restriction, Elements.ASSERTION, "Audience").stream()
                .map(Elements::trimmed)
                .toList();
        if (!audiences.contains(expected.audience())) {
            throw SamlFault.AUDIENCE.refuse(
                    Clipped.of(String.join(", ", audiences)) + " and not " + expected.audience());
        }
    }

    /** Until when whoever bears it may present it. */
    private Instant confirmation(Element subject) {
        var refusals = new ArrayList<SamlRefusal>();
        for (var confirmation : Elements.children(subject, Elements.ASSERTION, "SubjectConfirmation")) {
            try {
                return presentable(confirmation);
            } catch (SamlRefusal refused) {
                refusals.add(refused);
            }
        }
        throw refusals.isEmpty() ? SamlFault.CONFIRMATION.refuse() : refusals.get(0);
    }

    private Instant presentable(Element confirmation) {
        if (!Elements.attribute(confirmation, "Method").equals(Optional.of(BEARER))) {
            throw SamlFault.CONFIRMATION.refuse("its method is another");
        }
        var data = only(confirmation, "SubjectConfirmationData", SamlFault.CONFIRMATION);
        requireExact(SamlFault.RECIPIENT, Elements.attribute(data, "Recipient"), expected.recipient(), true);
        requireExact(SamlFault.REQUEST, Elements.attribute(data, "InResponseTo"), expected.request(), true);
        times.requireBegun(data, "NotBefore");
        times.requireNotOver(data, "NotOnOrAfter");
        return SamlTimes.at(data, "NotOnOrAfter").orElseThrow(() -> SamlFault.CONFIRMATION.refuse("it has no end"));
    }

    /** What the provider calls its session. */
    private Optional<String> authentication(Element assertion) {
        var statements = Elements.children(assertion, Elements.ASSERTION, "AuthnStatement");
        if (statements.isEmpty()) {
            throw SamlFault.NOT_AUTHENTICATED.refuse();
        }
        statements.forEach(statement -> times.requireNotOver(statement, "SessionNotOnOrAfter"));
        return Elements.attribute(statements.get(0), "SessionIndex");
    }

    private String subject(Element name) {
        if (format(name).equals(SamlAssertion.TRANSIENT_FORMAT)) {
            throw SamlFault.SUBJECT.refuse(
                    "its name is another at each sign-in; have the provider send a persistent one");
        }
        requireExact(SamlFault.SUBJECT, Elements.attribute(name, "NameQualifier"), expected.issuer(), false);
        requireExact(SamlFault.SUBJECT, Elements.attribute(name, "SPNameQualifier"), expected.audience(), false);
        var subject = Elements.text(name);
        var isSound = !subject.isEmpty()
                && subject.length() <= LONGEST_SUBJECT
                && subject.equals(subject.strip())
                && subject.chars().noneMatch(Character::isISOControl)
                && Elements.children(name).isEmpty();
        if (!isSound) {
            throw SamlFault.SUBJECT.refuse("its name is empty, too long, or not of printable text");
        }
        return subject;
    }

    private static String format(Element name) {
        return Elements.attribute(name, "Format").orElse(SamlAssertion.UNSPECIFIED_FORMAT);
    }

    static Map<String, List<String>> attributes(Element assertion) {
        var found = new LinkedHashMap<String, List<String>>();
        Elements.children(assertion, Elements.ASSERTION, "AttributeStatement").stream()
                .flatMap(statement -> Elements.children(statement, Elements.ASSERTION, "Attribute").stream())
                .forEach(attribute -> found.merge(
                        Elements.attribute(attribute, "Name").orElse(""),
                        Elements.children(attribute, Elements.ASSERTION, "AttributeValue").stream()
                                .map(Elements::trimmed)
                                .toList(),
                        (some, more) ->
                                Stream.concat(some.stream(), more.stream()).toList()));
        return found;
    }

    private static Element only(Element parent, String name, SamlFault otherwise) {
        var found = Elements.children(parent, Elements.ASSERTION, name);
        if (found.size() != 1) {
            throw otherwise.refuse("there are " + found.size() + " " + name);
        }
        return found.get(0);
    }

    private static void requireExact(SamlFault fault, Optional<String> found, String wanted, boolean required) {
        if (!found.map(wanted::equals).orElse(!required)) {
            throw fault.refuse(found.map(Clipped::of).orElse("nothing") + " and not " + wanted);
        }
    }
}
