package dev.guildhall.launcher;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What commands have in common: their help, and the settings that most of them take. */
final class Commands {

    private static final String SETTINGS_SECTION = "settings";
    private static final int HELP_WIDTH = 100;

    private Commands() {}

    static CommandSpec command(String name, String description) {
        var command = CommandSpec.create()
                .name(name)
                .addOption(Options.flag("Show this help.", "-h", "--help")
                        .usageHelp(true)
                        .build())
                .addOption(Options.flag("Show the version.", "-V", "--version")
                        .versionHelp(true)
                        .build())
                .versionProvider(() -> new String[] {Build.CURRENT.shortly()});
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
                        "`--data-dir /data`, `GUILDHALL_DATA_DIR=/data` or `data-dir: /data`. A flag, before the",
                        "command or after it, goes before the environment, and that before the file. Other users of",
                        "a machine can see a process's flags: give secrets by the environment or in a file.");
        return command;
    }

    static CommandSpec withSettings(CommandSpec command) {
        settings().forEach(command::addOption);
        return command;
    }

    /** Takes the settings before a command, too, and shows them in the help of the whole. */
    static CommandSpec withSettingsBeforeCommands(CommandSpec root) {
        settings()
                .forEach(
                        option -> root.addOption(option.toBuilder().hidden(true).build()));
        explainSettings(root.usageMessage());
        return root;
    }

    /** The flags that stand before a command that has no use for them, or stand after it as well. */
    static void requireUse(ParseResult root, ParseResult command) {
        for (var option : root.matchedOptions()) {
            var name = option.longestName();
            if (command.commandSpec().findOption(name) == null) {
                throw new ParameterException(
                        root.commandSpec().commandLine(),
                        name + " is of no use to " + command.commandSpec().name());
            }
            if (command.hasMatchedOption(name)) {
                throw new ParameterException(
                        root.commandSpec().commandLine(), name + " is given twice; leave one of them out");
            }
        }
    }

    private static List<OptionSpec> settings() {
        var options = new ArrayList<OptionSpec>();
        options.add(Options.of(ServerSettings.CONFIG));
        ServerSettings.IN_FILE.forEach(setting -> options.add(Options.of(setting)));
        return options;
    }

    private static void explainSettings(UsageMessageSpec usage) {
        var sections = new ArrayList<>(usage.sectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING), SETTINGS_SECTION);
        usage.sectionKeys(sections);
        usage.sectionMap().put(SETTINGS_SECTION, help -> "\nSettings of all:\n" + explained(help));
    }

    private static String explained(Help help) {
        var settings = withSettings(CommandSpec.create());
        settings.usageMessage().width(HELP_WIDTH).sortOptions(false);
        return new Help(settings, help.colorScheme()).optionList();
    }
}
