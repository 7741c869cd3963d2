package dev.guildhall.extensions.internal.ui;

import dev.guildhall.host.UiFiles;
import dev.guildhall.host.UiFiles.UiFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What every page of an extension can load beside its own files. */
public final class PlatformFiles {

    private static final List<String> NAMES = List.of("bridge.js", "base.css");

    private PlatformFiles() {}

    /** Reads them from the class path, by the names that pages know them by. */
    public static Map<String, UiFile> read() {
        return NAMES.stream()
                .map(name -> UiFiles.PLATFORMS + name)
                .collect(Collectors.toUnmodifiableMap(Function.identity(), PlatformFiles::read));
    }

    private static UiFile read(String name) {
        try (var in = PlatformFiles.class.getClassLoader().getResourceAsStream("ui/" + name)) {
            return new UiFile(UiFiles.type(name).orElseThrow(), in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
