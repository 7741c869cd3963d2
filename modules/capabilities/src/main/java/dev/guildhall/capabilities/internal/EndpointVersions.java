package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.CapabilityError;
import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Provider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The versions of one capability that services at URLs answer. */
public final class EndpointVersions {

    private EndpointVersions() {}

    /** The versions by URL, the newest first; fails when there are none and an extension has the key. */
    public static List<Capability> outside(String key, List<Capability> versions) {
        var outside = versions.stream()
                .filter(Capability::isExternal)
                .sorted(Comparator.comparing(Capability::version).reversed())
                .toList();
        if (outside.isEmpty() && !versions.isEmpty()) {
            throw CapabilityError.PROVIDED_BY_EXTENSION.because(
                    "The extension " + versions.get(0).provider() + " provides " + key
                            + " in this workspace; take another key, or uninstall it first.");
        }
        return outside;
    }

    public static List<Capability> doomed(List<Capability> present, String key, Optional<String> version) {
        var doomed = present.stream()
                .filter(capability ->
                        version.map(capability.version().getVersion()::equals).orElse(true))
                .toList();
        if (doomed.isEmpty()) {
            throw notFound(key);
        }
        return doomed;
    }

    public static List<Capability> with(List<Capability> present, Optional<Capability> before, Capability after) {
        var all = new ArrayList<>(present);
        before.ifPresent(all::remove);
        all.add(after);
        return all;
    }

    public static Offers offering(Offers now, String key, List<Capability> versions) {
        var all = new ArrayList<>(now.by(Provider.OUTSIDE));
        all.removeIf(offer -> offer.key().equals(key));
        versions.forEach(
                one -> all.add(new Offer(one.key(), one.version(), one.answeredBy(), one.input(), one.output())));
        return now.with(Provider.OUTSIDE, all);
    }

    public static RuntimeException notFound(String key) {
        return CapabilityError.NOT_FOUND.because("No service is registered for " + key + " in this workspace.");
    }
}
