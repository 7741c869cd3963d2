package dev.guildhall.host;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.pf4j.processor.ExtensionStorage;

/** Requires of an artifact that the class it names as the extension's can be one. */
final class MainClass {

    /** PF4J's index, which names the class when the manifest does not. */
    static final String INDEX = "META-INF/extensions.idx";

    private MainClass() {}

    static void require(ExtensionManifest manifest, ArchivedClasses classes, Optional<String> index) {
        if (manifest.main().isPresent()) {
            var main = manifest.main().get();
            classes.faultOfExtension(main).ifPresent(fault -> {
                throw ExtensionArchiveError.MANIFEST_INVALID.onField("main", "The class " + main + " " + fault + ".");
            });
            return;
        }
        var names = named(index.orElseThrow(() -> ArchiveReader.invalid("The artifact names no class: say which one"
                + " implements WorkspaceExtension as main in " + ExtensionManifest.FILE
                + ", or annotate it with @Extension"
                + " and have PF4J's annotation processor write " + INDEX + ".")));
        for (var name : names) {
            if (classes.find(name).isEmpty()) {
                throw ArchiveReader.invalid(
                        "The artifact's " + INDEX + " names " + name + ", which is not in the artifact.");
            }
        }
        var extensions = names.stream().filter(classes::isExtension).toList();
        if (extensions.size() != 1) {
            throw ArchiveReader.invalid("The artifact's " + INDEX + " must name exactly one class that implements"
                    + " WorkspaceExtension; it names " + extensions.size() + ".");
        }
        classes.faultOfExtension(extensions.get(0)).ifPresent(fault -> {
            throw ArchiveReader.invalid("The artifact's class " + extensions.get(0) + " " + fault + ".");
        });
    }

    private static Set<String> named(String index) {
        var names = new LinkedHashSet<String>();
        try {
            ExtensionStorage.read(new StringReader(index), names);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return names;
    }
}
