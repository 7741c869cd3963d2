package dev.guildhall.launcher;

import dev.guildhall.core.config.Configuration;
import dev.guildhall.core.config.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The administrator the demonstration signs in as. Without a configured password it makes one up and keeps it in the
 * data directory, for its owner's eyes only, so that the demonstration can be run again on the same data.
 */
record DemoLogin(String email, String password) {

    private static final String FILE = "demo-password";

    static DemoLogin of(Configuration configuration) throws IOException {
        var administrator = configuration.administrator();
        var password = administrator.password().isPresent()
                ? administrator.password().get().reveal()
                : kept(Files.createDirectories(configuration.storage().dataDirectory()));
        return new DemoLogin(administrator.email(), password);
    }

    /** The configuration with this login, and with webhooks to this machine allowed: the demonstration receives one. */
    Configuration applyTo(Configuration configuration) {
        return new Configuration(
                configuration.http(),
                configuration.storage(),
                new Configuration.Administrator(email, Optional.of(new Secret(password))),
                new Configuration.Outbound(true),
                configuration.mail(),
                configuration.extensions(),
                configuration.execution(),
                configuration.tenancy(),
                configuration.masterKey());
    }

    private static String kept(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, madeUp());
        } catch (FileAlreadyExistsException madeBefore) {
            return Files.readString(file).strip();
        }
        return Files.readString(file).strip();
    }

    private static String madeUp() {
        var random = new byte[12];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
