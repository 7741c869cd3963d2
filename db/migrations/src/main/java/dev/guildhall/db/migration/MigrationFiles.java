package dev.guildhall.db.migration;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;

/** The migrations this program brings. Found without Flyway, whose class loading would cost every start a second. */
final class MigrationFiles {

    static final String LOCATION = "db/migration";

    private static final String FOUNDATION = LOCATION + "/V1__foundation.sql";
    private static final Pattern VERSIONED = Pattern.compile("V([0-9._]+)__.+\\.sql");

    private MigrationFiles() {}

    static SortedSet<MigrationVersion> versions() {
        var versions = new TreeSet<MigrationVersion>();
        for (String name : names()) {
            version(name).ifPresent(versions::add);
        }
        return versions;
    }

    private static Optional<MigrationVersion> version(String fileName) {
        Matcher matcher = VERSIONED.matcher(fileName);
        return matcher.matches() ? Optional.of(MigrationVersion.fromVersion(matcher.group(1))) : Optional.empty();
    }

    private static List<String> names() {
        URL foundation = MigrationFiles.class.getClassLoader().getResource(FOUNDATION);
        if (foundation == null) {
            throw new IllegalStateException(FOUNDATION + " is missing from the class path");
        }
        try {
            URLConnection connection = foundation.openConnection();
            return connection instanceof JarURLConnection jar ? namesIn(jar) : namesBeside(foundation);
        } catch (IOException | URISyntaxException failed) {
            throw new IllegalStateException("The migrations beside " + foundation + " cannot be listed", failed);
        }
    }

    private static List<String> namesIn(JarURLConnection jar) throws IOException {
        return jar.getJarFile().stream()
                .map(entry -> entry.getName())
                .filter(name -> name.startsWith(LOCATION + "/"))
                .map(name -> name.substring(LOCATION.length() + 1))
                .toList();
    }

    private static List<String> namesBeside(URL foundation) throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(foundation.toURI()).getParent())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
