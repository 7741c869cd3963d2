package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeNameTest {

    @TempDir
    private Path one;

    @TempDir
    private Path other;

    @Test
    void staysWithItsDataDirectory() throws IOException {
        var first = NodeName.in(one);

        assertThat(NodeName.in(one)).isEqualTo(first).startsWith("node-");
        assertThat(NodeName.in(other)).isNotEqualTo(first);
    }

    @Test
    void isMadeAnewWhenItsFileIsBroken() throws IOException {
        Files.writeString(one.resolve("node.name"), "node-");

        var made = NodeName.in(one);

        assertThat(made).hasSize("node-".length() + 36);
        assertThat(NodeName.in(one)).isEqualTo(made);
    }
}
