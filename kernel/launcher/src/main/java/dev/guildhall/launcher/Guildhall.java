package dev.guildhall.launcher;

import dev.guildhall.core.secret.MasterKeyException;
import dev.guildhall.db.embedded.EmbeddedPostgresException;
import dev.guildhall.db.migration.MigrationException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code guildhall serve} and {@code guildhall demo}, with the same settings each. */
final class Guildhall {

    private static final Logger LOG = LoggerFactory.getLogger(Guildhall.class);
    private static final String SERVE = "serve";
    private static final String DEMO = "demo";
    private static final String SETTINGS_SECTION = "settings";
    private static final int HELP_WIDTH = 100;

    private final Map<String, String> environment;
    private final ServeCommand serve;
    private final DemoCommand demo;
    private final PrintWriter out;
    private final PrintWriter err;

    Guildhall(Map<String, String> environment, ServeCommand serve, DemoCommand demo, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.serve = serve;
        this.demo = demo;
        this.out = out;
        this.err = err;
    }

    /** Runs what the arguments ask for and gives the exit code. */
    int run(String... arguments) {
        return commandLine(sources(arguments)).execute(arguments);
    }

    // Whoever asks for help gets it, even if the file is broken: only a command that needs the settings fails.
    private Settled sources(String[] arguments) {
        try {
            return new Settled(Sources.of(arguments, environment), null);
        } catch (ConfigurationException | ParameterException broken) {
            return new Settled(Sources.withoutFile(environment), broken);
        }
    }

    private record Settled(Sources sources, RuntimeException failure) {}

    private CommandLine commandLine(Settled settled) {
        var root = command("guildhall", "The workspace layer: tenancy, members, extensions and events in one process.");
        var serving = withSettings(command(SERVE, "Start the server."));
        var showing = withSettings(command(DEMO, "Start the server and show step by step what it does."));
        explainSettings(root.usageMessage());
        return new CommandLine(root.addSubcommand(SERVE, new CommandLine(serving))
                        .addSubcommand(DEMO, new CommandLine(showing)))
                .setOut(out)
                .setErr(err)
                .setDefaultValueProvider(settled.sources())
                .setInterpolateVariables(false)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((failure, arguments) -> refuse(message(failure)))
                .setExecutionStrategy(parsed -> execute(parsed, settled));
    }

    private int execute(ParseResult parsed, Settled settled) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (!parsed.hasSubcommand()) {
            return refuse("give a command: serve or demo; guildhall --help explains them");
        }
        if (settled.failure() != null) {
            return refuse(settled.failure().getMessage());
        }
        try {
            var command = parsed.subcommand();
            var configuration = new ConfigurationReader(command, settled.sources()).read();
            return command.commandSpec().name().equals(DEMO) ? demo.demo(configuration) : serve.serve(configuration);
        } catch (ConfigurationException wrong) {
            return refuse(wrong.getMessage());
        } catch (Exception failure) {
            return failed(failure);
        }
    }

    private static CommandSpec command(String name, String description) {
        var command = CommandSpec.create()
                .name(name)
                .addOption(standard("Show this help.", "-h", "--help")
                        .usageHelp(true)
                        .build())
                .addOption(standard("Show the version.", "-V", "--version")
                        .versionHelp(true)
                        .build())
                .versionProvider(() -> new String[] {"guildhall " + version()});
        command.usageMessage()
                .description(description)
                .width(HELP_WIDTH)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .optionListHeading("%n")
                .commandListHeading("%nCommands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.explained())
                .footer(
                        "",
                        "Each setting is a flag, an environment variable or a line in the --config file, such as",
                        "`--data-dir /data`, `GUILDHALL_DATA_DIR=/data` or `data-dir: /data`. A flag goes before the",
                        "environment, and that before the file. Other users of a machine can see a process's flags:",
                        "give secrets by the environment or in the file.");
        return command;
    }

    private static OptionSpec.Builder standard(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).arity("0").description(description);
    }

    private static CommandSpec withSettings(CommandSpec command) {
        command.addOption(Settings.CONFIG.option());
        Settings.IN_FILE.forEach(setting -> command.addOption(setting.option()));
        return command;
    }

    /** Shows the settings of the commands in the help of the whole, too. */
    private static void explainSettings(UsageMessageSpec usage) {
        var sections = new ArrayList<>(usage.sectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING), SETTINGS_SECTION);
        usage.sectionKeys(sections);
        usage.sectionMap().put(SETTINGS_SECTION, help -> "\nSettings of both:\n" + settings(help));
    }

    private static String settings(Help help) {
        var settings = withSettings(CommandSpec.create());
        settings.usageMessage().width(HELP_WIDTH).sortOptions(false);
        return new Help(settings, help.colorScheme()).optionList();
    }

    private static String message(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            var suggestions = unmatched.getSuggestions();
            var hint = suggestions.isEmpty() ? "--help shows all" : "did you mean " + String.join(" or ", suggestions);
            return "there is no " + Texts.quoted(unmatched.getUnmatched().get(0)) + "; " + hint;
        }
        return failure.getMessage();
    }

    private int refuse(String message) {
        err.println("guildhall: " + message.replaceAll("\\R", " "));
        err.flush();
        return ExitCode.USAGE;
    }

    private int failed(Exception failure) {
        var explained = failure instanceof EmbeddedPostgresException
                || failure instanceof MigrationException
                || failure instanceof MasterKeyException
                || failure instanceof StartException;
        if (!explained) {
            LOG.error("Guildhall ends because of an unexpected failure", failure);
        }
        err.println("guildhall: " + (explained ? failure.getMessage() : "it failed unexpectedly: " + failure));
        err.flush();
        return ExitCode.FAILED;
    }

    /** Known to the jar only; classes run from a build directory have no version yet. */
    private static String version() {
        return Optional.ofNullable(Guildhall.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
