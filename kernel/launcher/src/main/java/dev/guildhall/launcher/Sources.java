package dev.guildhall.launcher;

import dev.guildhall.core.config.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a setting comes from when its flag is not given: the environment and, after it, the configuration file. */
final class Sources implements IDefaultValueProvider {

    static final String ON_COMMAND_LINE = "on the command line";

    /** The text of a setting and, in words, where it was found. */
    record Found(String text, String place) {}

    private final Map<String, String> environment;
    private final Optional<ConfigurationFile> file;

    private Sources(Map<String, String> environment, Optional<ConfigurationFile> file) {
        this.environment = environment;
        this.file = file;
    }

    /** Reads the configuration file that the arguments or else the environment name, if any. */
    static Sources of(String[] arguments, Map<String, String> environment) {
        return new Sources(environment, file(arguments, environment).map(ConfigurationFile::read));
    }

    /** Only what needs no file, for a command line that is not going to be run. */
    static Sources withoutFile(Map<String, String> environment) {
        return new Sources(environment, Optional.empty());
    }

    // The other settings' defaults depend on this flag, so that it is looked for before the command line is read.
    private static Optional<Path> file(String[] arguments, Map<String, String> environment) {
        var option = Options.of(ServerSettings.CONFIG);
        var commandLine = new CommandLine(CommandSpec.create().addOption(option))
                .setUnmatchedArgumentsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false);
        commandLine.parseArgs(arguments);
        return Stream.of(
                        Optional.<String>ofNullable(option.getValue()).map(text -> new Found(text, ON_COMMAND_LINE)),
                        inEnvironment(ServerSettings.CONFIG, environment))
                .flatMap(Optional::stream)
                .findFirst()
                .map(found -> ServerSettings.CONFIG.read(found.text(), found.place()));
    }

    Optional<Found> find(Setting<?> setting) {
        return inEnvironment(setting, environment).or(() -> file.flatMap(read -> inFile(setting, read)));
    }

    // An empty variable is how compose files and shells leave one out.
    private static Optional<Found> inEnvironment(Setting<?> setting, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(setting.variable()))
                .filter(text -> !text.isBlank())
                .map(text -> new Found(text, "in the environment variable " + setting.variable()));
    }

    private static Optional<Found> inFile(Setting<?> setting, ConfigurationFile file) {
        return Optional.ofNullable(file.entries().get(setting.name()))
                .map(entry -> new Found(entry.text(), "in line " + entry.line() + " of " + file.path()));
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return ServerSettings.IN_FILE.stream()
                .filter(setting -> argument instanceof OptionSpec option
                        && option.longestName().equals(setting.flag()))
                .findFirst()
                .flatMap(this::find)
                .map(Found::text)
                .orElse(null);
    }
}
