package dev.guildhall.mail;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.guildhall.core.text.PlainName;
import dev.guildhall.mail.internal.SingleLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of mail, written as three Mustache templates: {@code <name>.subject}, {@code <name>.txt} and
 * {@code <name>.html}, of which the last can say {@code {{<layout}}} to look like the others. Every fact is put in as text
 * of one line, and escaped in the HTML. Safe for use by any thread.
 */
public final class MailTemplate {

    /** What all mails have around their own words. */
    private static final String LAYOUT = "mail/layout.html";

    /** In a subject, where mail programs cut off what comes behind it. */
    private static final int LONGEST_NAME = 60;

    private final Template subject;
    private final Template text;
    private final Template html;

    private MailTemplate(Template subject, Template text, Template html) {
        this.subject = subject;
        this.text = text;
        this.html = html;
    }

    /** Reads and compiles the templates off the event loop. */
    public static Future<MailTemplate> load(Vertx vertx, ClassLoader loader, String name) {
        return vertx.executeBlocking(
                () -> {
                    var plain = Mustache.compiler().escapeHTML(false);
                    var html = Mustache.compiler()
                            .escapeHTML(true)
                            .withLoader(layout -> new StringReader(read(MailTemplate.class.getClassLoader(), LAYOUT)));
                    return new MailTemplate(
                            plain.compile(read(loader, name + ".subject").strip()),
                            plain.compile(read(loader, name + ".txt")),
                            html.compile(read(loader, name + ".html")));
                },
                false);
    }

    private static String read(ClassLoader loader, String resource) throws IOException {
        try (var in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("Missing on the class path: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * The mail with these names and facts; one that the template mentions and neither map has is a failure.
     *
     * @param names what people call themselves and their things, shown so that nothing in it can be clicked
     */
    public Mail render(String to, Map<String, String> names, Map<String, String> facts, List<String> secrets) {
        var lines = new HashMap<String, String>();
        names.forEach((what, name) -> lines.put(what, SingleLine.of(PlainName.shown(name))));
        facts.forEach((name, value) -> lines.put(name, SingleLine.of(value)));
        var inSubject = new HashMap<>(lines);
        names.keySet()
                .forEach(what -> inSubject.computeIfPresent(what, (same, name) -> SingleLine.of(name, LONGEST_NAME)));
        return new Mail(to, subject.execute(inSubject), text.execute(lines), html.execute(lines), secrets);
    }
}
