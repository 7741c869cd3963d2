package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The jar as the build makes it: what was left out of it is not missed. */
class GuildhallJarIT {

    private static final Path JAR = Path.of(System.getProperty("guildhall.jar"));

    @Test
    void knowsTheCharactersOfAddresses() throws Exception {
        try (var jar = new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            var address = Class.forName("dev.guildhall.identity.EmailAddress", true, jar);

            var key = address.getMethod("keyOf", String.class).invoke(null, "\u0130\u00DF@B\u00FCcher.example");

            assertThat(key).isEqualTo("i\u0307ss@xn--bcher-kva.example");
        }
    }
}
