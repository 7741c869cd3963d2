package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Judges the bytes of an artifact. It looks at them through the JDK's {@link ZipFile}, as the class loader will later,
 * so that no reader can be shown another archive than the one that was judged.
 */
final class ArchiveReader {

    private static final byte[] LOCAL_FILE_HEADER = {'P', 'K', 3, 4};
    private static final int RATIO_COUNTS_FROM = 1024 * 1024;
    private static final int MAX_KEPT_BYTES = 1024 * 1024;
    private static final int MAX_CLASS_BYTES = 10 * 1024 * 1024;
    private static final int MAX_MIGRATIONS = 500;

    private static final Pattern NAME = Pattern.compile("[^\\\\:\\p{Cntrl}]{1,500}");
    private static final Pattern DOTS = Pattern.compile("(?:^|.*/)\\.{1,2}(?:/.*|$)");
    private static final Pattern NESTED = Pattern.compile("(?i).*\\.(?:jar|war|ear|zip)");
    private static final String METADATA = "META-INF/";
    private static final Pattern VERSIONED = Pattern.compile("^META-INF/versions/[0-9]+/");
    private static final Pattern JAR_SIGNATURE = Pattern.compile("META-INF/(?:[^/]+\\.(?:SF|RSA|DSA|EC)|SIG-[^/]*)");
    private static final Pattern MIGRATION = Pattern.compile("V([1-9][0-9]{0,5})__([A-Za-z0-9_]{1,80})\\.sql");

    private final ArchiveRules rules;

    /** The files whose content matters here, by name. */
    private final Map<String, byte[]> kept = new TreeMap<>();

    private final HashSet<String> names = new HashSet<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final ArchivedClasses classes = new ArchivedClasses();
    private long inflated;

    ArchiveReader(ArchiveRules rules) {
        this.rules = rules;
    }

    ExtensionArchive read(byte[] bytes) {
        if (bytes.length > rules.maxBytes()) {
            throw ExtensionArchiveError.ARCHIVE_TOO_LARGE.because(
                    "The artifact has " + bytes.length + " bytes; at most " + rules.maxBytes() + " are allowed.");
        }
        if (bytes.length < LOCAL_FILE_HEADER.length
                || !ByteBuffer.wrap(bytes, 0, LOCAL_FILE_HEADER.length).equals(ByteBuffer.wrap(LOCAL_FILE_HEADER))) {
            throw invalid("The artifact is not a jar or zip file.");
        }
        readEntries(bytes);
        return judged(bytes);
    }

