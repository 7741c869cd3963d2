package dev.guildhall.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Kafka of one node, in a JVM of its own that can be killed and started again with what it had. */
public final class TestKafka implements AutoCloseable {

    private static final String MAIN = "dev.guildhall.kafkabroker.Main";

    private final Path built;
    private final Path folder;
    private final int port;
    private final int controllerPort;
    private Process process;

    private TestKafka(Path built, Path folder) throws IOException {
        this.built = built;
        this.folder = folder;
        try (var one = new ServerSocket(0);
                var other = new ServerSocket(0)) {
            this.port = one.getLocalPort();
            this.controllerPort = other.getLocalPort();
        }
    }

    /**
     * Starts one that keeps what it has in this folder. The system property {@code guildhall.kafka} names the one in which
     * the module {@code kafka-broker} was built.
     */
    public static TestKafka start(Path folder) {
        return start(Path.of(System.getProperty("guildhall.kafka")), folder);
    }

    /**
     * Starts one that keeps what it has in a folder.
     *
     * @param built where the module {@code kafka-broker} was built
     */
    public static TestKafka start(Path built, Path folder) {
        try {
            var kafka = new TestKafka(built, folder);
            kafka.start();
            return kafka;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where clients find it, as host:port. */
    public String broker() {
        return "127.0.0.1:" + port;
    }

    /** Ends it as a machine that fails does. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Starts it once more, at the same place. */
    public void startAgain() {
        try {
            start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void start() throws IOException {
        var classPath = built.resolve("classes") + File.pathSeparator + Files.readString(built.resolve("class-path"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        MAIN,
                        folder.toString(),
                        Integer.toString(port),
                        Integer.toString(controllerPort))
                .redirectError(folder.resolve("kafka.log").toFile())
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
            if (line == null) {
                throw new AssertionError("Kafka did not start; see " + folder.resolve("kafka.log"));
            }
        }
    }

    @Override
    public void close() {
        kill();
    }
}
