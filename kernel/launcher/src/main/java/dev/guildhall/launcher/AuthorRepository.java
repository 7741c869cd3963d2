package dev.guildhall.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What extensions are built on, as a repository of Maven. The build puts it into the distribution, so that no author has
 * to build the platform first, which takes many times as long as all the rest.
 */
public final class AuthorRepository {

    private static final String GROUP = "dev/guildhall";
    private static final String POM = "target/.flattened-pom.xml";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([a-z-]+)</artifactId>");
    private static final Pattern PARENT = Pattern.compile("(?s)<parent>.*?</parent>");

    private AuthorRepository() {}

    /** That of the distribution, or of the build, that this program is of. */
    static Optional<Path> ofProgram() {
        try {
            var program = Path.of(AuthorRepository.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Stream.of("../repository", "repository")
                    .map(place -> program.resolveSibling(place).normalize())
                    .filter(place -> Files.isDirectory(place.resolve(GROUP)))
                    .findFirst();
        } catch (URISyntaxException noFile) {
            return Optional.empty();
        }
    }

    /** A step of the build: writes it into a folder, of what the modules of a tree have become so far. */
    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
    }

    static void write(Path tree, Path folder, String version) throws IOException {
        for (var module : modules(tree)) {
            var pom = Files.readString(module.resolve(POM));
            var named = ARTIFACT.matcher(PARENT.matcher(pom).replaceFirst(""));
            if (!named.find()) {
                throw new IOException(module.resolve(POM) + " names no artifact");
            }
            var name = named.group(1) + "-" + version;
            var target = Files.createDirectories(
                    folder.resolve(GROUP).resolve(named.group(1)).resolve(version));
            write(target.resolve(name + ".pom"), pom.getBytes(StandardCharsets.UTF_8));
            for (var ending : List.of(".jar", "-tests.jar")) {
                var jar = module.resolve("target").resolve(name + ending);
                if (Files.exists(jar)) {
                    write(target.resolve(name + ending), Files.readAllBytes(jar));
                }
            }
        }
    }

    // Maven complains of what has no checksum beside it.
    private static void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        try {
            var checksum = MessageDigest.getInstance("SHA-1").digest(content);
            Files.writeString(
                    file.resolveSibling(file.getFileName() + ".sha1"),
                    HexFormat.of().formatHex(checksum));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Those that are built before this one; no author needs the others. */
    private static List<Path> modules(Path tree) throws IOException {
        try (var poms = Files.find(tree, 3, (file, is) -> file.endsWith("pom.xml"))) {
            return poms.map(Path::getParent)
                    .filter(module -> Files.exists(module.resolve(POM)))
                    .toList();
        }
    }
}
