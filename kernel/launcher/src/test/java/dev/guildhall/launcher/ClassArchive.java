package dev.guildhall.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What the JVM of the first product made of its classes, kept for those that start after it: to load classes is most of
 * what a start does. It is kept of jars only, so folders of classes are packed into such.
 */
final class ClassArchive {

    private static final Path FOLDER = folder();
    private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .distinct()
            .map(Path::of)
            .filter(entry -> Files.isDirectory(entry) || entry.toString().endsWith(".jar") && Files.exists(entry))
            .map(ClassArchive::packed)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));

    private ClassArchive() {}

    /** What a JVM is told that leaves the archive behind when it ends by itself. */
    static List<String> making() {
        return List.of("-Xlog:cds*=off", "-XX:ArchiveClassesAtExit=" + ARCHIVE, "-cp", CLASS_PATH);
    }

    /** What a JVM is told that uses the archive, which it does without where there is none. */
    static List<String> using() {
        return List.of("-Xlog:cds*=off", "-XX:SharedArchiveFile=" + ARCHIVE, "-cp", CLASS_PATH);
    }

    private static Path packed(Path entry) {
        if (Files.isRegularFile(entry)) {
            return entry;
        }
        try (var files = Files.walk(entry)) {
            var jar = Files.createTempFile(FOLDER, "", ".jar");
            try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
                out.setLevel(Deflater.NO_COMPRESSION);
                for (var file :
                        files.filter(file -> !file.equals(entry)).sorted().toList()) {
                    var name = entry.relativize(file).toString().replace(File.separatorChar, '/');
                    out.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + '/' : name));
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, out);
                    }
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Path folder() {
        try {
            var folder = Files.createTempDirectory("guildhall-classes");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> PreparedData.delete(folder)));
            return folder;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
