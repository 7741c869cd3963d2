package dev.guildhall.launcher;

import dev.guildhall.archive.ImportRequest;
import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.extensions.ArtifactSignature;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The part of the command line about archives of workspaces. */
final class ArchiveLine {

    static final String EXPORT = "export";
    static final String IMPORT = "import";
    private static final String WORKSPACE = "--workspace";
    private static final String OUTPUT = "--output";
    private static final String KEY = "--key";
    private static final String TRUSTED_KEY = "--trusted-key";
    private static final String ACCEPT_KEY = "--accept-key";

    private final ArchiveCommand archives;
    private final PrintWriter out;
    private final PrintWriter err;

    ArchiveLine(ArchiveCommand archives, PrintWriter out, PrintWriter err) {
        this.archives = archives;
        this.out = out;
        this.err = err;
    }

    static CommandSpec exporting(CommandSpec command) {
        return command.addOption(Options.own("<workspace>", "The workspace's key or id.", WORKSPACE)
                        .required(true)
                        .build())
                .addOption(Options.own("<file>", "The archive to write; nothing is written over.", OUTPUT)
                        .required(true)
                        .build());
    }

    static CommandSpec importing(CommandSpec command) {
        return command.addPositional(Options.argument("<file>", 0, "The archive."))
                .addOption(Options.own("<key>", "The key of the new workspace; without it, the one that it had.", KEY)
                        .build())
                .addOption(Options.own(
                                "<public-key>",
                                "Also take what another server has signed: its key, as its export has shown it.",
                                TRUSTED_KEY)
                        .build())
                .addOption(Options.flag(
                                "Take it whoever has signed it, for you know otherwise where it comes from.",
                                ACCEPT_KEY)
                        .build());
    }

    static boolean has(ParseResult command) {
        var name = command.commandSpec().name();
        return name.equals(EXPORT) || name.equals(IMPORT);
    }

    int run(ParseResult command, Configuration configuration) throws Exception {
        if (command.commandSpec().name().equals(EXPORT)) {
            export(command, configuration);
        } else {
            importArchive(command, configuration);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void export(ParseResult command, Configuration configuration) throws Exception {
        var file = Path.of(command.<String>matchedOptionValue(OUTPUT, null));
        String workspace = command.matchedOptionValue(WORKSPACE, null);
        var exported = archives.export(configuration, workspace, file, this::tell);
        out.println("The workspace " + exported.key() + " is in " + file + ": " + exported.rows() + " rows, SHA-256 "
                + exported.sha256() + ".");
        out.println("Secrets, invitations, tokens and passwords are not in it. It holds all else, so keep it safe.");
        out.println("Another server takes it with " + TRUSTED_KEY + " " + exported.signedBy());
    }

    private void importArchive(ParseResult command, Configuration configuration) throws Exception {
        var request = new ImportRequest(
                Path.of(command.<String>matchedPositionalValue(0, null)),
                Optional.<String>ofNullable(command.matchedOptionValue(KEY, null)),
                trusted(command),
                command.matchedOptionValue(ACCEPT_KEY, false));
        var imported = archives.importArchive(configuration, request, this::tell);
        out.println("The workspace " + imported.key() + " is there, as " + imported.workspace() + ": " + imported.rows()
                + " rows.");
        imported.notices().forEach(out::println);
    }

    private static List<PublicKey> trusted(ParseResult command) {
        String key = command.matchedOptionValue(TRUSTED_KEY, null);
        try {
            return key == null ? List.of() : List.of(ArtifactSignature.publicKey(key));
        } catch (IllegalArgumentException noKey) {
            throw new ConfigurationException(
                    TRUSTED_KEY + " is no Ed25519 public key in Base64, as guildhall export shows it");
        }
    }

    private void tell(String step) {
        err.println("guildhall: " + step);
        err.flush();
    }
}
