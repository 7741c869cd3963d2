package dev.guildhall.capabilities.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.host.VersionRange;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.semver4j.Semver;

class WorkspaceCapabilitiesTest {

    private static final String KEY = "search.index.put";

    private static final WorkspaceCapabilities REGISTRY =
            new WorkspaceCapabilities(List.of(capability("1.0.0", "search"), capability("1.5.0", "better-search")));

    @Test
    void takesTheNewestThatFits() {
        assertThat(provider("*", "search", "better-search")).isEqualTo("better-search");
        assertThat(provider("~1.0", "search", "better-search")).isEqualTo("search");
    }

    @Test
    void aNewerOneThatDoesNotServeStandsInNobodysWay() {
        assertThat(provider("^1.0", "search")).isEqualTo("search");
    }

    @Test
    void whenNoneServesItIsTheNewestThatSaysSo() {
        assertThat(provider("^1.0")).isEqualTo("better-search");
    }

    private static String provider(String range, String... serving) {
        return REGISTRY.find(KEY, VersionRange.parse(range), Set.of(serving))
                .orElseThrow()
                .provider();
    }

    private static Capability capability(String version, String provider) {
        return new Capability(
                KEY,
                Semver.parse(version),
                provider,
                new JsonObject(),
                new JsonObject(),
                Instant.EPOCH,
                Optional.empty());
    }
}
