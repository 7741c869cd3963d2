package dev.guildhall.extensions.internal.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolloutWavesTest {

    @Test
    void aReleaseComesToOneWorkspaceThenToTenAndThenToAHundredAtATime() {
        assertThat(IntStream.rangeClosed(1, 5).map(Rollouts::size)).containsExactly(1, 10, 100, 100, 100);
    }
}
