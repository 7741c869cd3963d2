package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.CapabilityError;
import dev.guildhall.core.cache.Footprint;
import dev.guildhall.core.cache.Weighed;
import dev.guildhall.core.error.Problem;
import dev.guildhall.host.VersionRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The capabilities of one workspace at one time. Immutable. */
public final class WorkspaceCapabilities implements Weighed {

    private final Map<String, List<Capability>> byKey = new HashMap<>();

    public WorkspaceCapabilities(List<Capability> all) {
        all.forEach(capability -> byKey.computeIfAbsent(capability.key(), key -> new ArrayList<>(1))
                .add(capability));
        byKey.values()
                .forEach(versions -> versions.sort(
                        Comparator.comparing(Capability::version).reversed().thenComparing(Capability::provider)));
    }

    @Override
    public long bytes() {
        return Footprint.of(byKey);
    }

    /** The newest version of each, by key. */
    public List<Capability> newest() {
        return byKey.values().stream().map(versions -> versions.get(0)).toList();
    }

    /** All versions, newest first; empty when there is none. */
    List<Capability> versions(String key) {
        return byKey.getOrDefault(key, List.of());
    }

    /** The versions in the range, newest first. */
    List<Capability> fitting(String key, VersionRange range) {
        return versions(key).stream()
                .filter(capability -> range.includes(capability.version()))
                .toList();
    }

    /**
     * The newest version in the range that is served: a newer one whose extension does not serve stands in nobody's way.
     * When none is, the newest.
     */
    Optional<Capability> find(String key, VersionRange range, Set<String> serving) {
        var fitting = fitting(key, range);
        return fitting.stream()
                .filter(capability -> capability.isExternal() || serving.contains(capability.provider()))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    /** All versions, newest first; throws {@code CAPABILITY.NOT_FOUND} when there is none. */
    public List<Capability> required(String key) {
        var versions = versions(key);
        if (versions.isEmpty()) {
            throw notFound(key, VersionRange.ANY);
        }
        return versions;
    }

    Problem notFound(String key, VersionRange range) {
        var versions = versions(key);
        if (versions.isEmpty()) {
            return CapabilityError.NOT_FOUND.because("Nothing in this workspace provides " + key + ".");
        }
        return CapabilityError.NOT_FOUND.because(
                "No version of " + key + " is in the range " + range + "; there is " + names(versions) + ".");
    }

    private static String names(List<Capability> versions) {
        return versions.stream()
                .map(capability -> capability.version().getVersion())
                .collect(Collectors.joining(", "));
    }
}
