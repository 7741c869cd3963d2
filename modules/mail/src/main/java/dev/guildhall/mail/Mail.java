package dev.guildhall.mail;

import dev.guildhall.mail.internal.SingleLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A mail to one person, as text and as HTML.
 *
 * @param to the address alone, without a name
 * @param secrets what in its texts only the recipient may see; blotted out wherever else the mail is shown
 */
public record Mail(String to, String subject, String text, String html, List<String> secrets) {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s\\p{C}<>(),]+@[^\\s\\p{C}<>(),]+");

    public Mail {
        if (!canBeSentTo(to)) {
            throw new IllegalArgumentException("Not an address that mail can be sent to");
        }
        subject = SingleLine.of(subject);
        secrets = List.copyOf(secrets);
    }

    /** Whether mail can be sent to an address, as accounts of old may have others. */
    public static boolean canBeSentTo(String address) {
        return ADDRESS.matcher(address).matches();
    }

    /** The text as others than the recipient may read it. */
    public String discreetText() {
        var shown = text;
        for (var secret : secrets) {
            shown = shown.replace(secret, "***");
        }
        return shown;
    }

    String encode() {
        return new JsonObject()
                .put("to", to)
                .put("subject", subject)
                .put("text", text)
                .put("html", html)
                .put("secrets", new JsonArray(secrets))
                .encode();
    }

    public static Mail decode(String encoded) {
        var json = new JsonObject(encoded);
        return new Mail(
                json.getString("to"),
                json.getString("subject"),
                json.getString("text"),
                json.getString("html"),
                json.getJsonArray("secrets").stream().map(String.class::cast).toList());
    }

    @Override
    public String toString() {
        return "Mail[" + to + ", " + subject + "]";
    }
}
