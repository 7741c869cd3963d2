package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.CapabilityError;
import dev.guildhall.core.cache.Footprint;
import dev.guildhall.core.cache.Weighed;
import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Provider;
import dev.guildhall.host.VersionRange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The capabilities of one workspace at one time. Immutable. */
public final class WorkspaceCapabilities implements Weighed {

    private final Map<String, KeyedCapability> byKey = new HashMap<>();

    /** @param chosen who answers of several, by key */
    public WorkspaceCapabilities(List<Capability> all, Map<String, Provider> chosen) {
        all.stream().collect(Collectors.groupingBy(Capability::key)).forEach((key, versions) -> {
            var sorted = versions.stream()
                    .sorted(Comparator.comparing(Capability::version).reversed().thenComparing(Capability::provider))
                    .toList();
            byKey.put(key, new KeyedCapability(sorted, answering(sorted, chosen.get(key))));
        });
    }

    private static List<Capability> answering(List<Capability> versions, Provider chosen) {
        var providers = versions.stream().map(Capability::answeredBy).distinct().toList();
        var bound = Offers.bound(providers, chosen);
        return bound.isPresent() && providers.size() == 1
                ? versions
                : versions.stream()
                        .filter(capability ->
                                bound.filter(capability.answeredBy()::equals).isPresent())
                        .toList();
    }

    @Override
    public long bytes() {
        return Footprint.of(byKey);
    }

    /** Everything there is, by key. */
    public List<KeyedCapability> all() {
        return List.copyOf(byKey.values());
    }

    /** Throws {@code CAPABILITY.NOT_FOUND} when there is none. */
    public KeyedCapability required(String key) {
        return Optional.ofNullable(byKey.get(key)).orElseThrow(() -> nothing(key));
    }

    /** The newest version in the range of whoever answers; throws when there is none. */
    Capability find(String key, VersionRange range) {
        var found = required(key);
        if (found.answering().isEmpty()) {
            throw CapabilityError.UNBOUND.because("Nobody was chosen to answer " + key + "; it is provided by "
                    + String.join(", ", found.providers()) + ". Choose one with PUT …/capabilities/" + key
                    + "/binding.");
        }
        return found.answering().stream()
                .filter(capability -> range.includes(capability.version()))
                .findFirst()
                .orElseThrow(() -> CapabilityError.NOT_FOUND.because("No version of " + key + " is in the range "
                        + range + "; there is " + String.join(", ", found.versions()) + "."));
    }

    private static Problem nothing(String key) {
        return CapabilityError.NOT_FOUND.because("Nothing in this workspace provides " + key + ".");
    }
}
