package dev.guildhall.launcher;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.MasterKeyException;
import dev.guildhall.core.text.Reason;
import dev.guildhall.db.embedded.EmbeddedPostgresException;
import dev.guildhall.db.migration.MigrationException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code guildhall serve} and all that works on the same data, with the same settings each, and what
 * authors need for their projects and artifacts, without any.
 */
final class Guildhall {

    private static final Logger LOG = LoggerFactory.getLogger(Guildhall.class);
    private static final String SERVE = "serve";
    private static final String DEMO = "demo";
    private static final String DEV = "dev";
    private static final String PROJECT = "--extension";
    private static final String EXTENSION_CONFIG = "--extension-config";
    private static final String UNHURRIED = "--unhurried";
    private static final String EXTENSION = "extension";
    private static final String DISABLE = "disable";

    private final Map<String, String> environment;
    private final ServeCommand serve;
    private final DemoCommand demo;
    private final DevCommand dev;
    private final DisableCommand disable;
    private final ArchiveLine archives;
    private final ErasureLine erasures;
    private final OperatorLine operator;
    private final PrintWriter out;
    private final PrintWriter err;

    Guildhall(
            Map<String, String> environment,
            ServeCommand serve,
            DemoCommand demo,
            DevCommand dev,
            DisableCommand disable,
            ArchiveCommand archives,
            OperatorCommand operator,
            Reader in,
            PrintWriter out,
            PrintWriter err) {
        this.environment = environment;
        this.serve = serve;
        this.demo = demo;
        this.dev = dev;
        this.disable = disable;
        this.archives = new ArchiveLine(archives, out, err);
        this.erasures = new ErasureLine(archives, out);
        this.operator = new OperatorLine(operator, in, out);
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
        var root = Commands.withSettingsBeforeCommands(Commands.command(
                "guildhall", "The workspace layer: tenancy, members, extensions and events in one process."));
        var serving = Commands.withSettings(Commands.command(SERVE, "Start the server."));
        var showing =
                Commands.withSettings(Commands.command(DEMO, "Start the server and show step by step what it does."));
        var developing = Commands.withSettings(Commands.command(
                        DEV,
                        "Start a server on this machine alone that takes an extension whenever it is built, and keeps its"
                                + " configuration and data. Calls do not time out while a debugger is attached."))
                .addOption(Options.own(
                                "<folder>", "The project whose target/classes is taken, or a folder to pack.", PROJECT)
                        .required(true)
                        .build())
                .addOption(Options.own(
                                "<file>", "JSON: how it is configured when it is installed first.", EXTENSION_CONFIG)
                        .build())
                .addOption(Options.flag("Let calls take as long as they like.", UNHURRIED)
                        .build());
        var disabling = Commands.withSettings(Commands.command(
                        DISABLE,
                        "Disable an extension in a workspace while the server is stopped, such as one that ends it."))
                .addPositional(Options.argument("<workspace>", 0, "The workspace's key or id."))
                .addPositional(Options.argument("<extension>", 1, "The extension's key."));
        var exporting = ArchiveLine.exporting(Commands.withSettings(Commands.command(
                ArchiveLine.EXPORT,
                "Write all of a workspace into one signed file, from which another server, or this one, makes it again;"
                        + " while nodes serve, or not.")));
        var importing = ArchiveLine.importing(Commands.withSettings(Commands.command(
                ArchiveLine.IMPORT,
                "Make a workspace from such a file, all of it or nothing. It gets ids of its own, so it can be beside the"
                        + " original; members are matched to accounts by their addresses.")));
        var erasing = ErasureLine.erasing(Commands.withSettings(Commands.command(
                ErasureLine.ERASE,
                "Erase a person or a workspace, so that the database tells nothing of them but a signed receipt; while nodes"
                        + " serve, or not. Or check such a receipt.")));
        var extension = Commands.command(
                        EXTENSION, "Begin, check and sign an extension, or disable one of stopped data.")
                .addSubcommand(DISABLE, new CommandLine(disabling));
        AuthorLine.commands().forEach(tool -> extension.addSubcommand(tool.name(), new CommandLine(tool)));
        root.addSubcommand(SERVE, new CommandLine(serving))
                .addSubcommand(DEMO, new CommandLine(showing))
                .addSubcommand(DEV, new CommandLine(developing));
        OperatorLine.commands().forEach(command -> root.addSubcommand(command.name(), new CommandLine(command)));
        return new CommandLine(root.addSubcommand(ArchiveLine.EXPORT, new CommandLine(exporting))
                        .addSubcommand(ArchiveLine.IMPORT, new CommandLine(importing))
                        .addSubcommand(ErasureLine.ERASE, new CommandLine(erasing))
                        .addSubcommand(EXTENSION, new CommandLine(extension))
                        .addSubcommand(OperatorLine.VERSION, new CommandLine(OperatorLine.version())))
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
            return refuse("give a command: "
                    + String.join(", ", parsed.commandSpec().subcommands().keySet())
                    + "; guildhall --help explains them");
        }
        var command = parsed.subcommand();
        if (command.commandSpec().name().equals(EXTENSION)) {
            command = command.subcommand();
        }
        if (command == null) {
            return refuse("give what to do: extension disable <workspace> <extension>, or one of "
                    + "new, keygen, sign, verify, pack and validate; guildhall extension --help explains them");
        }
        try {
            Commands.requireUse(parsed, command);
        } catch (ParameterException useless) {
            return refuse(useless.getMessage());
        }
        if (command.commandSpec().name().equals(OperatorLine.VERSION)) {
            return operator.tellVersion();
        }
        if (AuthorLine.has(command)) {
            return new AuthorLine(out, err).run(command);
        }
        if (settled.failure() != null) {
            return refuse(settled.failure().getMessage());
        }
        try {
            return run(command, new ConfigurationReader(parsed, command, settled.sources()).read());
        } catch (ConfigurationException wrong) {
            return refuse(wrong.getMessage());
        } catch (Exception failure) {
            return failed(failure);
        }
    }

    private int run(ParseResult command, Configuration configuration) throws Exception {
        if (ArchiveLine.has(command)) {
            return archives.run(command, configuration);
        }
        if (ErasureLine.has(command)) {
            return erasures.run(command, configuration);
        }
        if (OperatorLine.has(command)) {
            return operator.run(command, configuration);
        }
        return switch (command.commandSpec().name()) {
            case DEMO -> demo.demo(configuration);
            case DEV -> dev.dev(configuration, work(command));
            case DISABLE -> disable(command, configuration);
            default -> serve.serve(configuration);
        };
    }

    private static DevCommand.Work work(ParseResult command) {
        return new DevCommand.Work(
                Path.of(command.<String>matchedOptionValue(PROJECT, null)),
                Optional.<String>ofNullable(command.matchedOptionValue(EXTENSION_CONFIG, null))
                        .map(Path::of),
                command.matchedOptionValue(UNHURRIED, false));
    }

    private int disable(ParseResult command, Configuration configuration) throws Exception {
        String workspace = command.matchedPositionalValue(0, null);
        String extension = command.matchedPositionalValue(1, null);
        disable.disable(configuration, workspace, extension);
        out.println("The extension " + extension + " is disabled in the workspace " + workspace + ".");
        out.flush();
        return ExitCode.OK;
    }

    private static String message(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            var written = unmatched.getUnmatched().get(0);
            var name = written.replaceFirst("=.*", "");
            var known = unmatched.getCommandLine().getCommandSpec();
            var meant = Nearest.hint(
                    name,
                    written.startsWith("-")
                            ? known.optionsMap().keySet()
                            : known.subcommands().keySet(),
                    "--help shows all");
            return "there is no " + Readings.quoted(name) + "; " + meant;
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
                || failure instanceof StartException
                || failure instanceof Problem;
        if (!explained) {
            LOG.error("Guildhall ends because of an unexpected failure", failure);
        }
        err.println(
                "guildhall: " + (explained ? failure.getMessage() : "it failed unexpectedly: " + Reason.of(failure)));
        err.flush();
        return ExitCode.FAILED;
    }
}
