package dev.guildhall.extensions.internal.installation;

import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Plan.Rebinding;
import dev.guildhall.extensions.Provider;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semver4j.Semver;

/**
 * What there is in a workspace at one time.
 *
 * @param installed the versions, by the keys of the extensions
 * @param active the keys of those that are at work
 */
record Present(Map<String, Semver> installed, Set<String> active, Offers offers) {

    boolean isAtWork(Provider provider) {
        return provider.extensionKey() == null || active.contains(provider.extensionKey());
    }

    /** What can be called. */
    List<Offer> atWork() {
        return offers.answering().stream()
                .filter(offer -> isAtWork(offer.provider()))
                .toList();
    }

    /** The newest version that fits, of whoever answers and is at work. */
    Optional<Offer> bind(RequiredCapability required) {
        return offers.answering(required.key()).stream()
                .filter(offer -> required.version().includes(offer.version()))
                .filter(offer -> isAtWork(offer.provider()))
                .max(Comparator.<Offer, Semver>comparing(Offer::version));
    }

    /** What others than whoever answers, who are at work, have that fits: the newest version of each. */
    List<Offer> alternatives(RequiredCapability required) {
        var bound = offers.bound(required.key());
        return offers.of(required.key()).stream()
                .filter(offer -> bound.filter(offer.provider()::equals).isEmpty())
                .filter(offer -> required.version().includes(offer.version()))
                .filter(offer -> isAtWork(offer.provider()))
                .collect(Collectors.toMap(
                        Offer::provider,
                        Function.identity(),
                        BinaryOperator.maxBy(Comparator.comparing(Offer::version))))
                .values()
                .stream()
                .sorted(Comparator.comparing(
                        offer -> String.valueOf(offer.provider().extensionKey())))
                .toList();
    }

    /** The same once this has come. */
    Present with(ExtensionManifest manifest) {
        var versions = new HashMap<>(installed);
        versions.put(manifest.id(), manifest.version());
        var serving = new HashSet<>(active);
        serving.add(manifest.id());
        return new Present(versions, serving, offers.with(new Provider(manifest.id()), Offer.of(manifest)));
    }

    /** The same when this does not serve any more. */
    Present without(String extensionKey) {
        var serving = new HashSet<>(active);
        serving.remove(extensionKey);
        return new Present(installed, serving, offers);
    }

    Present offering(Offers others) {
        return new Present(installed, active, others);
    }

    /** Who answers here, and who did before, to all that any of these extensions provide here or did. */
    List<Rebinding> rebindings(Present before, List<String> extensions) {
        return extensions.stream()
                .map(Provider::new)
                .flatMap(one -> Stream.concat(before.offers.by(one).stream(), offers.by(one).stream()))
                .map(Offer::key)
                .distinct()
                .sorted()
                .map(key -> new Rebinding(
                        key,
                        before.offers.bound(key),
                        offers.bound(key).filter(this::isAtWork),
                        offers.providers(key).stream().filter(this::isAtWork).toList()))
                .toList();
    }
}
