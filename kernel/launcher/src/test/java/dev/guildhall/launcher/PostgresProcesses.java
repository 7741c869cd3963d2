package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a product's own PostgreSQL, and what can befall them. Touches no other server's. */
final class PostgresProcesses {

    private final ProcessHandle postmaster;

    private PostgresProcesses(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    /** Those of the server that the data directory names, which must have been started by this product. */
    static PostgresProcesses of(RunningProduct product, Path data) throws IOException {
        var pid = Long.parseLong(Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"))
                .get(0)
                .strip());
        var own = product.descendants().filter(process -> process.pid() == pid).findFirst();
        assertThat(own).as("the product's own PostgreSQL is process " + pid).isPresent();
        return new PostgresProcesses(own.orElseThrow());
    }

    /** Ends every connection of the application, as an administrator would. */
    void terminateBackends() throws IOException, InterruptedException {
        signal("TERM", backends());
    }

    /** Makes PostgreSQL end all the others, too, and recover as from a crash. */
    void crashOneBackend() throws IOException, InterruptedException {
        signal("KILL", backends().subList(0, 1));
    }

    void freeze() throws IOException, InterruptedException {
        signal("STOP", all());
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT", all());
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(postmaster), postmaster.children()).toList();
    }

    private List<ProcessHandle> backends() throws IOException, InterruptedException {
        var backends = new ArrayList<ProcessHandle>();
        for (var child : postmaster.children().toList()) {
            if (run("ps", "-o", "args=", "-p", Long.toString(child.pid())).contains("guildhall_app")) {
                backends.add(child);
            }
        }
        assertThat(backends).as("the application is connected").isNotEmpty();
        return backends;
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        for (var process : processes) {
            run("kill", "-" + name, Long.toString(process.pid()));
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
