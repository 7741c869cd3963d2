package dev.guildhall.testkit.saml;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** An answer that a SAML provider is about to sign: as it must be, until a test changes something. */
public final class SamlDraft {

    public static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    public static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

    public final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    public String id = "_" + UUID.randomUUID();
    public String assertionId = "_" + UUID.randomUUID();
    public String version = "2.0";
    public String status = "urn:oasis:names:tc:SAML:2.0:status:Success";
    public String responseIssuer;
    public String issuer;
    public String responseTo;
    public String confirmedTo;
    public String destination;
    public String recipient;
    public String audiences;
    public String subject;
    public String email;
    public String format = PERSISTENT;
    public String qualifiers = "";
    public String method = BEARER;
    public String notBefore = now.minusSeconds(30).toString();
    public String notOnOrAfter = now.plusSeconds(300).toString();
    public String confirmedUntil = now.plusSeconds(300).toString();
    public String moreConditions = "";
    public String moreConfirmations = "";
    public String authentication = "<saml:AuthnStatement AuthnInstant=\"" + now
            + "\" SessionIndex=\"_s1\"><saml:AuthnContext><saml:AuthnContextClassRef>"
            + "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            + "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>";

    public SamlDraft(FakeSamlProvider.Request request, String issuer, String subject, String email) {
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

    public static String audience(String name) {
        return "<saml:AudienceRestriction><saml:Audience>" + name + "</saml:Audience></saml:AudienceRestriction>";
    }

    public String response() {
        return response(assertion());
    }

    public String response(String content) {
        return "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\""
                + " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"" + attribute("ID", id)
                + attribute("Version", version) + attribute("IssueInstant", now.toString())
                + attribute("Destination", destination) + attribute("InResponseTo", responseTo) + ">"
                + element("saml:Issuer", responseIssuer)
                + "<samlp:Status><samlp:StatusCode Value=\"" + status + "\"/></samlp:Status>" + content
                + "</samlp:Response>";
    }

    public String assertion() {
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
