package dev.guildhall.membership.sso;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** An answer that a SAML provider is about to sign: as it must be, until a test changes something. */
final class SamlDraft {

    static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

    final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String id = "_" + UUID.randomUUID();
    String assertionId = "_" + UUID.randomUUID();
    String version = "2.0";
    String status = "urn:oasis:names:tc:SAML:2.0:status:Success";
    String responseIssuer;
    String issuer;
    String responseTo;
    String confirmedTo;
    String destination;
    String recipient;
    String audiences;
    String subject;
    String email;
    String format = PERSISTENT;
    String qualifiers = "";
    String method = BEARER;
    String notBefore = now.minusSeconds(30).toString();
    String notOnOrAfter = now.plusSeconds(300).toString();
    String confirmedUntil = now.plusSeconds(300).toString();
    String moreConditions = "";
    String moreConfirmations = "";
    String authentication = "<saml:AuthnStatement AuthnInstant=\"" + now
            + "\" SessionIndex=\"_s1\"><saml:AuthnContext><saml:AuthnContextClassRef>"
            + "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            + "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>";

    SamlDraft(FakeSamlProvider.Request request, String issuer, String subject, String email) {
        this.responseIssuer = issuer;
        this.issuer = issuer;
        this.responseTo = request.id();
        this.confirmedTo = request.id();
        this.destination = request.acs();
        this.recipient = request.acs();
        this.audiences = audience(request.issuer());
        this.subject = subject;
        this.email = email;
    }

    static String audience(String name) {
        return "<saml:AudienceRestriction><saml:Audience>" + name + "</saml:Audience></saml:AudienceRestriction>";
    }

    String response() {
        return response(assertion());
    }

    String response(String content) {
        return "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\""
                + " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"" + attribute("ID", id)
                + attribute("Version", version) + attribute("IssueInstant", now.toString())
                + attribute("Destination", destination) + attribute("InResponseTo", responseTo) + ">"
                + element("saml:Issuer", responseIssuer)
                + "<samlp:Status><samlp:StatusCode Value=\"" + status + "\"/></samlp:Status>" + content
                + "</samlp:Response>";
    }

    String assertion() {
        return "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"" + attribute("ID", assertionId)
                + " Version=\"2.0\"" + attribute("IssueInstant", now.toString()) + ">"
                + element("saml:Issuer", issuer)
                + "<saml:Subject>"
                + (subject == null
                        ? ""
                        : "<saml:NameID" + attribute("Format", format) + qualifiers + ">" + subject + "</saml:NameID>")
                + confirmation() + moreConfirmations + "</saml:Subject>"
                + "<saml:Conditions" + attribute("NotBefore", notBefore) + attribute("NotOnOrAfter", notOnOrAfter) + ">"
                + audiences + moreConditions + "</saml:Conditions>" + authentication
                + "<saml:AttributeStatement>" + named("email", email) + named("displayName", "Ada Lovelace")
                + "</saml:AttributeStatement></saml:Assertion>";
    }

    private String confirmation() {
        return "<saml:SubjectConfirmation" + attribute("Method", method) + "><saml:SubjectConfirmationData"
                + attribute("Recipient", recipient) + attribute("InResponseTo", confirmedTo)
                + attribute("NotOnOrAfter", confirmedUntil) + "/></saml:SubjectConfirmation>";
    }

    private static String named(String name, String value) {
        return value == null
                ? ""
                : "<saml:Attribute Name=\"" + name + "\"><saml:AttributeValue>" + value
                        + "</saml:AttributeValue></saml:Attribute>";
    }

    private static String attribute(String name, String value) {
        return value == null ? "" : " " + name + "=\"" + value + "\"";
    }

    private static String element(String name, String text) {
        return text == null ? "" : "<" + name + ">" + text + "</" + name + ">";
    }
}
