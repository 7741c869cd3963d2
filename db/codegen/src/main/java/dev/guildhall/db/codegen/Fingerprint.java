package dev.guildhall.db.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Constants;

/** What the generated classes depend on, as one short text: the migrations, jOOQ's version, and how it is asked. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(Path migrations) throws IOException {
        MessageDigest digest = sha256();
        digest.update(Constants.FULL_VERSION.getBytes(StandardCharsets.UTF_8));
        try (InputStream self = GenerateTables.class.getResourceAsStream("GenerateTables.class")) {
            digest.update(self.readAllBytes());
        }
        for (Path file : files(migrations)) {
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
