package dev.guildhall.launcher;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.MasterKeyException;
import dev.guildhall.db.embedded.EmbeddedPostgresException;
import dev.guildhall.db.migration.MigrationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code guildhall serve}, {@code demo}, {@code dev}, {@code export}, {@code import} and {@code extension
 * disable}, with the same settings each, and what authors need for their projects and artifacts, without any.
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
    private static final String NEW = "new";
    private static final String FOLDER = "--dir";
    private static final String KEYGEN = "keygen";
    private static final String SIGN = "sign";
    private static final String VERIFY = "verify";
    private static final String PACK = "pack";
    private static final String VALIDATE = "validate";
    private static final String SETTINGS_SECTION = "settings";
    private static final int HELP_WIDTH = 100;

    private final Map<String, String> environment;
    private final ServeCommand serve;
    private final DemoCommand demo;
    private final DevCommand dev;
    private final DisableCommand disable;
    private final ArchiveLine archives;
    private final PrintWriter out;
    private final PrintWriter err;

    Guildhall(
            Map<String, String> environment,
            ServeCommand serve,
            DemoCommand demo,
            DevCommand dev,
            DisableCommand disable,
            ArchiveCommand archives,
            PrintWriter out,
            PrintWriter err) {
        this.environment = environment;
        this.serve = serve;
        this.demo = demo;
        this.dev = dev;
        this.disable = disable;
        this.archives = new ArchiveLine(archives, out, err);
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
        var developing = withSettings(command(
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
        var disabling = withSettings(command(
                        DISABLE,
                        "Disable an extension in a workspace while the server is stopped, such as one that ends it."))
                .addPositional(Options.argument("<workspace>", 0, "The workspace's key or id."))
                .addPositional(Options.argument("<extension>", 1, "The extension's key."));
        var exporting = ArchiveLine.exporting(withSettings(command(
                ArchiveLine.EXPORT,
                "Write all of a workspace into one signed file, from which another server, or this one, makes it again;"
                        + " while nodes serve, or not.")));
        var importing = ArchiveLine.importing(withSettings(command(
                ArchiveLine.IMPORT,
                "Make a workspace from such a file, all of it or nothing. It gets ids of its own, so it can be beside the"
                        + " original; members are matched to accounts by their addresses.")));
        var extension = command(EXTENSION, "Begin, check and sign an extension, or disable one of stopped data.")
                .addSubcommand(DISABLE, new CommandLine(disabling));
        authorTools().forEach(tool -> extension.addSubcommand(tool.name(), new CommandLine(tool)));
        explainSettings(root.usageMessage());
        return new CommandLine(root.addSubcommand(SERVE, new CommandLine(serving))
                        .addSubcommand(DEMO, new CommandLine(showing))
                        .addSubcommand(DEV, new CommandLine(developing))
                        .addSubcommand(ArchiveLine.EXPORT, new CommandLine(exporting))
                        .addSubcommand(ArchiveLine.IMPORT, new CommandLine(importing))
                        .addSubcommand(EXTENSION, new CommandLine(extension)))
                .setOut(out)
                .setErr(err)
                .setDefaultValueProvider(settled.sources())
                .setInterpolateVariables(false)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((failure, arguments) -> refuse(message(failure)))
                .setExecutionStrategy(parsed -> execute(parsed, settled));
    }

    private static List<CommandSpec> authorTools() {
        return List.of(
                command(NEW, "Make the project of a new extension, which builds with mvn package.")
                        .addPositional(Options.argument("<key>", 0, "What the extension is called, such as polls."))
                        .addOption(Options.own("<folder>", "Where; without it in a folder named as the key.", FOLDER)
                                .build()),
                command(KEYGEN, "Make a key to sign with, and beside it <key>.pub for those who are to trust it.")
                        .addPositional(Options.argument("<key>", 0, "The file for the private key; not written over.")),
                command(SIGN, "Sign an artifact, into <artifact>.sig.")
                        .addPositional(Options.argument("<artifact>", 0, "The extension's jar."))
                        .addPositional(Options.argument("<key>", 1, "The file with the private key.")),
                command(VERIFY, "Verify the signature in <artifact>.sig.")
                        .addPositional(Options.argument("<artifact>", 0, "The extension's jar."))
                        .addPositional(Options.argument("<public-key>", 1, "The file with the public key.")),
                command(PACK, "Pack a folder with an extension.json into an artifact, always into the same bytes.")
                        .addPositional(Options.argument("<folder>", 0, "What is to be in it."))
                        .addPositional(Options.argument("<artifact>", 1, "The file to write.")),
                command(VALIDATE, "Tell everything that an upload of an artifact would refuse.")
                        .addPositional(Options.argument("<artifact>", 0, "The extension's jar.")));
    }

    private int runTool(ParseResult command) {
        var tools = new AuthorTools(out);
        try {
            switch (command.commandSpec().name()) {
                case NEW -> tools.begin(command.matchedPositionalValue(0, null), folder(command));
                case KEYGEN -> tools.keygen(path(command, 0));
                case SIGN -> tools.sign(path(command, 0), path(command, 1));
                case VERIFY -> tools.verify(path(command, 0), path(command, 1));
                case PACK -> tools.pack(path(command, 0), path(command, 1));
                default -> tools.validate(path(command, 0));
            }
            return ExitCode.OK;
        } catch (AuthorTools.Refused refused) {
            err.println("guildhall: " + refused.getMessage());
        } catch (NoSuchFileException absent) {
            err.println("guildhall: there is no file " + absent.getMessage());
        } catch (IOException | GeneralSecurityException failure) {
            err.println("guildhall: it failed: " + failure);
        }
        err.flush();
        return ExitCode.FAILED;
    }

    private static Path path(ParseResult command, int index) {
        return Path.of(command.<String>matchedPositionalValue(index, null));
    }

    private static Path folder(ParseResult command) {
        return Path.of(command.matchedOptionValue(FOLDER, command.<String>matchedPositionalValue(0, null)));
    }

    private int execute(ParseResult parsed, Settled settled) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (!parsed.hasSubcommand()) {
            return refuse(
                    "give a command: serve, demo, dev, export, import or extension; guildhall --help explains them");
        }
        var command = parsed.subcommand();
        if (command.commandSpec().name().equals(EXTENSION)) {
            command = command.subcommand();
        }
        if (command == null) {
            return refuse("give what to do: extension disable <workspace> <extension>, or one of "
                    + "new, keygen, sign, verify, pack and validate; guildhall extension --help explains them");
        }
        if (authorTools().stream()
                .map(CommandSpec::name)
                .anyMatch(command.commandSpec().name()::equals)) {
            return runTool(command);
        }
        if (settled.failure() != null) {
            return refuse(settled.failure().getMessage());
        }
        try {
            return run(command, new ConfigurationReader(command, settled.sources()).read());
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

    private static CommandSpec command(String name, String description) {
        var command = CommandSpec.create()
                .name(name)
                .addOption(Options.flag("Show this help.", "-h", "--help")
                        .usageHelp(true)
                        .build())
                .addOption(Options.flag("Show the version.", "-V", "--version")
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

    private static CommandSpec withSettings(CommandSpec command) {
        command.addOption(Options.of(ServerSettings.CONFIG));
        ServerSettings.IN_FILE.forEach(setting -> command.addOption(Options.of(setting)));
        return command;
    }

    /** Shows the settings of the commands in the help of the whole, too. */
    private static void explainSettings(UsageMessageSpec usage) {
        var sections = new ArrayList<>(usage.sectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING), SETTINGS_SECTION);
        usage.sectionKeys(sections);
        usage.sectionMap().put(SETTINGS_SECTION, help -> "\nSettings of all:\n" + settings(help));
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
            return "there is no " + Readings.quoted(unmatched.getUnmatched().get(0)) + "; " + hint;
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
