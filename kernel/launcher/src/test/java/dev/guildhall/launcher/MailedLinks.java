package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
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
                .map(MailedLinks::read)
                .filter(mail -> mail.contains("\nTo: " + address + "\r\n"))
                .filter(mail -> mail.contains("\nSubject: " + subject + "\r\n"))
                .flatMap(mail -> TOKEN.matcher(mail).results().limit(1).map(found -> found.group(1)))
                .reduce((earlier, later) -> later);
    }

    // Lines that are too long for a mail are broken, and what breaks them is spelled out (RFC 2045, section 6.7).
    private static String read(Path file) {
        try {
            return Files.readString(file).replace("=\r\n", "").replace("=3D", "=");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
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
