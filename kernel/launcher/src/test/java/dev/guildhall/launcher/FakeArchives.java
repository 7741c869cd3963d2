package dev.guildhall.launcher;

import dev.guildhall.archive.Exported;
import dev.guildhall.archive.ImportRequest;
import dev.guildhall.archive.Imported;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.Receipt;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.id.WorkspaceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notes what it is asked for, and does nothing. */
final class FakeArchives implements ArchiveCommand {

    /** A public key, as an export shows it. */
    static final String KEY = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    /** By nobody. */
    static final Receipt RECEIPT = new Receipt("{}", KEY, new byte[64]);

    String exported;
    ImportRequest imported;
    String erased;

    @Override
    public Exported export(Configuration configuration, String workspace, Path file, Progress progress) {
        exported = workspace + " into " + file;
        progress.tell("member: 7 rows");
        return new Exported(new WorkspaceId(new UUID(1, 1)), workspace, "abc123", 7, "c2lnbmVy");
    }

    @Override
    public Receipt erase(Configuration configuration, Kind kind, String subject, Optional<String> reason) {
        erased = kind + " " + subject + " " + reason.orElse("for no reason");
        return RECEIPT;
    }

    @Override
    public String ownKey(Configuration configuration) {
        return KEY;
    }

    @Override
    public Imported importArchive(Configuration configuration, ImportRequest request, Progress progress) {
        imported = request;
        var key = request.key().orElse("acme");
        return new Imported(new WorkspaceId(new UUID(1, 2)), key, 7, List.of("Rotate the secret."));
    }
}
