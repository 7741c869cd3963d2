package dev.guildhall.extensions.internal.resolution;

import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.ExtensionError;
import java.util.List;

/**
 * Why no versions go together.
 *
 * @param chain from what was asked for to what cannot be, each as {@code key version} or {@code key range}
 */
public record Unresolvable(Kind kind, List<String> chain) {

    public enum Kind {
        /** The catalogue has nothing that is required. */
        MISSING,
        /** What is required in one range is there, or required by another, in a version out of it. */
        CONFLICT,
        /** An extension requires itself in the end. */
        CYCLE
    }

    /** For whoever wants to install or publish it. */
    public Problem problem() {
        var code = kind == Kind.MISSING ? ExtensionError.REQUIREMENT_MISSING : ExtensionError.REQUIREMENT_CONFLICT;
        return code.onField("requires.extensions", text());
    }

    public String text() {
        var path = String.join(" > ", chain);
        return switch (kind) {
            case MISSING -> path + ": the catalogue has no version of it that can be installed";
            case CONFLICT -> path + ": it is there, or required by another, in a version out of this range";
            case CYCLE -> path + ": extensions require each other in a circle";
        };
    }
}
