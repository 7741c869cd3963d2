package dev.guildhall.launcher;

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
import java.util.Optional;
import java.util.regex.Pattern;

/** The links in the mails that a product has kept in its data directory. */
record MailedLinks(Path data) {

    private static final Pattern TOKEN = Pattern.compile("#token=(ghl_[a-z]{3}_[\\w-]{43})\\s");

    /** The token of the newest mail of this subject to an address, once one has arrived. */
    String token(String address, String subject) {
        Await.until(() -> assertThat(find(address, subject)).isPresent());
        return find(address, subject).orElseThrow();
    }

    private Optional<String> find(String address, String subject) {
        return files().stream()
                .flatMap(file -> read(file, address, subject).stream())
                .reduce((earlier, later) -> later);
    }

    private static Optional<String> read(Path file, String address, String subject) {
        try (var in = Files.newInputStream(file)) {
            var message = new MimeMessage(null, in);
            if (!message.getRecipients(RecipientType.TO)[0].toString().equals(address)
                    || !message.getSubject().equals(subject)) {
                return Optional.empty();
            }
            var parts = (MimeMultipart) message.getContent();
            var found = TOKEN.matcher(parts.getBodyPart(0).getContent().toString());
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (MessagingException | IOException unreadable) {
            throw new AssertionError(file.toString(), unreadable);
        }
    }

    private List<Path> files() {
        var folder = data.resolve("mail");
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
