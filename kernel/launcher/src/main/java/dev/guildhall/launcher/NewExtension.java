package dev.guildhall.launcher;

import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** The project of a new extension, which builds alone and has a table, two capabilities, an event and a test. */
final class NewExtension {

    /** Of the artifacts that it depends on; only the packed executable knows it. */
    private static final String PLATFORM = Optional.ofNullable(
                    NewExtension.class.getPackage().getImplementationVersion())
            .orElse("1.0.0-SNAPSHOT");

    private final String key;
    private final String name;
    private final String packageName;
    private final Optional<Path> repository;

    /**
     * Throws a problem when the key cannot be one.
     *
     * @param repository where what it is built on is; empty where that is in the author's own
     */
    NewExtension(String key, Optional<Path> repository) {
        ExtensionManifest.parse(new JsonObject()
                .put("id", key)
                .put("version", "1.0.0")
                .put("name", key)
                .toBuffer()
                .getBytes());
        this.key = key;
        this.repository = repository;
        this.name = Arrays.stream(key.split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
        var word = key.replace("-", "");
        this.packageName = "com.example." + (SourceVersion.isKeyword(word) ? word + "_" : word);
    }

    /** Writes it into a folder, which must not be there or be empty. */
    void write(Path folder) throws IOException, AuthorTools.Refused {
        if (Files.exists(folder)) {
            try (var there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new AuthorTools.Refused(folder + " is not empty; nothing is written over");
                }
            }
        }
        for (var file : files().entrySet()) {
            var target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, filled(template(file.getValue())));
        }
    }

    private Map<String, String> files() {
        var main = "src/main/java/" + packageName.replace('.', '/') + "/";
        var test = "src/test/java/" + packageName.replace('.', '/') + "/";
        var files = new LinkedHashMap<String, String>();
        files.put("pom.xml", "pom.xml");
        files.put(".gitignore", "gitignore");
        files.put("src/main/resources/extension.json", "extension.json");
        files.put("src/main/resources/migrations/V1__notes.sql", "V1__notes.sql");
        files.put(main + name + "Extension.java", "Extension.java");
        files.put(main + "NewNote.java", "NewNote.java");
        files.put(main + "Note.java", "Note.java");
        files.put(main + "Notes.java", "Notes.java");
        files.put(test + name + "ExtensionTest.java", "ExtensionTest.java");
        return files;
    }

    private static String template(String name) throws IOException {
        try (var file = NewExtension.class.getResourceAsStream("/new-extension/" + name + ".template")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String filled(String template) {
        return template.replace("__key__", key)
                .replace("__Name__", name)
                .replace("__package__", packageName)
                .replace("__platform__", PLATFORM)
                .replace(
                        "__repositories__",
                        repository.map(NewExtension::repositories).orElse(""));
    }

    private static String repositories(Path repository) {
        return "\n"
                + """
                <!-- That of the distribution it was begun with; one that all who build it reach is better. -->
                <repositories>
                  <repository>
                    <id>guildhall</id>
                    <url>%s</url>
                  </repository>
                </repositories>""".formatted(repository.toUri().toString().replace("&", "&amp;"))
                        .indent(2)
                        .stripTrailing();
    }
}
