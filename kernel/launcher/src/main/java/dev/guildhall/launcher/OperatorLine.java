package dev.guildhall.launcher;

import dev.guildhall.core.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The part of the command line for whoever runs the server. */
final class OperatorLine {

    static final String VERSION = "version";
    private static final String CHECK = "check";
    private static final String MIGRATE = "migrate";
    private static final String RESET_PASSWORD = "reset-password";
    private static final String ROTATE_MASTER_KEY = "rotate-master-key";
    private static final String STDIN = "--stdin";
    private static final int PASSWORD_BYTES = 15;

    private final OperatorCommand commands;
    private final Reader in;
    private final PrintWriter out;

    OperatorLine(OperatorCommand commands, Reader in, PrintWriter out) {
        this.commands = commands;
        this.in = in;
        this.out = out;
    }

    static List<CommandSpec> commands() {
        return List.of(
                Commands.withSettings(Commands.command(
                        CHECK,
                        "Look at what a start needs, with a line for each thing: ends with 1 when one is not as it must be,"
                                + " and says what to do. Changes nothing.")),
                Commands.withSettings(Commands.command(
                        MIGRATE, "Bring the database to this version's schema, as a start would, and end.")),
                Commands.withSettings(Commands.command(
                                RESET_PASSWORD,
                                "Give a user another password, while nodes serve or not, and end their sessions."))
                        .addPositional(Options.argument("<email>", 0, "The user's address."))
                        .addOption(Options.flag(
                                        "Take the first line of the standard input; without it one is made up and shown.",
                                        STDIN)
                                .build()),
                Commands.withSettings(Commands.command(
                        ROTATE_MASTER_KEY,
                        "Make another master key and seal every secret with it, while all nodes are stopped. Interrupted, it"
                                + " is finished by another run.")));
    }

    /** Tells more than {@code --version} does. */
    static CommandSpec version() {
        return Commands.command(VERSION, "Tell the version, what it was built from and the Java it runs on.");
    }

    static boolean has(ParseResult command) {
        return commands().stream()
                .map(CommandSpec::name)
                .anyMatch(command.commandSpec().name()::equals);
    }

    int tellVersion() {
        out.println(Build.CURRENT.wholly());
        out.flush();
        return ExitCode.OK;
    }

    int run(ParseResult command, Configuration configuration) throws Exception {
        try {
            return switch (command.commandSpec().name()) {
                case CHECK -> check(configuration);
                case MIGRATE -> migrate(configuration);
                case ROTATE_MASTER_KEY -> rotateMasterKey(configuration);
                default -> resetPassword(command, configuration);
            };
        } finally {
            out.flush();
        }
    }

    private int check(Configuration configuration) {
        var findings = commands.check(configuration);
        findings.forEach(out::println);
        return findings.stream().allMatch(Finding::isGood) ? ExitCode.OK : ExitCode.FAILED;
    }

    private int migrate(Configuration configuration) throws Exception {
        var migrated = commands.migrate(configuration);
        out.println(
                "The database is at " + migrated.version() + ": " + migrated.migrations() + " migrations were run.");
        return ExitCode.OK;
    }

    private int rotateMasterKey(Configuration configuration) throws Exception {
        var rotated = commands.rotateMasterKey(configuration);
        out.println(rotated.secrets() + " secrets are sealed with another master key, which is in " + rotated.key()
                + (rotated.isInPlace()
                        ? ". The former one stays beside it, for backups of before; back up the new one."
                        : ". Give every node its content in place of the former --secret-key, keep it safe, and delete"
                                + " the file."));
        out.println(
                "What follows from the key is another now: the key that archives are signed with, and the secrets that"
                        + " installations share with external services, which those have to be told.");
        return ExitCode.OK;
    }

    private int resetPassword(ParseResult command, Configuration configuration) throws Exception {
        String email = command.matchedPositionalValue(0, null);
        var isGiven = command.matchedOptionValue(STDIN, false);
        var password = isGiven ? firstLine() : madeUp();
        commands.resetPassword(configuration, email, password);
        out.println("The password of " + email + " is another one, and all their sessions have ended."
                + (isGiven ? "" : " It is shown once:\n" + password));
        return ExitCode.OK;
    }

    private String firstLine() throws IOException {
        var line = new BufferedReader(in).readLine();
        if (line == null || line.isEmpty()) {
            throw new ConfigurationException(STDIN + " finds no password on the standard input");
        }
        return line;
    }

    private static String madeUp() {
        var random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
