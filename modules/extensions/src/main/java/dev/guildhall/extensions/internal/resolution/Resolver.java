package dev.guildhall.extensions.internal.resolution;

import dev.guildhall.extensions.internal.resolution.Unresolvable.Kind;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the versions of everything that an extension brings along, by trying the preferred ones first and going back
 * where they do not go together. Requirements are looked at in the order in which manifests name them, those of the
 * extension itself before those of what it brings: of all choices that go together this is the one that prefers most for
 * the first, then for the second, and so on.
 */
public final class Resolver {

    /** So many tries and no more: a catalogue can be made that would take years. */
    private static final int MOST_TRIES = 100_000;

    private final Situation situation;
    private final boolean minding;
    private final Map<String, Candidate> chosen = new LinkedHashMap<>();
    private Unresolvable obstacle;
    private int tries;

    private Resolver(Situation situation, boolean minding) {
        this.situation = situation;
        this.minding = minding;
    }

    /** What was chosen, what is required before who requires it; or why there is no choice. */
    public record Outcome(List<Candidate> chosen, Optional<Unresolvable> obstacle) {}

    /**
     * Capabilities that nobody provides are no reason to refuse, since somebody may later; a choice without such is
     * preferred to one with.
     */
    public static Outcome resolve(Situation situation, Candidate wanted) {
        return new Resolver(situation, true)
                .solve(wanted)
                .map(found -> new Outcome(found, Optional.empty()))
                .orElseGet(() -> {
                    var lenient = new Resolver(situation, false);
                    return lenient.solve(wanted)
                            .map(found -> new Outcome(found, Optional.empty()))
                            .orElseGet(() -> new Outcome(List.of(), Optional.of(lenient.obstacle)));
                });
    }

    private record Requirement(List<String> chain, RequiredExtension required) {

        List<String> path() {
            var path = new ArrayList<>(chain);
            path.add(required.key() + " " + required.version());
            return path;
        }
    }

    private Optional<List<Candidate>> solve(Candidate wanted) {
        chosen.put(wanted.key(), wanted);
        return choose(requirements(wanted, List.of()));
    }

    private static List<Requirement> requirements(Candidate of, List<String> chain) {
        var path = new ArrayList<>(chain);
        path.add(of.label());
        return of.extensions().stream()
                .filter(required -> !required.optional())
                .map(required -> new Requirement(path, required))
                .toList();
    }

    private Optional<List<Candidate>> choose(List<Requirement> open) {
        if (open.isEmpty()) {
            return ordered();
        }
        var first = open.get(0);
        var rest = open.subList(1, open.size());
        var key = first.required().key();
        var range = first.required().version();
        var present = Optional.ofNullable(situation.installed().get(key))
                .or(() -> Optional.ofNullable(chosen.get(key)).map(Candidate::version));
        if (present.isPresent()) {
            return range.includes(present.get()) ? choose(rest) : blocked(Kind.CONFLICT, first.path());
        }
        var fitting = situation.catalogue().getOrDefault(key, List.of()).stream()
                .filter(candidate -> range.includes(candidate.version()))
                .toList();
        if (fitting.isEmpty()) {
            return blocked(Kind.MISSING, first.path());
        }
        for (var candidate : fitting) {
            if (tries++ < MOST_TRIES) {
                chosen.put(key, candidate);
                var more = new ArrayList<>(rest);
                more.addAll(requirements(candidate, first.chain()));
                var solved = choose(more);
                if (solved.isPresent()) {
                    return solved;
                }
                chosen.remove(key);
            }
        }
        return tries < MOST_TRIES ? Optional.empty() : blocked(Kind.CONFLICT, first.path());
    }

    // What was met first is what the preferred versions stumble over.
    private <T> Optional<T> blocked(Kind kind, List<String> chain) {
        if (obstacle == null) {
            obstacle = new Unresolvable(kind, chain);
        }
        return Optional.empty();
    }

    private Optional<List<Candidate>> ordered() {
        var order = new LinkedHashMap<String, Candidate>();
        for (var candidate : chosen.values()) {
            if (!place(candidate, order, new LinkedHashSet<>())) {
                return Optional.empty();
            }
        }
        if (minding && order.values().stream().anyMatch(this::lacksSomething)) {
            return Optional.empty();
        }
        return Optional.of(List.copyOf(order.values()));
    }

    private boolean place(Candidate candidate, Map<String, Candidate> order, Set<String> path) {
        if (order.containsKey(candidate.key())) {
            return true;
        }
        if (!path.add(candidate.key())) {
            var chain = new ArrayList<>(path);
            chain.add(candidate.key());
            blocked(
                    Kind.CYCLE,
                    chain.subList(chain.indexOf(candidate.key()), chain.size()).stream()
                            .map(key -> chosen.get(key).label())
                            .toList());
            return false;
        }
        for (var required : candidate.extensions()) {
            var needed = chosen.get(required.key());
            if (!required.optional() && needed != null && !place(needed, order, path)) {
                return false;
            }
        }
        path.remove(candidate.key());
        order.put(candidate.key(), candidate);
        return true;
    }

    private boolean lacksSomething(Candidate candidate) {
        return candidate.capabilities().stream().anyMatch(required -> !required.optional() && !isProvided(required));
    }

    private boolean isProvided(RequiredCapability required) {
        return situation.offers().stream()
                        .anyMatch(offer -> offer.key().equals(required.key())
                                && required.version().includes(offer.version()))
                || chosen.values().stream()
                        .flatMap(other -> other.provides().stream())
                        .anyMatch(provided -> provided.key().equals(required.key())
                                && required.version().includes(provided.version()));
    }
}
