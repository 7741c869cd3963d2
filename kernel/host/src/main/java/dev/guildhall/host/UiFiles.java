package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/**
 * The files that pages and widgets of an extension are made of: of a closed list of kinds, and few and small enough to be
 * kept in memory.
 */
public final class UiFiles {

    /** What begins so in their folder comes from the platform. */
    public static final String PLATFORMS = "guildhall/";

    private static final int MOST = 200;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /** The media types, by the ends of names. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"));

    private UiFiles() {}

    /** A file, with its media type. */
    public record UiFile(String type, byte[] content) {}

    /**
     * Looks whether an artifact has what its pages and widgets need, and nothing that could not be served.
     *
     * @param sizes of all files of the artifact, by their names
     */
    static void check(DeclaredUi ui, Map<String, Long> sizes) {
        if (ui.isEmpty()) {
            return;
        }
        requireViews("pages", ui.pages(), ui.folder(), sizes);
        requireViews("widgets", ui.widgets(), ui.folder(), sizes);
        var bytes = 0L;
        var files = 0;
        for (var file : new TreeMap<>(sizes).entrySet()) {
            var name = file.getKey();
            if (!name.startsWith(ui.folder())) {
                continue;
            }
            if (type(name).isEmpty()) {
                throw invalid("The artifact's " + name + " cannot be served: in the folder of the pages may be files of"
                        + " these kinds only: "
                        + TYPES.keySet().stream().sorted().collect(Collectors.joining(", ")) + ".");
            }
            if (name.startsWith(ui.folder() + PLATFORMS)) {
                throw invalid("The artifact's " + name + " would never be served, for what begins with " + PLATFORMS
                        + " comes from the platform: name it otherwise.");
            }
            bytes += file.getValue();
            files++;
        }
        if (files > MOST || bytes > MOST_BYTES) {
            throw invalid("The folder of the pages, " + ui.folder() + ", has " + files + " files of " + bytes
                    + " bytes; at most " + MOST + " of " + MOST_BYTES + " are allowed.");
        }
    }

    private static void requireViews(
            String part, Iterable<DeclaredUi.View> views, String folder, Map<String, Long> sizes) {
        var index = 0;
        for (var view : views) {
            if (!sizes.containsKey(folder + view.file())) {
                var field = "ui." + part + "." + index + ".file";
                throw ExtensionArchiveError.MANIFEST_INVALID.onField(
                        field, "The artifact has no " + folder + view.file() + ", which " + field + " names.");
            }
            index++;
        }
    }

    private static Problem invalid(String message) {
        return ExtensionArchiveError.ARCHIVE_INVALID.because(message);
    }

    /**
     * The files below a folder of an artifact that was taken, by their names there; those that could not be served are left
     * out. Looks at it as its judge did. Blocks.
     */
    public static Map<String, UiFile> read(byte[] artifact, String folder) {
        try {
            var file = Files.createTempFile("guildhall-ui", ".jar");
            try {
                Files.write(file, artifact);
                return read(file, folder);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Map<String, UiFile> read(Path artifact, String folder) throws IOException {
        var files = new HashMap<String, UiFile>();
        var left = MOST_BYTES;
        try (var zip = new ZipFile(artifact.toFile())) {
            for (var entries = zip.entries(); entries.hasMoreElements() && files.size() < MOST; ) {
                var entry = entries.nextElement();
                var type = type(entry.getName());
                if (!entry.isDirectory() && entry.getName().startsWith(folder) && type.isPresent()) {
                    try (var in = zip.getInputStream(entry)) {
                        var content = in.readNBytes(left + 1);
                        left -= content.length;
                        if (left < 0) {
                            throw new IOException("The files of pages are more than " + MOST_BYTES + " bytes");
                        }
                        files.put(entry.getName().substring(folder.length()), new UiFile(type.get(), content));
                    }
                }
            }
        }
        return Map.copyOf(files);
    }

    /** The media type of a file of this name; empty when it is of no kind that is served. */
    public static Optional<String> type(String name) {
        var end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(TYPES.get(end));
    }
}
