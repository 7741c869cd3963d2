package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.testkit.AnswerCheck;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** The product as a process of its own, as an operator runs it, so that it can be killed. */
final class RunningProduct implements AutoCloseable {

    private static final AnswerCheck CONTRACTS = AnswerCheck.of(
            ServedDocument.all().stream().map(ServedDocument::json).toList());

    static final String ADMIN = "admin@acme.example";
    static final String PASSWORD = "correct-horse-battery";

    /** Nothing here runs for long enough to be worth a compiler that optimizes. */
    private static final List<String> QUICK_TO_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % PORTS));

    private final Path data;
    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    private RunningProduct(Path data, Process process, Path log, int port, int managementPort) {
        this.data = data;
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** Starts {@code serve} on a data directory and waits until it is ready. */
    static RunningProduct start(Path data, String... flags) throws IOException {
        return ready(launch(data, flags));
    }

    private static RunningProduct ready(RunningProduct product) {
        try {
            // A first start unpacks and initializes PostgreSQL, which takes its time on a busy machine.
            Awaitility.await().atMost(Duration.ofSeconds(180)).untilAsserted(product::requireReady);
            return product;
        } catch (RuntimeException | Error never) {
            product.close();
            throw never;
        }
    }

    /**
     * Starts {@code serve} without waiting for anything; flags that begin with {@code -D} or {@code -X} are for the JVM. A
     * data directory that is not there, with an embedded PostgreSQL, is as a first start has left it.
     */
    static RunningProduct launch(Path data, String... flags) throws IOException {
        if (Files.notExists(data) && Stream.of(flags).noneMatch(flag -> flag.startsWith("--database-url"))) {
            PreparedData.copyTo(data);
        }
        return launchIn(data, java(ClassArchive.using(), flags), flags);
    }

    /** Starts {@code serve} for the first time on an empty data directory and waits until it is ready. */
    static RunningProduct startOnNothing(Path data, List<String> classes) throws IOException {
        return ready(launchIn(data, java(classes)));
    }

    /** Starts {@code serve} of a program on a data directory, as it is, and waits until it is ready. */
    static RunningProduct startBy(String program, Path data) throws IOException {
        return ready(launchIn(data, List.of(program)));
    }

    /** What runs the command line of the product, with what it is told still to follow. */
    static List<String> java(List<String> classes, String... flags) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(QUICK_TO_START);
        Stream.of(flags).filter(RunningProduct::isForJvm).forEach(command::add);
        command.addAll(classes);
        command.add(Main.class.getName());
        return command;
    }

    private static boolean isForJvm(String flag) {
        return flag.startsWith("-D") || flag.startsWith("-X");
    }

    /** Starts the demonstration as it is, on an empty data directory, with a password that it makes up. */
    static RunningProduct demonstrate(Path data) throws IOException {
        return launchIn(data, List.of("demo"), java(ClassArchive.using()), Map.of());
    }

    /** Starts {@code dev} for the project of an extension and waits until it is ready. */
    static RunningProduct develop(Path data, Path project, String... flags) throws IOException {
        PreparedData.copyTo(data);
        var all = Stream.concat(Stream.of(flags), Stream.of("--extension=" + project))
                .toArray(String[]::new);
        return ready(launchIn(
                data, List.of("dev", "--host=127.0.0.1"), java(ClassArchive.using(), flags), administrator(), all));
    }

    private static Map<String, String> administrator() {
        return Map.of("GUILDHALL_ADMIN_EMAIL", ADMIN, "GUILDHALL_ADMIN_PASSWORD", PASSWORD);
    }

    private static RunningProduct launchIn(Path data, List<String> program, String... flags) throws IOException {
        return launchIn(data, List.of("serve", "--host=127.0.0.1"), program, administrator(), flags);
    }

    private static RunningProduct launchIn(
            Path data, List<String> verb, List<String> program, Map<String, String> environment, String... flags)
            throws IOException {
        shareBinaries(data);
        var ports = freePorts();
        var port = ports.get(0);
        var managementPort = ports.get(1);
        var log = data.resolveSibling(data.getFileName() + ".log");
        var command = new ArrayList<>(program);
        command.addAll(verb);
        command.addAll(List.of("--port=" + port, "--management-port=" + managementPort, "--data-dir=" + data));
        Stream.of(flags).filter(flag -> !isForJvm(flag)).forEach(command::add);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new RunningProduct(data, builder.start(), log, port, managementPort);
    }

    // To unpack PostgreSQL takes longer than all the rest of a start, so it is done once for all tests.
    static void shareBinaries(Path data) throws IOException {
        var binaries = data.resolve("postgres.bin");
        if (Files.notExists(binaries)) {
            var shared = Path.of(
                    System.getProperty("java.io.tmpdir"), "guildhall-postgres-" + System.getProperty("user.name"));
            Files.createDirectories(data);
            Files.createSymbolicLink(binaries, Files.createDirectories(shared));
        }
    }

    /** How a command ended, and what it wrote. */
    record Ended(int exitCode, String said) {}

    /** Runs another command on the data directory and gives its exit code. */
    static int run(Path data, String... command) throws IOException, InterruptedException {
        var ended = tell(data, command);
        System.out.println(ended.said());
        return ended.exitCode();
    }

    /** The same, and what it says, of both outputs. */
    static Ended tell(Path data, String... command) throws IOException, InterruptedException {
        var all = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        all.addAll(QUICK_TO_START);
        all.addAll(ClassArchive.using());
        all.add(Main.class.getName());
        all.addAll(List.of(command));
        all.add("--data-dir=" + data);
        var said = Files.createTempFile("guildhall", ".said");
        var process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        var ended = new Ended(process.exitValue(), Files.readString(said));
        Files.delete(said);
        return ended;
    }

    /** Two that nobody is given again, below those that connections going out take by themselves. */
    private static List<Integer> freePorts() {
        return List.of(freePort(), freePort());
    }

    private static int freePort() {
        while (true) {
            var port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
            try (var free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // The next one is as good.
            }
        }
    }

    private void requireReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("It ended with " + process.exitValue() + ": " + log());
        }
        try {
            http().get("/health/ready").expect(200);
        } catch (AssertionError notYet) {
            Assertions.fail("not ready yet: " + log(), notYet);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    Path data() {
        return data;
    }

    /** Its embedded PostgreSQL, as the owner. */
    String databaseUrl() {
        return EmbeddedPostgres.running(
                        EmbeddedPostgres.Options.in(data.resolve("postgres")), EmbeddedPostgres.DATABASE)
                .orElseThrow();
    }

    /** Changes one row of its database behind its back. */
    void sql(String statement, Object... values) {
        var url = URI.create(databaseUrl());
        var owner = url.getUserInfo().split(":", 2);
        var jdbc = "jdbc:postgresql://" + url.getAuthority().replaceFirst(".*@", "") + url.getPath() + "?"
                + url.getQuery();
        try (var connection = DriverManager.getConnection(jdbc, owner[0], owner[1]);
                var prepared = connection.prepareStatement(statement)) {
            for (var index = 0; index < values.length; index++) {
                prepared.setObject(index + 1, values[index]);
            }
            assertThat(prepared.executeUpdate()).isEqualTo(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    int port() {
        return port;
    }

    HttpTester http() {
        return HttpTester.of(url(), CONTRACTS);
    }

    HttpTester management() {
        return HttpTester.of("http://127.0.0.1:" + managementPort);
    }

    HttpTester signIn(String email, String password) {
        return http().withBearer(token(email, password));
    }

    /** An access token of a new session. */
    String token(String email, String password) {
        var credentials = new JsonObject().put("email", email).put("password", password);
        return http().post("/api/auth/login", credentials).expect(200).data().getString("accessToken");
    }

    HttpTester signInAsAdmin() {
        return signIn(ADMIN, PASSWORD);
    }

    static String user(HttpTester admin, String email) {
        var request = new JsonObject()
                .put("email", email)
                .put("fullName", "User " + email)
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
        return admin.post("/api/admin/users", request).expect(201).data().getString("id");
    }

    /** The processes it has started, and those they have. */
    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /** What files are in its memory, where the system tells. */
    String mapped() throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"));
    }

    /** Sends it SIGKILL, which it cannot answer, and waits for nothing. */
    void strike() {
        process.destroyForcibly();
    }

    /** Kills it as a power cut would. */
    void kill() throws InterruptedException {
        strike();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    void askToStop() {
        process.destroy();
    }

    /** Asks it to stop, which it must soon, and gives its exit code. */
    int stop() throws InterruptedException {
        askToStop();
        assertThat(process.waitFor(15, TimeUnit.SECONDS)).as("it stops in time").isTrue();
        return process.exitValue();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS))
                .as("it ends by itself: %s", log())
                .isTrue();
        return process.exitValue();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Kills it and waits until its PostgreSQL, which ends with it, has let go of its files. */
    @Override
    public void close() {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroyForcibly();
        all.forEach(one -> one.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }
}
