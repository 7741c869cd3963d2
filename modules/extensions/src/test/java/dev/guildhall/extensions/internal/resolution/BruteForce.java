package dev.guildhall.extensions.internal.resolution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tries every set of versions there is, by the letter of the rules and by nothing of the resolver. */
final class BruteForce {

    private final Situation situation;
    private final Candidate wanted;

    BruteForce(Situation situation, Candidate wanted) {
        this.situation = situation;
        this.wanted = wanted;
    }

    /** All choices that go together, each a version for what it brings along. */
    List<Map<String, Candidate>> solutions() {
        var keys = situation.catalogue().keySet().stream()
                .filter(key -> !key.equals(wanted.key()))
                .sorted()
                .toList();
        var found = new ArrayList<Map<String, Candidate>>();
        enumerate(keys, 0, new HashMap<>(Map.of(wanted.key(), wanted)), found);
        return found;
    }

    private void enumerate(
            List<String> keys, int next, Map<String, Candidate> chosen, List<Map<String, Candidate>> found) {
        if (next == keys.size()) {
            if (isSolution(chosen)) {
                found.add(Map.copyOf(chosen));
            }
            return;
        }
        enumerate(keys, next + 1, chosen, found);
        for (var candidate : situation.catalogue().get(keys.get(next))) {
            chosen.put(keys.get(next), candidate);
            enumerate(keys, next + 1, chosen, found);
            chosen.remove(keys.get(next));
        }
    }

    private boolean isSolution(Map<String, Candidate> chosen) {
        return chosen.values().stream().allMatch(candidate -> isSatisfied(candidate, chosen))
                && chosen.keySet().stream().noneMatch(key -> !key.equals(wanted.key()) && isInstalled(key))
                && reachable(chosen).equals(chosen.keySet())
                && chosen.keySet().stream().noneMatch(key -> reaches(key, key, chosen, new HashSet<>()));
    }

    private boolean isInstalled(String key) {
        return situation.installed().containsKey(key);
    }

    private boolean isSatisfied(Candidate candidate, Map<String, Candidate> chosen) {
        return candidate.extensions().stream()
                .filter(required -> !required.optional())
                .allMatch(required -> Optional.ofNullable(situation.installed().get(required.key()))
                        .or(() ->
                                Optional.ofNullable(chosen.get(required.key())).map(Candidate::version))
                        .filter(required.version()::includes)
                        .isPresent());
    }

    private Set<String> reachable(Map<String, Candidate> chosen) {
        var seen = new HashSet<>(Set.of(wanted.key()));
        var grew = true;
        while (grew) {
            grew = false;
            for (var key : Set.copyOf(seen)) {
                for (var required : chosen.get(key).extensions()) {
                    if (!required.optional() && !isInstalled(required.key())) {
                        grew |= seen.add(required.key());
                    }
                }
            }
        }
        return seen;
    }

    private boolean reaches(String from, String to, Map<String, Candidate> chosen, Set<String> seen) {
        for (var required : chosen.get(from).extensions()) {
            if (required.optional() || isInstalled(required.key())) {
                continue;
            }
            if (required.key().equals(to) || seen.add(required.key()) && reaches(required.key(), to, chosen, seen)) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything that a choice calls is there. */
    boolean isComplete(Map<String, Candidate> chosen) {
        return chosen.values().stream()
                .flatMap(candidate -> candidate.capabilities().stream())
                .filter(required -> !required.optional())
                .allMatch(required -> situation.offers().stream()
                                .anyMatch(offer -> offer.key().equals(required.key())
                                        && required.version().includes(offer.version()))
                        || chosen.values().stream()
                                .flatMap(other -> other.provides().stream())
                                .anyMatch(offer -> offer.key().equals(required.key())
                                        && required.version().includes(offer.version())));
    }
}
