package dev.guildhall.mail.internal;

import dev.guildhall.mail.Mail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps mails as files, which a mail program opens, and shows them in the log without their secrets. */
public final class FolderTransport implements MailTransport {

    private static final Logger LOG = LoggerFactory.getLogger(FolderTransport.class);

    private final Vertx vertx;
    private final Mime mime;
    private final Path folder;

    public FolderTransport(Vertx vertx, Mime mime, Path folder) {
        this.vertx = vertx;
        this.mime = mime;
        this.folder = folder;
    }

    @Override
    public Future<Void> send(UUID id, Mail mail, Instant writtenAt) {
        return vertx.executeBlocking(() -> keep(id, mime.file(id, mail, writtenAt)), false)
                .map(file -> {
                    LOG.info(
                            "Without an SMTP server, a mail to {} was kept as {}: {}\n\n{}",
                            mail.to(),
                            file,
                            mail.subject(),
                            mail.discreetText().stripTrailing());
                    return null;
                });
    }

    // A temporary file is its owner's only from the start, and the move leaves no half a mail under the final name.
    private Path keep(UUID id, byte[] content) throws IOException {
        Files.createDirectories(folder, ownerOnly());
        var temporary = Files.createTempFile(folder, "mail", ".tmp");
        try {
            Files.write(temporary, content);
            return Files.move(temporary, folder.resolve(id + ".eml"), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
