package dev.guildhall.extensions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** The first-party extensions whose artifacts come with the executable, at {@code extensions/} of the class path. */
public final class BundledExtensions {

    /** Those that a workspace gets when it first needs them, for they ask for nothing. */
    private static final Set<String> UNASKED = Set.of("echo");

    private BundledExtensions() {}

    /** The artifact of one that a workspace gets unasked; blocks. */
    static Optional<byte[]> unasked(String key) {
        return UNASKED.contains(key) ? artifact(key) : Optional.empty();
    }

    /** The artifact of any; blocks. */
    public static Optional<byte[]> artifact(String key) {
        try (var in = BundledExtensions.class.getResourceAsStream("/extensions/" + key + ".jar")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
