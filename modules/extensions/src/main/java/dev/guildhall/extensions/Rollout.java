package dev.guildhall.extensions;

import java.util.Optional;
import org.semver4j.Semver;

/**
 * How far a version has come to the workspaces that take it by themselves.
 *
 * @param count how many have it from that
 * @param reason the code of the failure that stopped it, or null
 */
public record Rollout(State state, int count, String reason) {

    /** That of a version which was added now; what is no release comes to nobody by itself. */
    public static Optional<Rollout> begun(Semver version) {
        return version.getPreRelease().isEmpty() ? Optional.of(new Rollout(State.RUNNING, 0, null)) : Optional.empty();
    }

    /** What becomes of it. */
    public enum State {
        RUNNING,
        /** For good, by its first failure or since the version was taken off the offer. */
        STOPPED,
        DONE
    }
}
