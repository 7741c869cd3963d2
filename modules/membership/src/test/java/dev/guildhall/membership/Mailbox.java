package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The mails that were kept in a folder, as the people they are for read them. */
final class Mailbox {

    private static final Pattern TOKEN = Pattern.compile("#token=(ghl_[a-z]{3}_[A-Za-z0-9_-]{43})\\s");

    private final Path folder;

    Mailbox(Path folder) {
        this.folder = folder;
    }

    /** A mail, decoded. */
    record Letter(String subject, String text, String html) {

        String token() {
            var found = TOKEN.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            return found.group(1);
        }
    }

    /** The newest of so many mails to an address, once they have arrived. */
    Letter newest(String address, int count) {
        Await.until(() -> assertThat(all(address)).hasSize(count));
        return all(address).get(count - 1);
    }

    Letter only(String address) {
        return newest(address, 1);
    }

    /** The mails to an address so far, the oldest first. */
    List<Letter> all(String address) {
        var letters = new ArrayList<Letter>();
        for (var file : files()) {
            try (var in = Files.newInputStream(file)) {
                var message = new MimeMessage(null, in);
                if (message.getRecipients(RecipientType.TO)[0].toString().equals(address)) {
                    var parts = (MimeMultipart) message.getContent();
                    letters.add(new Letter(message.getSubject(), part(parts, 0), part(parts, 1)));
                }
            } catch (MessagingException | IOException unreadable) {
                throw new AssertionError(file.toString(), unreadable);
            }
        }
        return letters;
    }

    private static String part(MimeMultipart parts, int index) throws MessagingException, IOException {
        return parts.getBodyPart(index).getContent().toString();
    }

    private List<Path> files() {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
