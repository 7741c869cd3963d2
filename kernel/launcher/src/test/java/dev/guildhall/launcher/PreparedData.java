package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * The data directory of a product that was started once, on nothing, and stopped: its PostgreSQL is made and migrated
 * and its administrator is there. To copy it takes a moment, to make it takes longer than most of what is tested.
 */
final class PreparedData {

    private static Path made;

    private PreparedData() {}

    /** Makes a data directory that is a copy, owners of files included. */
    static void copyTo(Path data) throws IOException {
        Files.createDirectories(data.getParent());
        var copy = new ProcessBuilder("cp", "-a", made().toString(), data.toString())
                .inheritIO()
                .start();
        try {
            assertThat(copy.waitFor(30, TimeUnit.SECONDS)).as("it is copied").isTrue();
            assertThat(copy.exitValue()).isZero();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static synchronized Path made() throws IOException {
        if (made == null) {
            var folder = Files.createTempDirectory("guildhall-prepared");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            var data = folder.resolve("data");
            try (var product = RunningProduct.startOnNothing(data, ClassArchive.making())) {
                product.askToStop();
                assertThat(product.exitCode()).isEqualTo(143);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
            made = data;
        }
        return made;
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException left) {
            System.err.println("Left behind: " + folder + ": " + left);
        }
    }
}
