package dev.guildhall.spi.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a class's main method said and how it ended, in a small process of its own on the class path of the test.
 *
 * @param said its output and its errors
 */
public record JavaProcess(String said, int exitCode) {

    /** Runs it to its end, within a heap of so many megabytes. */
    public static JavaProcess run(int megabytes, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.getInputStream()) {
            var said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("It does not end, having said " + said);
            }
            return new JavaProcess(said, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
