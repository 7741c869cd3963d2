package dev.guildhall.host;

import static dev.guildhall.host.Hosting.artifact;
import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.Health;
import dev.guildhall.spi.testing.ExtensionJar;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeCycleHooksTest {

    private static final String START = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                return workspace.emit("demo.thing.done", "start", null).mapEmpty();
            }
            """;

    @TempDir
    Path folder;

    private Hosting hosting;

    @BeforeEach
    void start() {
        hosting = new Hosting(folder, Hosting.TIGHT);
    }

    @AfterEach
    void stop() {
        hosting.close();
    }

    @Test
    void areCalledAfterTheStartWithTheWorkspaceAndWhatTheyAreAbout() {
        var services = hosting.services("acme");
        services.isNew = true;
        var running = hosting.open(artifact(jar(START + """
                public Future<Void> installed(WorkspaceContext workspace) {
                    return workspace.emit("demo.thing.done", "installed", null).mapEmpty();
                }
                public Future<Void> upgraded(WorkspaceContext workspace, Upgrade upgrade) {
                    return workspace.emit("demo.thing.done", "upgraded from " + upgrade.fromVersion(), null).mapEmpty();
                }
                public Future<Void> uninstalling(WorkspaceContext workspace, boolean keepsData) {
                    return workspace.emit("demo.thing.done", "uninstalling " + keepsData, null).mapEmpty();
                }
                """)), services);

        await(running.upgraded("0.9.0"));
        await(running.uninstalling(true));

        assertThat(services.log)
                .containsExactly(
                        "emit demo.thing.done start {}",
                        "emit demo.thing.done installed {}",
                        "emit demo.thing.done upgraded from 0.9.0 {}",
                        "emit demo.thing.done uninstalling true {}");
    }

    @Test
    void doNothingInAnExtensionWithoutThem() {
        var running = hosting.open(jar(START));

        await(running.upgraded("0.9.0"));
        await(running.uninstalling(false));

        assertThat(await(running.health()).status()).isEqualTo(Health.Status.UP);
    }

    @Test
    void failAsTheExtensionsFaultHoweverTheyFail() {
        var running = hosting.open(jar(START + """
                public Future<Void> upgraded(WorkspaceContext workspace, Upgrade upgrade) {
                    throw ExtensionException.conflict("DEMO.TOO_OLD", "Upgrade to 2.0.0 first.");
                }
                public Future<Void> uninstalling(WorkspaceContext workspace, boolean keepsData) {
                    return null;
                }
                """));

        assertFails(running.upgraded("1.0.0"), Kind.THREW);
        assertThat(failureOf(running.upgraded("1.0.0"))).hasMessageContaining("Upgrade to 2.0.0 first.");
        assertFails(running.uninstalling(false), Kind.BAD_ANSWER);
    }

    @Test
    void areInterruptedWhenTheyTakeTooLong() {
        var running = hosting.open(jar(START + """
                public Future<Void> upgraded(WorkspaceContext workspace, Upgrade upgrade) throws Exception {
                    new java.util.concurrent.CountDownLatch(1).await();
                    return Future.succeededFuture();
                }
                """));

        assertFails(running.upgraded("0.9.0"), Kind.TIMED_OUT);
        assertThat(await(running.health()).status()).isEqualTo(Health.Status.UP);
    }

    @Test
    void keepAnExtensionFromStartingThatCannotPrepareItsWorkspace() {
        var services = hosting.services("acme");
        services.isNew = true;
        var running = hosting.open(artifact(jar(START + """
                public Future<Void> installed(WorkspaceContext workspace) {
                    throw new IllegalStateException("no luck");
                }
                public Future<Void> stop() {
                    throw new IllegalStateException("stopped");
                }
                """)), services);

        assertFails(running.start(), Kind.START_FAILED);
        assertThat(failureOf(running.start())).hasMessageContaining("no luck");
    }

    @Test
    void tellOfHealthAndTakeItsFailureForIllness() {
        var ill = hosting.open(jar(START + """
                public Future<Health> health() { return Future.succeededFuture(Health.down("no paper")); }
                """));
        var mad = hosting.open(jar(START + """
                public Future<Health> health() { throw new IllegalStateException("mad"); }
                """));
        var mute = hosting.open(jar(START + """
                public Future<Health> health() { return Future.succeededFuture(null); }
                """));

        assertThat(await(ill.health()).reason()).isEqualTo("no paper");
        assertThat(await(mad.health()).reason()).contains("mad");
        assertThat(await(mute.health()).status()).isEqualTo(Health.Status.DOWN);
    }

    private static ExtensionJar jar(String body) {
        return ExtensionJar.of("demo", "1.0.0")
                .manifest("publishesEvents", List.of("demo.thing.done"))
                .extension(body);
    }
}
