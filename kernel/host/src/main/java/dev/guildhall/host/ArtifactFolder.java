package dev.guildhall.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder of what is to be in an artifact. */
public final class ArtifactFolder {

    /** Given to every entry, so that the same files make the same bytes. */
    private static final long NO_TIME = 315_532_800_000L;

    private ArtifactFolder() {}

    /** Packs the folder, the same files into the same bytes wherever and whenever that is done. Blocks. */
    public static byte[] packed(Path folder) throws IOException {
        return packed(folder, Map.of());
    }

    /** The same with other content for some of its files, by their names in the artifact. */
    public static byte[] packed(Path folder, Map<String, byte[]> others) throws IOException {
        if (!Files.isRegularFile(folder.resolve(ExtensionManifest.FILE))) {
            throw new NoSuchFileException(folder.resolve(ExtensionManifest.FILE).toString());
        }
        var bytes = new ByteArrayOutputStream();
        try (var walk = Files.walk(folder);
                var zip = new ZipOutputStream(bytes)) {
            for (var file : walk.filter(Files::isRegularFile).sorted().toList()) {
                var entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
                entry.setTime(NO_TIME);
                zip.putNextEntry(entry);
                var other = others.get(entry.getName());
                zip.write(other == null ? Files.readAllBytes(file) : other);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
