package dev.guildhall.identity.internal.saml;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * What an answer said, for who configures the provider: nothing of it is verified, and nothing is about the person but which
 * attributes there are.
 *
 * @param signed what has a signature: {@code Response}, {@code Assertion}
 * @param attributes their names
 */
public record SamlSent(
        Optional<String> issuer,
        Optional<String> destination,
        Optional<String> status,
        List<String> audiences,
        List<String> signed,
        List<String> signatureMethods,
        Optional<String> nameIdFormat,
        List<String> attributes) {

    static final SamlSent NOTHING = new SamlSent(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of());

    private static final int MOST = 50;

    static SamlSent of(Document document) {
        var root = document.getDocumentElement();
        var all = Elements.all(root);
        return new SamlSent(
                first(all.stream().filter(named("Issuer")).map(Elements::text)),
                first(Elements.attribute(root, "Destination").stream()),
                first(values(all, "StatusCode", "Value")),
                several(all.stream().filter(named("Audience")).map(Elements::text)),
                several(all.stream()
                        .filter(named("Signature"))
                        .map(signature -> signature.getParentNode().getLocalName())),
                several(values(all, "SignatureMethod", "Algorithm")),
                first(all.stream()
                        .filter(named("NameID"))
                        .map(name -> Elements.attribute(name, "Format").orElse(SamlAssertion.UNSPECIFIED_FORMAT))),
                several(values(all, "Attribute", "Name")));
    }

    private static Predicate<Element> named(String name) {
        return element -> name.equals(element.getLocalName());
    }

    private static Stream<String> values(List<Element> all, String element, String attribute) {
        return all.stream().filter(named(element)).flatMap(found -> Elements.attribute(found, attribute).stream());
    }

    private static Optional<String> first(Stream<String> texts) {
        return texts.map(Clipped::of).findFirst();
    }

    private static List<String> several(Stream<String> texts) {
        return texts.filter(text -> text != null)
                .map(Clipped::of)
                .distinct()
                .limit(MOST)
                .toList();
    }
}
