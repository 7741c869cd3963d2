package dev.guildhall.host;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Keeps the files of artifacts while their classes are loaded, in a folder. It belongs to this process alone: what an earlier one
 * left there is deleted. All methods block.
 */
final class ArtifactStore {

    private final Path path;
    private boolean prepared;
    private int written;

    ArtifactStore(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    /** Writes an artifact under a name that was never used before, for a jar that is open must not be written to. */
    synchronized Path write(String label, String sha256, byte[] bytes) throws IOException {
        prepare();
        var file = path.resolve("%s-%s-%d.jar".formatted(label.replace('@', '-'), sha256.substring(0, 16), ++written));
        return Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private void prepare() throws IOException {
        if (prepared) {
            return;
        }
        Files.createDirectories(path, privateToOwner());
        deleteArtifacts();
        prepared = true;
    }

    private static FileAttribute<?>[] privateToOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private void deleteArtifacts() throws IOException {
        try (var jars = Files.newDirectoryStream(path, "*.jar")) {
            for (var jar : jars) {
                Files.delete(jar);
            }
        }
    }

    /** Deletes an artifact whose class loader is closed. */
    void delete(Path jar) throws IOException {
        if (Files.exists(jar)) {
            closeCached(jar);
        }
        Files.deleteIfExists(jar);
    }

    // A stream opened from the URL of a resource leaves the jar open in a cache of the JDK.
    private static void closeCached(Path jar) throws IOException {
        var root = URI.create("jar:" + jar.toUri() + "!/").toURL();
        ((JarURLConnection) root.openConnection()).getJarFile().close();
    }
}
