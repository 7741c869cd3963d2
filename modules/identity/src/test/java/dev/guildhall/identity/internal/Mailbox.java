package dev.guildhall.identity.internal;

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
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The mails that a node has kept in its folder, as the people they are for read them. */
record Mailbox(Path folder) {

    private static final Pattern LINK =
            Pattern.compile("http://guildhall\\.test/portal/([a-z/]+)#token=(ghl_[a-z]{3}_[\\w-]{43})\\s");

    /** A mail, decoded. */
    record Letter(String subject, String text, String html) {

        /** The page of the portal that its link leads to. */
        String page() {
            return link(1);
        }

        String token() {
            return link(2);
        }

        private String link(int group) {
            var found = LINK.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            assertThat(html).contains(found.group(2));
            return found.group(group);
        }
    }

    /** The newest of so many mails of a subject to an address, once they have arrived. */
    Letter newest(String address, String subject, int count) {
        Await.until(() -> assertThat(all(address, subject)).hasSize(count));
        return all(address, subject).get(count - 1);
    }

    Letter only(String address, String subject) {
        return newest(address, subject, 1);
    }

    List<String> subjects(String address) {
        return all(address, "").stream().map(Letter::subject).toList();
    }

    /** Those that have arrived so far, the oldest first. */
    private List<Letter> all(String address, String subject) {
        return files().stream()
                .map(file -> read(file, address))
                .filter(Objects::nonNull)
                .filter(letter -> letter.subject().contains(subject))
                .toList();
    }

    private static Letter read(Path file, String address) {
        try (var in = Files.newInputStream(file)) {
            var message = new MimeMessage(null, in);
            if (!message.getRecipients(RecipientType.TO)[0].toString().equals(address)) {
                return null;
            }
            var parts = (MimeMultipart) message.getContent();
            return new Letter(
                    message.getSubject(),
                    parts.getBodyPart(0).getContent().toString(),
                    parts.getBodyPart(1).getContent().toString());
        } catch (MessagingException | IOException unreadable) {
            throw new AssertionError(file.toString(), unreadable);
        }
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
