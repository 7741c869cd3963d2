package dev.guildhall.extensions.internal.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.extensions.internal.resolution.Unresolvable.Kind;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import dev.guildhall.host.VersionRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.semver4j.Semver;

class ResolverTest {

    private static final int CATALOGUES = 1_000;

    @Test
    void findsAChoiceWheneverThereIsOneAndTheMostPreferred() {
        var solved = 0;
        var kinds = EnumSet.noneOf(Kind.class);
        for (var seed = 0; seed < CATALOGUES; seed++) {
            var random = new RandomCatalogue(seed);
            var situation = random.situation();
            var wanted = random.wanted();
            var oracle = new BruteForce(situation, wanted);
            var solutions = oracle.solutions();

            var outcome = Resolver.resolve(situation, wanted);

            assertThat(outcome.obstacle().isEmpty()).as("catalogue " + seed).isEqualTo(!solutions.isEmpty());
            if (solutions.isEmpty()) {
                kinds.add(outcome.obstacle().get().kind());
                assertThat(outcome.obstacle().get().chain())
                        .as("catalogue " + seed)
                        .isNotEmpty();
                continue;
            }
            solved++;
            var chosen = outcome.chosen().stream().collect(Collectors.toMap(Candidate::key, Function.identity()));
            assertThat(solutions).as("catalogue " + seed).contains(chosen);
            var complete = solutions.stream().filter(oracle::isComplete).toList();
            assertThat(chosen)
                    .as("catalogue " + seed)
                    .isEqualTo(preferred(situation, wanted, complete.isEmpty() ? solutions : complete));
            assertThat(isInOrder(outcome.chosen())).as("catalogue " + seed).isTrue();
        }
        assertThat(solved).isBetween(CATALOGUES / 5, CATALOGUES * 4 / 5);
        assertThat(kinds).isEqualTo(EnumSet.allOf(Kind.class));
    }

    /** Narrows down what goes together by one requirement after the other, in the order in which they come up. */
    private static Map<String, Candidate> preferred(
            Situation situation, Candidate wanted, List<Map<String, Candidate>> solutions) {
        var left = solutions;
        var open = new ArrayDeque<>(wanted.extensions());
        var known = new HashMap<>(Map.of(wanted.key(), wanted));
        while (!open.isEmpty()) {
            var required = open.removeFirst();
            var key = required.key();
            if (required.optional() || situation.installed().containsKey(key) || known.containsKey(key)) {
                continue;
            }
            for (var candidate : situation.catalogue().get(key)) {
                var with = left.stream()
                        .filter(solution -> candidate.equals(solution.get(key)))
                        .toList();
                if (!with.isEmpty()) {
                    left = with;
                    known.put(key, candidate);
                    open.addAll(candidate.extensions());
                    break;
                }
            }
        }
        assertThat(left).hasSize(1);
        return left.get(0);
    }

    private static boolean isInOrder(List<Candidate> order) {
        var before = new HashSet<String>();
        var keys = order.stream().map(Candidate::key).toList();
        for (var candidate : order) {
            if (candidate.extensions().stream()
                    .filter(required -> !required.optional() && keys.contains(required.key()))
                    .anyMatch(required -> !before.contains(required.key()))) {
                return false;
            }
            before.add(candidate.key());
        }
        return true;
    }

    private static Candidate version(String key, String version, String... required) {
        var extensions = Arrays.stream(required)
                .map(text -> text.split(" "))
                .map(parts -> new RequiredExtension(parts[0], VersionRange.parse(parts[1]), false))
                .toList();
        return new Candidate(key, new Semver(version), extensions, List.of(), List.of());
    }

    private static Situation of(Candidate... all) {
        return new Situation(Arrays.stream(all).collect(Collectors.groupingBy(Candidate::key)), Map.of(), List.of());
    }

    @Test
    void tellsWhatCannotBeWithTheChainThatLeadsThere() {
        var missing = Resolver.resolve(of(version("b", "1.0.0", "c ^2.0")), version("a", "1.0.0", "b ^1.0"));
        var conflict = Resolver.resolve(
                of(
                        version("b", "1.0.0", "d ^1.0"),
                        version("c", "1.0.0", "d ^2.0"),
                        version("d", "1.0.0"),
                        version("d", "2.0.0")),
                version("a", "1.0.0", "b *", "c *"));
        var cycle = Resolver.resolve(
                of(version("b", "1.0.0", "c *"), version("c", "1.0.0", "b *")), version("a", "1.0.0", "b *"));

        assertThat(missing.obstacle())
                .contains(new Unresolvable(Kind.MISSING, List.of("a 1.0.0", "b 1.0.0", "c ^2.0")));
        assertThat(conflict.obstacle())
                .contains(new Unresolvable(Kind.CONFLICT, List.of("a 1.0.0", "c 1.0.0", "d ^2.0")));
        assertThat(cycle.obstacle()).contains(new Unresolvable(Kind.CYCLE, List.of("b 1.0.0", "c 1.0.0", "b 1.0.0")));
    }

    @Test
    void givesUpOnACatalogueThatWouldTakeYears() {
        var all = new ArrayList<Candidate>();
        for (var index = 0; index < 30; index++) {
            for (var patch = 9; patch >= 0; patch--) {
                all.add(version("e" + index, "1.0." + patch, "e" + (index + 1) + " *"));
            }
        }
        all.add(version("e30", "1.0.0", "nowhere ^1.0"));

        var outcome = Resolver.resolve(of(all.toArray(Candidate[]::new)), version("a", "1.0.0", "e0 *"));

        assertThat(outcome.obstacle()).isPresent();
    }
}
