package dev.guildhall.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.benchmark.Nodes.Extent;
import org.junit.jupiter.api.Test;

/** The short form of {@code benchmark.jar nodes}, with the same judge. */
class NodesIT {

    @Test
    void deliversWhatWasAcknowledgedThoughEachNodeIsKilled() throws Exception {
        var nodes = new Nodes(Extent.brief());

        var faults = nodes.run();

        assertThat(faults).isEmpty();
    }
}
