package dev.guildhall.extensions;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What extensions have in workspaces beside rows of ours, on its way into an archive and out of one. */
public interface ExtensionStores {

    /**
     * An extension that is installed in a workspace.
     *
     * @param sha256 the digest of its artifact
     * @param stores whether it may have tables of its own
     */
    record Installed(String extensionKey, String version, String sha256, boolean stores) {}

    /** Those of a workspace, by their keys. */
    Future<List<Installed>> installed(Tx tx, WorkspaceId workspace);

    /** The artifact of a version with its signature, as the catalogue took it. Fails when it lacks it. */
    Future<ArtifactUpload> artifact(String extensionKey, String version);

    /** The digest of the artifact of a version; empty when the catalogue lacks it. */
    Future<Optional<String>> sha256(String extensionKey, String version);

    /** Is given each table, and reads its rows by giving the reader of their pages. */
    @FunctionalInterface
    interface TableReader {

        Future<Void> read(StoredTable table, Function<Function<List<String>, Future<Void>>, Future<Void>> rows);
    }

    /**
     * Reads all tables of an extension in a workspace, and gives its sequences.
     *
     * @param snapshot what is read, as a transaction that is open meanwhile has exported it
     */
    Future<List<StoredSequence>> read(WorkspaceId workspace, String extensionKey, String snapshot, TableReader reader);

    /** Begins to make what an extension is to have in a workspace that is not there yet. */
    Store begin(WorkspaceId workspace, String extensionKey, String version);

    /** What an extension is to have in a workspace; nobody sees it before it is adopted. */
    interface Store {

        /** Makes its tables, empty; fails when these are not the ones of the version. */
        Future<Void> open(List<StoredTable> tables);

        /** Says that it is still being worked on; what is not for ten minutes is dropped. */
        Future<Void> touch();

        /** Writes rows, each a JSON object, into one of the tables. */
        Future<Void> write(StoredTable table, List<String> rows);

        /** All rows are written. */
        Future<Void> close(List<StoredSequence> sequences);

        /** The transaction writes the installation that it is of. */
        Future<Void> adopt(Tx tx);

        /** Drops all of it; what cannot be dropped now is later. */
        Future<Void> discard();
    }
}
