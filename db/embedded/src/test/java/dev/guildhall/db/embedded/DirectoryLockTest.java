package dev.guildhall.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

    @TempDir
    Path home;

    @Test
    void keepsADirectoryThatNobodyRefersToAnyMore() throws IOException {
        var file = home.resolve("postgres.lock");
        var taken = new WeakReference<>(DirectoryLock.tryAcquire(file));

        System.gc();

        var kept = taken.get();
        assertThat(kept).as("the lock after a garbage collection").isNotNull();
        kept.close();
        try (var again = DirectoryLock.tryAcquire(file)) {
            assertThat(again).isNotNull();
        }
    }
}
