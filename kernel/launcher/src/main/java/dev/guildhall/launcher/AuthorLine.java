package dev.guildhall.launcher;

import dev.guildhall.core.text.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The part of the command line for authors of extensions, which needs no settings. */
final class AuthorLine {

    private static final String NEW = "new";
    private static final String FOLDER = "--dir";
    private static final String KEYGEN = "keygen";
    private static final String SIGN = "sign";
    private static final String VERIFY = "verify";
    private static final String PACK = "pack";
    private static final String VALIDATE = "validate";

    private final PrintWriter out;
    private final PrintWriter err;

    AuthorLine(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    static List<CommandSpec> commands() {
        return List.of(
                Commands.command(NEW, "Make the project of a new extension, which builds with mvn package.")
                        .addPositional(Options.argument("<key>", 0, "What the extension is called, such as polls."))
                        .addOption(Options.own("<folder>", "Where; without it in a folder named as the key.", FOLDER)
                                .build()),
                Commands.command(
                                KEYGEN,
                                "Make a key to sign with, and beside it <key>.pub for those who are to trust it.")
                        .addPositional(Options.argument("<key>", 0, "The file for the private key; not written over.")),
                Commands.command(SIGN, "Sign an artifact, into <artifact>.sig.")
                        .addPositional(Options.argument("<artifact>", 0, "The extension's jar."))
                        .addPositional(Options.argument("<key>", 1, "The file with the private key.")),
                Commands.command(VERIFY, "Verify the signature in <artifact>.sig.")
                        .addPositional(Options.argument("<artifact>", 0, "The extension's jar."))
                        .addPositional(Options.argument("<public-key>", 1, "The file with the public key.")),
                Commands.command(
                                PACK,
                                "Pack a folder with an extension.json into an artifact, always into the same bytes.")
                        .addPositional(Options.argument("<folder>", 0, "What is to be in it."))
                        .addPositional(Options.argument("<artifact>", 1, "The file to write.")),
                Commands.command(VALIDATE, "Tell everything that an upload of an artifact would refuse.")
                        .addPositional(Options.argument("<artifact>", 0, "The extension's jar.")));
    }

    static boolean has(ParseResult command) {
        return commands().stream()
                .map(CommandSpec::name)
                .anyMatch(command.commandSpec().name()::equals);
    }

    int run(ParseResult command) {
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
            err.println("guildhall: it failed: " + Reason.of(failure));
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
}
