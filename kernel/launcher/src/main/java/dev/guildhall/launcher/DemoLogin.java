package dev.guildhall.launcher;

import dev.guildhall.core.config.Secret;
import dev.guildhall.identity.IdentityModule;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The administrator the demonstration signs in as. Without a configured password it makes one up and keeps it in the
 * data directory, for its owner's eyes only, so that the demonstration can be run again on the same data.
 */
record DemoLogin(String email, String password) {

    private static final String FILE = "demo-password";

    static DemoLogin of(Configuration configuration) throws IOException {
        var settings = configuration.settings();
        var given = settings.find(IdentityModule.ADMIN_PASSWORD);
        var password = given.isPresent()
                ? given.get().reveal()
                : kept(Files.createDirectories(configuration.storage().dataDirectory()));
        return new DemoLogin(settings.get(IdentityModule.ADMIN_EMAIL), password);
    }

    /**
     * The configuration with this login, for this machine alone, and with webhooks to it allowed: the demonstration
     * receives one.
     */
    Configuration applyTo(Configuration configuration) {
        var settings = configuration
                .settings()
                .with(IdentityModule.ADMIN_EMAIL, email)
                .with(IdentityModule.ADMIN_PASSWORD, new Secret(password));
        return new Configuration(
                configuration.http().onLoopback(), configuration.storage(), true, configuration.masterKey(), settings);
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
