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

    private final Variables environment;
    private final Optional<ConfigurationFile> file;

    private Sources(Variables environment, Optional<ConfigurationFile> file) {
        this.environment = environment;
        this.file = file;
    }

    /** Reads the configuration file that the arguments or else the environment name, if any, and those of secrets. */
    static Sources of(String[] arguments, Map<String, String> environment) {
        var variables = Variables.read(environment);
        return new Sources(variables, file(arguments, variables).map(ConfigurationFile::read));
    }

    /** Only what needs no file, for a command line that is not going to be run. */
    static Sources withoutFile(Map<String, String> environment) {
        return new Sources(Variables.unread(environment), Optional.empty());
    }

    // The other settings' defaults depend on this flag, so that it is looked for before the command line is read.
    private static Optional<Path> file(String[] arguments, Variables environment) {
        var option = Options.of(ServerSettings.CONFIG);
        var commandLine = new CommandLine(CommandSpec.create().addOption(option))
                .setUnmatchedArgumentsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false);
        commandLine.parseArgs(arguments);
        return Stream.of(
                        Optional.<String>ofNullable(option.getValue()).map(text -> new Found(text, ON_COMMAND_LINE)),
                        environment.find(ServerSettings.CONFIG))
                .flatMap(Optional::stream)
                .findFirst()
                .map(found -> ServerSettings.CONFIG.read(found.text(), found.place()));
    }

    Optional<Found> find(Setting<?> setting) {
        return environment.find(setting).or(() -> file.flatMap(read -> inFile(setting, read)));
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
