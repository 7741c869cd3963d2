package dev.guildhall.core.secret;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {

    private static final Secret KEY = new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    @TempDir
    private Path directory;

    @Test
    void isMadeAtTheFirstStartAndFoundAtTheNext() throws IOException {
        var data = directory.resolve("new/data");

        var made = MasterKey.load(Optional.empty(), data);
        var found = MasterKey.load(Optional.empty(), data);

        assertThat(found.fingerprint()).isEqualTo(made.fingerprint());
        assertThat(Files.getPosixFilePermissions(data.resolve("master.key")))
                .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("master.key"));
        }
        assertThat(MasterKey.load(Optional.empty(), directory.resolve("other")).fingerprint())
                .isNotEqualTo(made.fingerprint());
    }

    @Test
    void isTheSameForAllThatStartAtOnce() throws Exception {
        var starters = Executors.newFixedThreadPool(8);
        var begin = new CountDownLatch(1);
        Callable<String> start = () -> {
            begin.await();
            return MasterKey.load(Optional.empty(), directory).fingerprint();
        };
        var keys = new ArrayList<Future<String>>();
        for (var i = 0; i < 8; i++) {
            keys.add(starters.submit(start));
        }

        begin.countDown();

        var first = keys.get(0).get(30, TimeUnit.SECONDS);
        for (var key : keys) {
            assertThat(key.get(30, TimeUnit.SECONDS)).isEqualTo(first);
        }
        starters.shutdown();
    }

    @Test
    void isTheConfiguredOneWhenThereIsOne() {
        var key = MasterKey.load(Optional.of(KEY), directory);

        assertThat(key.fingerprint()).isEqualTo(MasterKey.of(KEY).fingerprint());
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "not base64!", "c2hvcnQ="})
    void refusesADamagedFileRatherThanReplaceIt(String content) throws IOException {
        var file = Files.writeString(directory.resolve("master.key"), content);

        assertThatThrownBy(() -> MasterKey.load(Optional.empty(), directory))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Restore it from a backup");

        assertThat(file).hasContent(content);
    }

    @Test
    void saysWhyAFileCannotBeMade() throws IOException {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> MasterKey.load(Optional.empty(), file))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("cannot be read or made");
    }

    @Test
    void derivesAPasswordForEachRole() {
        var key = MasterKey.of(KEY);

        assertThat(key.databasePassword("guildhall_app").reveal())
                .matches("[A-Za-z0-9_-]{43}")
                .isEqualTo(MasterKey.of(KEY).databasePassword("guildhall_app").reveal())
                .isNotEqualTo(key.databasePassword("other_app").reveal());
    }

    @Test
    void showsNothingOfItself() {
        var key = MasterKey.of(KEY);

        assertThat(key.toString()).isEqualTo("MasterKey " + key.fingerprint()).doesNotContain(KEY.reveal());
        assertThat(key.fingerprint()).matches("[0-9a-f]{16}");
    }
}