    private void readEntries(byte[] bytes) {
        try {
            var file = Files.createTempFile("guildhall-artifact", ".jar");
            try {
                Files.write(file, bytes);
                readEntries(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void readEntries(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            if (zip.size() > rules.maxEntries()) {
                throw invalid(
                        "The artifact has " + zip.size() + " entries; at most " + rules.maxEntries() + " are allowed.");
            }
            for (var entries = zip.entries(); entries.hasMoreElements(); ) {
                var entry = entries.nextElement();
                checkName(entry.getName());
                if (!entry.isDirectory()) {
                    readFile(zip, entry);
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException broken) {
            throw invalid("The artifact is damaged" + (broken.getMessage() == null ? "." : ": " + broken.getMessage()));
        }
    }

    private void checkName(String name) {
        if (!NAME.matcher(name).matches()
                || name.startsWith("/")
                || name.contains("//")
                || DOTS.matcher(name).matches()) {
            throw invalid("The artifact has an entry whose name leads out of it: " + printable(name));
        }
        if (!names.add(name)) {
            throw invalid("The artifact has two entries named " + name + ".");
        }
        if (NESTED.matcher(name).matches()) {
            throw invalid("The artifact contains another archive, " + name
                    + ", whose classes would not be found: unpack its content into the artifact.");
        }
        checkMetadata(name);
        var path = VERSIONED.matcher(name).replaceFirst("");
        if (path.endsWith(".class") && isHosts(path.substring(0, path.length() - ".class".length()))) {
            throw invalid("The artifact contains " + name
                    + ", which the host provides: give the dependency the scope provided.");
        }
    }

    // The JDK finds these files in upper and lower case alike, and the last of several.
    private static void checkMetadata(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith(METADATA)) {
            return;
        }
        if (!name.startsWith(METADATA) || upper.equals(JarFile.MANIFEST_NAME) && !name.equals(JarFile.MANIFEST_NAME)) {
            throw invalid("The artifact has a " + printable(name) + ": write " + METADATA + " and its MANIFEST.MF in"
                    + " upper case.");
        }
        if (upper.equals("META-INF/INDEX.LIST")) {
            throw invalid(
                    "The artifact has " + printable(name) + ", which can lead to other files: build it without one.");
        }
        if (JAR_SIGNATURE.matcher(upper).matches()) {
            throw invalid("The artifact has " + printable(name) + ", a signature inside the jar, which is not looked at"
                    + " here: build it without one, and sign the artifact as a whole.");
        }
    }

    // Vert.x is shared in part only, so a copy of the rest could not work with it.
    private static boolean isHosts(String path) {
        var className = path.replace('/', '.');
        return SharedClasses.include(className)
                || className.startsWith("io.vertx.core.")
                || className.startsWith("org.pf4j.");
    }

    private void readFile(ZipFile zip, ZipEntry entry) throws IOException {
        var content = new ByteArrayOutputStream();
        var keep = isKept(entry.getName());
        var crc = new CRC32();
        var buffer = new byte[8192];
        var size = 0L;
        try (var stream = zip.getInputStream(entry)) {
            for (var read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                size += read;
                inflated += read;
                checkSize(entry, size, keep);
                crc.update(buffer, 0, read);
                if (keep || size <= MAX_CLASS_BYTES) {
                    content.write(buffer, 0, read);
                }
            }
        }
        if (size != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw invalid("The artifact is damaged: the content of " + entry.getName() + " does not fit its checksum.");
        }
        sizes.put(entry.getName(), size);
        if (keep) {
            kept.put(entry.getName(), content.toByteArray());
        }
        checkCode(entry.getName(), content.toByteArray(), size);
    }

    private void checkCode(String name, byte[] content, long size) {
        if (!JvmExits.isClass(content)) {
            return;
        }
        var isNamedClass = name.endsWith(".class");
        if (isNamedClass && size > MAX_CLASS_BYTES) {
            throw invalid("The artifact's " + name + " is larger than a class can be, " + MAX_CLASS_BYTES + " bytes.");
        }
        try {
            JvmExits.in(content).ifPresent(method -> {
                throw invalid("The artifact's " + name + " calls " + method
                        + ", which would end the whole platform: let it throw an exception instead.");
            });
            if (isNamedClass && !VERSIONED.matcher(name).find()) {
                classes.add(content);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            if (isNamedClass) {
                throw invalid(
                        "The artifact's " + name + " is a class of a Java version that is not known here, or damaged.");
            }
        }
    }

    private void checkSize(ZipEntry entry, long size, boolean keep) {
        if (inflated > rules.maxInflatedBytes()) {
            throw invalid("The artifact unpacks to more than " + rules.maxInflatedBytes() + " bytes.");
        }
        if (size > RATIO_COUNTS_FROM && size > rules.maxRatio() * Math.max(1, entry.getCompressedSize())) {
            throw invalid("The artifact's " + entry.getName() + " unpacks to more than " + rules.maxRatio()
                    + " times its size.");
        }
        if (keep && size > MAX_KEPT_BYTES) {
            throw invalid("The artifact's " + entry.getName() + " is larger than " + MAX_KEPT_BYTES + " bytes.");
        }
    }

    private static boolean isKept(String name) {
        return name.equals(ExtensionManifest.FILE)
                || name.equals(JarFile.MANIFEST_NAME)
                || name.equals(MainClass.INDEX)
                || name.endsWith(".sql");
    }

    private ExtensionArchive judged(byte[] bytes) {
        var json = kept.get(ExtensionManifest.FILE);
        if (json == null) {
            throw invalid("The artifact has no " + ExtensionManifest.FILE + " at its root.");
        }
        var resolved = ManifestRecords.resolved(ManifestReader.object(json), classes);
        var manifest = ExtensionManifest.parse(resolved.toBuffer().getBytes());
        manifest.requirePlatform(rules.platform());
        if (PlatformNames.include(manifest.id())) {
            throw ExtensionArchiveError.MANIFEST_INVALID.onField(
                    "id",
                    "The id " + manifest.id() + " is a name of the platform's own: its errors would look like"
                            + " the platform's. Choose another.");
        }
        refuseClassPath();
        if (manifest.runtime() == ExtensionManifest.Runtime.IN_PROCESS) {
            var index = Optional.ofNullable(kept.get(MainClass.INDEX));
            MainClass.require(manifest, classes, index.map(content -> text(MainClass.INDEX, content)));
        }
        requireMigrations(resolved, manifest.migrations());
        UiFiles.check(manifest.ui(), sizes);
        return new ExtensionArchive(bytes, resolved, manifest, migrations(manifest.migrations()));
    }

    // Without any, the folder that is meant when none is named need not be there.
    private void requireMigrations(JsonObject manifest, String folder) {
        if (manifest.getValue("migrations") != null && names.stream().noneMatch(name -> name.startsWith(folder))) {
            throw ExtensionArchiveError.MANIFEST_INVALID.onField(
                    "migrations", "The artifact has no folder " + folder + ", which its manifest names.");
        }
    }

    private void refuseClassPath() {
        var manifest = kept.get(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            return;
        }
        try {
            var attributes = new Manifest(new ByteArrayInputStream(manifest)).getMainAttributes();
            if (attributes.containsKey(Attributes.Name.CLASS_PATH)) {
                throw invalid(
                        "The artifact's META-INF/MANIFEST.MF has a Class-Path: it must bring all it needs itself.");
            }
        } catch (IOException malformed) {
            throw invalid("The artifact's META-INF/MANIFEST.MF is malformed: " + malformed.getMessage());
        }
    }

    private List<Migration> migrations(String folder) {
        var byVersion = new TreeMap<Integer, Migration>();
        for (var name : names) {
            if (name.startsWith(folder) && !name.equals(folder)) {
                var migration = migration(name, name.substring(folder.length()));
                if (byVersion.put(migration.version(), migration) != null) {
                    throw invalid("The artifact has two migrations of version " + migration.version() + ".");
                }
            }
        }
        var expected = 1;
        for (var version : byVersion.keySet()) {
            if (version != expected++) {
                throw invalid("The artifact's migrations have a gap: version " + (expected - 1) + " is missing.");
            }
        }
        if (byVersion.size() > MAX_MIGRATIONS) {
            throw invalid("The artifact has more than " + MAX_MIGRATIONS + " migrations.");
        }
        return List.copyOf(byVersion.values());
    }

    private Migration migration(String name, String file) {
        var parts = MIGRATION.matcher(file);
        if (!parts.matches()) {
            throw invalid("The artifact's " + name + " is no migration: name it like V1__contacts.sql.");
        }
        var sql = text(name, kept.get(name));
        if (sql.isBlank()) {
            throw invalid("The artifact's migration " + name + " is empty.");
        }
        return new Migration(Integer.parseInt(parts.group(1)), parts.group(2).replace('_', ' '), sql);
    }

    private static String text(String name, byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw invalid("The artifact's " + name + " is not UTF-8 text.");
        }
    }

    static Problem invalid(String message) {
        return ExtensionArchiveError.ARCHIVE_INVALID.because(message);
    }

    private static String printable(String name) {
        var shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
