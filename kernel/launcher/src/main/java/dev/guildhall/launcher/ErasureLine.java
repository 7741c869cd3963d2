package dev.guildhall.launcher;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.Receipt;
import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.text.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The part of the command line about erasures and their receipts. */
final class ErasureLine {

    static final String ERASE = "erase";
    private static final String WORKSPACE = "--workspace";
    private static final String USER = "--user";
    private static final String OUTPUT = "--output";
    private static final String REASON = "--reason";
    private static final String VERIFY = "--verify";
    private static final String TRUSTED_KEY = "--trusted-key";

    private final ArchiveCommand archives;
    private final PrintWriter out;

    ErasureLine(ArchiveCommand archives, PrintWriter out) {
        this.archives = archives;
        this.out = out;
    }

    static CommandSpec erasing(CommandSpec command) {
        return command.addOption(Options.own("<workspace>", "Erase the workspace of this key or id.", WORKSPACE)
                        .build())
                .addOption(Options.own("<user>", "Erase the person of this address or id.", USER)
                        .build())
                .addOption(Options.own("<file>", "The receipt to write; nothing is written over.", OUTPUT)
                        .build())
                .addOption(Options.own("<text>", "Why, which stays in the receipt.", REASON)
                        .build())
                .addOption(Options.own("<file>", "Erase nothing, and check a receipt.", VERIFY)
                        .build())
                .addOption(Options.own(
                                "<public-key>",
                                "Whose receipt it is to be, as an export shows the key; without it, this server's.",
                                TRUSTED_KEY)
                        .build());
    }

    static boolean has(ParseResult command) {
        return command.commandSpec().name().equals(ERASE);
    }

    int run(ParseResult command, Configuration configuration) throws Exception {
        var workspace = option(command, WORKSPACE);
        var user = option(command, USER);
        var receipt = option(command, VERIFY);
        if (Stream.of(workspace, user, receipt).flatMap(Optional::stream).count() != 1) {
            throw new ConfigurationException("give one of " + WORKSPACE + ", " + USER + " and " + VERIFY);
        }
        if (receipt.isPresent()) {
            verify(Path.of(receipt.get()), option(command, TRUSTED_KEY), configuration);
        } else {
            var output = option(command, OUTPUT)
                    .orElseThrow(() -> new ConfigurationException("give " + OUTPUT + ", the receipt's file"));
            erase(
                    workspace.isPresent() ? Kind.WORKSPACE : Kind.USER,
                    workspace.or(() -> user).orElseThrow(),
                    option(command, REASON),
                    Path.of(output),
                    configuration);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static Optional<String> option(ParseResult command, String name) {
        return Optional.ofNullable(command.matchedOptionValue(name, null));
    }

    // The file is there before anything is erased, for afterwards it would be too late to find out that it cannot be.
    private void erase(Kind kind, String subject, Optional<String> reason, Path file, Configuration configuration)
            throws Exception {
        try {
            Files.createFile(file);
        } catch (IOException failure) {
            throw new ConfigurationException(OUTPUT + " " + file + " cannot be written: " + Reason.of(failure));
        }
        try {
            var receipt = archives.erase(configuration, kind, subject, reason);
            Files.writeString(file, receipt.toJson().encodePrettily() + "\n", StandardOpenOption.WRITE);
            out.println("Erased; the receipt is in " + file + ", signed with " + receipt.key());
        } finally {
            if (Files.size(file) == 0) {
                Files.delete(file);
            }
        }
    }

    private void verify(Path file, Optional<String> trusted, Configuration configuration) throws Exception {
        var receipt = Receipt.verified(read(file));
        var key = trusted.isPresent() ? trusted.get() : archives.ownKey(configuration);
        if (!receipt.key().equals(key)) {
            throw ArchiveError.RECEIPT_KEY_UNKNOWN.because("The receipt is as it was signed, but with the key "
                    + receipt.key() + " and not " + key + "; give " + TRUSTED_KEY + " if that is to be trusted.");
        }
        out.println("The receipt is as it was signed, with " + key + ":");
        out.println(receipt.says().encodePrettily());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new ConfigurationException(VERIFY + " " + file + " cannot be read: " + Reason.of(failure));
        }
    }
}
