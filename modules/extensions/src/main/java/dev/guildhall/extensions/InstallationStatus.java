package dev.guildhall.extensions;

import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.host.CallStatistics;
import dev.guildhall.host.ExtensionManifest;
import java.util.List;
import java.util.Optional;

/**
 * An installation and how it works at the moment.
 *
 * @param installation blocked when nothing of its artifact may run now
 * @param handlers how each of its event handlers stands; empty when it hears no events
 * @param complaint what its extension says is wrong with it on this node
 * @param calls how its calls stand on this node
 * @param stored what it keeps
 * @param limits what it may take
 */
public record InstallationStatus(
        Installation installation,
        ExtensionManifest manifest,
        List<Standing> handlers,
        Optional<String> complaint,
        CallStatistics calls,
        StoredAmount stored,
        InstallationLimits limits) {

    /** Whether one of its handlers fails, or has failed for good. */
    public boolean isStuck() {
        return handlers.stream().anyMatch(standing -> standing.attempts() > 0 || standing.deadLetters() > 0);
    }
}
