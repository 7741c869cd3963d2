package dev.guildhall.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {

    @Test
    void unpacksInJavaWhereTarCannot(@TempDir Path directory) throws Exception {
        Binaries.unpackHere(Platform.current(), directory);

        var version = Command.of(directory.resolve("bin/postgres").toString(), "--version")
                .run();
        assertThat(version.output()).startsWith("postgres (PostgreSQL) 17.");
        assertThat(directory.resolve("share/postgresql/postgres.bki")).exists();
    }

    @Test
    void unpacksOnceAndRemovesWhatAnInterruptedUnpackingLeft(@TempDir Path directory) throws Exception {
        Path leftover = Files.createDirectories(directory.resolve("16.1-linux-x86_64.tmp/bin"));

        Binaries first = Binaries.installIn(directory);
        Path trace = Files.createFile(first.home().resolve("trace"));
        Binaries second = Binaries.installIn(directory);

        assertThat(leftover.getParent()).doesNotExist();
        assertThat(Path.of(first.program("initdb"))).isExecutable();
        assertThat(second).isEqualTo(first);
        assertThat(trace).exists();
    }
}
