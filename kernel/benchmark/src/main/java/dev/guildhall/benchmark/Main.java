package dev.guildhall.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command line of the measurements. */
public final class Main {

    private static final int MOST_FAULTS = 50;

    private Main() {}

    // Threads that are left would keep the process after a failure.
    @SuppressWarnings("CatchAndPrintStackTrace") // It is a command, and its failure is for whoever gave it.
    public static void main(String... arguments) {
        try {
            measure(arguments);
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static void measure(String... arguments) throws Exception {
        var name = arguments.length == 0 ? "" : arguments[0];
        switch (name) {
            case "all" -> new Suite(number(arguments, 1, 5), number(arguments, 2, 8), text(arguments, 3)).run();
            case "report" ->
                Report.write(Stream.of(arguments).skip(1).map(Path::of).toList());
            case "start" -> new StartBenchmark(number(arguments, 1, 1)).run();
            case "read" -> versus(arguments).read();
            case "invoke" -> versus(arguments).invoke();
            case "write" -> versus(arguments).write();
            case "scale" -> versus(arguments).scale();
            case "lists" -> new ListBenchmark(number(arguments, 1, 200)).run();
            case "idle" -> versus(arguments).idle();
            case "events" -> new EventsBenchmark(number(arguments, 1, 1000), number(arguments, 2, 20)).run();
            case "log" -> new LogBenchmark(number(arguments, 1, 10)).run();
            case "decision" -> new DecisionBenchmark().run();
            case "revocation" -> new RevocationBenchmark(number(arguments, 1, 200)).run();
            case "coherence" -> new CoherenceBenchmark(number(arguments, 1, 200)).run();
            case "races" -> judge("races", new Races(number(arguments, 1, 1000)).run());
            case "neighbour" -> new NeighbourBenchmark(number(arguments, 1, 5)).run();
            case "installations" ->
                new InstallationsBenchmark(number(arguments, 1, 1_000), number(arguments, 2, 20)).run();
            case "conversations" -> new ConversationsBenchmark(number(arguments, 1, 10)).run();
            case "rooms" -> judge("rooms", new Rooms(number(arguments, 1, 60)).run());
            case "nodes" ->
                judge("nodes", new Nodes(Nodes.Extent.whole(number(arguments, 1, 600), number(arguments, 2, 5))).run());
            case "kafka" -> judge("kafka", new KafkaOutage(number(arguments, 1, 60)).run());
            case "soak" -> judge("soak", new Soak(number(arguments, 1, 60)).run());
            case "flood" -> judge("flood", new Flood(number(arguments, 1, 10), text(arguments, 2)).run());
            case "signin" ->
                judge("sign-in", new SignInBenchmark(number(arguments, 1, 30), number(arguments, 2, 200)).run());
            default -> {
                System.err.println(
                        "Usage: all [rounds] [seconds] [part of the name] | report FILE... | start [rounds] | read|invoke|write|scale [rounds] [seconds] | lists [reads] | idle"
                                + " | events [per second] [seconds] | log [seconds] | decision | revocation [removals] | coherence [changes] | races [rounds] | neighbour [seconds] | installations [workspaces] [extensions] | conversations [seconds] | rooms [seconds] | nodes [seconds] [per second] | kafka [seconds away] | soak [seconds] | flood [seconds] [part of the name] | signin [seconds] [wrong passwords a second]");
                System.exit(2);
            }
        }
    }

    private static Versus versus(String... arguments) {
        return new Versus(number(arguments, 1, 5), number(arguments, 2, 8));
    }

    private static void judge(String test, List<String> faults) {
        faults.stream().limit(MOST_FAULTS).forEach(System.err::println);
        if (!faults.isEmpty()) {
            System.err.println("The " + test + " test failed: " + faults.size() + " faults");
            System.exit(1);
        }
        System.out.println("The " + test + " test passed");
    }

    private static String text(String[] arguments, int index) {
        return arguments.length > index ? arguments[index] : "";
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }
}
