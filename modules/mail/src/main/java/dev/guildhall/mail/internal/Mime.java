package dev.guildhall.mail.internal;

import dev.guildhall.core.text.DomainName;
import dev.guildhall.mail.Mail;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.mailencoder.EmailAddress;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Mails as messages of RFC 5322, from one sender. */
public final class Mime {

    /** What boundaries are named by. */
    static final String USER_AGENT = "guildhall";

    private static final String PRODUCT = "Guildhall";
    private static final int ENCODED_WORD_BYTES = 42;

    private final String from;
    private final String domain;

    public Mime(String from) {
        var sender = new EmailAddress(from);
        var address = reachable(sender.getEmail());
        this.from = phrase(shown(sender.getName())) + " <" + address + ">";
        this.domain = address.substring(address.lastIndexOf('@') + 1);
    }

    // Beside the name alone, a program shows who it is from and not only the address.
    private static String shown(String name) {
        return name == null || name.isBlank()
                ? PRODUCT
                : name.replaceAll("[\\p{Cntrl}\"\\\\]", " ").strip();
    }

    // What is not in ASCII is encoded as it stands, marks included.
    private static String phrase(String name) {
        return name.chars().allMatch(c -> c < 127) ? '"' + name + '"' : name;
    }

    /** An address with its domain as A-label, which every server on the way knows. */
    static String reachable(String address) {
        var at = address.lastIndexOf('@') + 1;
        return DomainName.aLabel(address.substring(at))
                .map(domain -> address.substring(0, at) + domain)
                .orElse(address);
    }

    /** The message; its id is made of the mail's, so that who gets it twice can tell. */
    MailMessage message(UUID id, Mail mail, Instant writtenAt) {
        return new MailMessage()
                .setFrom(from)
                .setTo(reachable(mail.to()))
                .setText(mail.text())
                .setHtml(mail.html())
                .addHeader("Subject", encoded(mail.subject()))
                .addHeader("Message-ID", "<" + id + "@" + domain + ">")
                .addHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(writtenAt.atOffset(ZoneOffset.UTC)))
                .addHeader("Auto-Submitted", "auto-generated");
    }

    /** The whole message as it stands in a file. */
    public byte[] file(UUID id, Mail mail, Instant writtenAt) {
        var text = new MailEncoder(message(id, mail, writtenAt), domain, USER_AGENT).encode();
        return text.replaceAll("\\r?\\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    // RFC 2047. The encoder of the mail client goes by chars and would break what lies beyond the basic plane.
    private static String encoded(String line) {
        if (line.length() < 900 && line.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return line;
        }
        return String.join(
                "\r\n ",
                chunks(line).stream()
                        .map(chunk -> "=?UTF-8?B?"
                                + Base64.getEncoder().encodeToString(chunk.getBytes(StandardCharsets.UTF_8)) + "?=")
                        .toList());
    }

    private static List<String> chunks(String line) {
        var chunks = new ArrayList<String>();
        var chunk = new StringBuilder();
        var bytes = 0;
        for (var codePoint : line.codePoints().toArray()) {
            var character = Character.toString(codePoint);
            var size = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > ENCODED_WORD_BYTES) {
                chunks.add(chunk.toString());
                chunk.setLength(0);
                bytes = 0;
            }
            chunk.append(character);
            bytes += size;
        }
        chunks.add(chunk.toString());
        return chunks;
    }
}
