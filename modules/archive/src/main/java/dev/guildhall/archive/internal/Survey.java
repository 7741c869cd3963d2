package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Manifest.Part;
import dev.guildhall.audit.ArchivedChain;
import dev.guildhall.core.archive.ArchivedTable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;

/**
 * What an archive has, read once from beginning to end before anything is written: every byte is held against the manifest,
 * and noted is what has an id and who is in it.
 */
final class Survey {

    private static final String MEMBERS = "tables/member.ndjson";
    private static final String AUDIT_ENTRIES = "tables/audit_entry.ndjson";
    private static final String AUDIT_HEAD = "tables/audit_head.ndjson";
    static final int LARGEST_ARTIFACT = 256 << 20;

    private final ArchiveReader archive;
    private final Tables tables;
    private final NewIds ids = new NewIds();
    private final List<Seat> members = new ArrayList<>();
    private final Set<UUID> accounts = new HashSet<>();
    private final ArchivedChain audit = new ArchivedChain();

    private Survey(ArchiveReader archive, Tables tables) {
        this.archive = archive;
        this.tables = tables;
    }

    /** A member, by what tells whose account it is. */
    record Seat(UUID user, String email, String fullName) {}

    /** Blocks. */
    static Survey of(ArchiveReader archive, Tables tables) throws IOException {
        var survey = new Survey(archive, tables);
        for (var part : archive.manifest().parts()) {
            survey.read(part);
        }
        survey.audit.requireEnd();
        return survey;
    }

    private void read(Part part) throws IOException {
        if (part.table().isEmpty()) {
            archive.content(part, LARGEST_ARTIFACT);
            return;
        }
        var table = part.file().startsWith("tables/") ? table(part) : null;
        try (var lines = archive.lines(part)) {
            for (var page = lines.page(); !page.isEmpty(); page = lines.page()) {
                for (var row : page) {
                    note(part, table, row);
                }
            }
        }
    }

    private ArchivedTable table(Part part) {
        var table = tables.find(part.file())
                .orElseThrow(() -> ArchiveError.OTHER_RELEASE.because("The archive has rows of " + part.table()
                        + ", which this release does not know; import it with the release that made it, or later."));
        var unknown = new ArrayList<>(part.columns());
        unknown.removeAll(Tables.columns(table));
        if (!unknown.isEmpty()) {
            throw ArchiveError.OTHER_RELEASE.because("The archive has " + unknown + " of " + part.table()
                    + ", which this release does not know; import it with the release that made it, or later.");
        }
        return table;
    }

    private void note(Part part, ArchivedTable table, String row) {
        switch (part.file()) {
            case AUDIT_ENTRIES -> audit.add(row);
            case AUDIT_HEAD -> audit.head(RowText.scalars(row));
            case MEMBERS -> member(RowText.scalars(row));
            default -> {
                if (table != null && !(table.ids().isEmpty() && table.accounts().isEmpty())) {
                    note(table, RowText.scalars(row));
                }
            }
        }
    }

    private void member(JsonObject row) {
        members.add(new Seat(
                UUID.fromString(row.getString("user_id")), row.getString("email"), row.getString("full_name")));
    }

    private void note(ArchivedTable table, JsonObject row) {
        ids(table.ids(), row).forEach(ids::add);
        accounts.addAll(ids(table.accounts(), row));
    }

    private static List<UUID> ids(List<Field<?>> columns, JsonObject row) {
        return columns.stream()
                .map(column -> row.getString(column.getName()))
                .filter(text -> text != null)
                .map(UUID::fromString)
                .toList();
    }

    NewIds ids() {
        return ids;
    }

    List<Seat> members() {
        return members;
    }

    /** Those named where there must be an account, members or not. */
    Set<UUID> accounts() {
        return accounts;
    }

    /** Where the audit log of the workspace ended. */
    ArchivedChain audit() {
        return audit;
    }
}
