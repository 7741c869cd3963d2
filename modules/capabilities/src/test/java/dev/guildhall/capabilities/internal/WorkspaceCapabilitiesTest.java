package dev.guildhall.capabilities.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.Capability.Traits;
import dev.guildhall.extensions.Provider;
import dev.guildhall.host.VersionRange;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.semver4j.Semver;

class WorkspaceCapabilitiesTest {

    private static final String KEY = "search.index.put";

    @Test
    void takesTheNewestThatFitsOfTheOnlyProvider() {
        var registry = new WorkspaceCapabilities(
                List.of(capability("1.0.0", "search"), capability("1.5.0", "search")), Map.of());

        assertThat(found(registry, "*")).isEqualTo("search 1.5.0");
        assertThat(found(registry, "~1.0")).isEqualTo("search 1.0.0");
    }

    @Test
    void takesWhatFitsOfWhoeverWasChosenAndOfNobodyElse() {
        var both = List.of(capability("1.0.0", "search"), capability("1.5.0", "better-search"));
        var registry = new WorkspaceCapabilities(both, Map.of(KEY, new Provider("search")));

        assertThat(found(registry, "*")).isEqualTo("search 1.0.0");
        assertThatThrownBy(() -> found(registry, "^1.5")).hasMessageContaining("there is 1.0.0");
    }

    @Test
    void takesNobodyOfSeveralOfWhomNoneIsChosenOrWhoWasHasGone() {
        var both = List.of(capability("1.0.0", "search"), capability("1.5.0", "better-search"));

        for (var chosen : List.of(Map.<String, Provider>of(), Map.of(KEY, new Provider("gone")))) {
            assertThatThrownBy(() -> found(new WorkspaceCapabilities(both, chosen), "*"))
                    .hasMessageContaining("better-search, search");
        }
    }

    @Test
    void nobodyComesIntoThePlaceOfWhoWasChosenByBeingLeftAlone() {
        var rest = List.of(capability("1.5.0", "better-search"));

        assertThatThrownBy(() -> found(new WorkspaceCapabilities(rest, Map.of(KEY, new Provider("search"))), "*"))
                .hasMessageContaining("better-search");
    }

    private static String found(WorkspaceCapabilities registry, String range) {
        var found = registry.find(KEY, VersionRange.parse(range));
        return found.provider() + " " + found.version();
    }

    private static Capability capability(String version, String provider) {
        return new Capability(
                KEY,
                Semver.parse(version),
                provider,
                new JsonObject(),
                new JsonObject(),
                Traits.NONE,
                Instant.EPOCH,
                Optional.empty());
    }
}
