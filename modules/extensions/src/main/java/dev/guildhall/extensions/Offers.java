package dev.guildhall.extensions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What can be called in a workspace, and who answers. Of several providers of one key one is chosen, and nobody else comes
 * to answer by what others do: who comes later waits to be chosen, and who was chosen and goes leaves nobody. Immutable.
 */
public final class Offers {

    private final Map<String, List<Offer>> byKey;
    private final Map<String, Provider> chosen;

    /** @param chosen who was chosen, by key; not all of them need be there */
    public Offers(List<Offer> all, Map<String, Provider> chosen) {
        this.byKey = all.stream()
                .collect(Collectors.groupingBy(Offer::key, LinkedHashMap::new, Collectors.toUnmodifiableList()));
        this.chosen = Map.copyOf(chosen);
    }

    /** Who answers of these providers: who was chosen, or the only one where nobody was; null for nobody chosen. */
    public static Optional<Provider> bound(Collection<Provider> providers, Provider chosen) {
        return chosen == null
                ? providers.stream().findFirst().filter(first -> providers.size() == 1)
                : Optional.of(chosen).filter(providers::contains);
    }

    public Optional<Provider> bound(String key) {
        return bound(providers(key), chosen.get(key));
    }

    /** Everybody who provides it. */
    public Set<Provider> providers(String key) {
        return of(key).stream().map(Offer::provider).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** All versions, of everybody. */
    public List<Offer> of(String key) {
        return byKey.getOrDefault(key, List.of());
    }

    /** The versions of whoever answers. */
    public List<Offer> answering(String key) {
        var bound = bound(key);
        return of(key).stream()
                .filter(offer -> bound.filter(offer.provider()::equals).isPresent())
                .toList();
    }

    /** The same of all keys. */
    public List<Offer> answering() {
        return byKey.keySet().stream().flatMap(key -> answering(key).stream()).toList();
    }

    public Map<String, Provider> chosen() {
        return chosen;
    }

    /** The same when somebody provides this, and nothing else any more. */
    public Offers with(Provider provider, List<Offer> theirs) {
        var all = new ArrayList<Offer>();
        byKey.values().forEach(all::addAll);
        all.removeIf(offer -> offer.provider().equals(provider));
        all.addAll(theirs);
        var keys = all.stream().map(Offer::key).collect(Collectors.toSet());
        var choices = new HashMap<>(chosen);
        choices.keySet().retainAll(keys);
        theirs.stream()
                .map(Offer::key)
                .filter(key -> !providers(key).contains(provider))
                .forEach(key -> bound(key).ifPresent(first -> choices.put(key, first)));
        return new Offers(all, choices);
    }

    /** The same when somebody is chosen; null to choose nobody. */
    public Offers choosing(String key, Provider provider) {
        var choices = new HashMap<>(chosen);
        if (provider == null) {
            choices.remove(key);
        } else {
            choices.put(key, provider);
        }
        return new Offers(byKey.values().stream().flatMap(List::stream).toList(), choices);
    }

    /** What this provider provides. */
    public List<Offer> by(Provider provider) {
        return byKey.values().stream()
                .flatMap(List::stream)
                .filter(offer -> offer.provider().equals(provider))
                .toList();
    }

    /** The keys for which somebody provides something, here or there, and not the same one answers. */
    public Set<String> boundOtherwise(Offers other) {
        var keys = new TreeSet<>(byKey.keySet());
        keys.addAll(other.byKey.keySet());
        keys.removeIf(key -> bound(key).equals(other.bound(key)));
        return keys;
    }
}
