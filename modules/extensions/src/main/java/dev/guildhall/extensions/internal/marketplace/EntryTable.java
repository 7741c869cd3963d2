package dev.guildhall.extensions.internal.marketplace;

import static dev.guildhall.db.Tables.EXTENSION;
import static dev.guildhall.db.Tables.EXTENSION_VERSION;
import static dev.guildhall.list.FieldType.flag;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.val;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.extensions.MarketplaceEntry;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;

/** All SQL on the table {@code extension}. */
final class EntryTable {

    private static final List<Field<?>> COLUMNS = List.of(
            EXTENSION.EXTENSION_KEY,
            EXTENSION.VERSION,
            EXTENSION.NAME,
            EXTENSION.DESCRIPTION,
            EXTENSION.PUBLISHER,
            EXTENSION.CATEGORIES,
            EXTENSION.YANKED,
            EXTENSION.REVISION,
            EXTENSION.CREATED_AT,
            EXTENSION.UPDATED_AT,
            EXTENSION_VERSION.MANIFEST);

    static final ListFields<MarketplaceEntry> LIST = ListFields.<MarketplaceEntry>named("extensions")
            .field("name", text(), EXTENSION.NAME, MarketplaceEntry::name)
            .field("publisher", textIgnoringCase(), EXTENSION.PUBLISHER, MarketplaceEntry::publisher)
            .field("createdAt", timestamp(), EXTENSION.CREATED_AT, MarketplaceEntry::createdAt)
            .field("updatedAt", timestamp(), EXTENSION.UPDATED_AT, MarketplaceEntry::updatedAt)
            .filterable("extensionKey", text(), EXTENSION.EXTENSION_KEY)
            .filterable("yanked", flag(), EXTENSION.YANKED)
            .custom("category", EntryTable::isIn)
            .custom("search", EntryTable::mentions)
            .bareWords("search")
            .defaultOrder("name")
            .id("extensionKey", text(), EXTENSION.EXTENSION_KEY, MarketplaceEntry::key);

    private static final Columns<Description> DESCRIBED = Columns.<Description>of(
                    EXTENSION.VERSION,
                    described -> described.manifest().version().getVersion())
            .and(EXTENSION.NAME, described -> described.manifest().name())
            .and(EXTENSION.DESCRIPTION, described -> described.manifest().description())
            .and(EXTENSION.PUBLISHER, described -> described.manifest().publisher())
            .and(EXTENSION.CATEGORIES, described -> categories(described.manifest()))
            .and(EXTENSION.YANKED, Description::yanked)
            .and(EXTENSION.UPDATED_AT, Description::at);

    private static final Columns<Description> ADDED =
            DESCRIBED.and(EXTENSION.EXTENSION_KEY, Description::key).and(EXTENSION.CREATED_AT, Description::at);

    private static final ParameterizedSql<String, MarketplaceEntry> FIND =
            ParameterizedSql.rows(key -> entries().where(key.eq(EXTENSION.EXTENSION_KEY)), EntryTable::entry);

    private static final ParameterizedSql<Description, Void> ADD = ParameterizedSql.change(
            described -> insertInto(EXTENSION).set(described.values(ADDED)).onConflictDoNothing());

    private static final ParameterizedSql<String, String> LOCK = ParameterizedSql.rows(
            key -> select(EXTENSION.EXTENSION_KEY)
                    .from(EXTENSION)
                    .where(key.eq(EXTENSION.EXTENSION_KEY))
                    .forUpdate(),
            row -> row.get(EXTENSION.EXTENSION_KEY));

    private static final ParameterizedSql<Description, Void> DESCRIBE =
            ParameterizedSql.change(described -> update(EXTENSION)
                    .set(described.values(DESCRIBED))
                    .set(EXTENSION.REVISION, EXTENSION.REVISION.plus(inline(1L)))
                    .where(described.eq(EXTENSION.EXTENSION_KEY, Description::key)));

    private record Description(ExtensionManifest manifest, boolean yanked, Instant at) {

        String key() {
            return manifest.id();
        }
    }

    Future<Page<MarketplaceEntry>> page(Database database, PageRequest<MarketplaceEntry> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> entries()
                        .where(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                EntryTable::entry);
    }

    Future<Optional<MarketplaceEntry>> find(Database database, String key) {
        return database.first(Tenant.PLATFORM, FIND.with(key));
    }

    /** Makes the entry when there is none yet, and locks it, so that the versions of an extension come one by one. */
    Future<Void> lockOrAdd(Tx tx, ExtensionManifest manifest, Instant now) {
        var added = tx.execute(ADD.with(new Description(manifest, false, now)));
        return Future.all(added, lock(tx, manifest.id())).mapEmpty();
    }

    /** Locks the entry; gives whether there is one. */
    Future<Boolean> lock(Tx tx, String key) {
        return tx.first(LOCK.with(key)).map(Optional::isPresent);
    }

    /** Lets the entry speak of this version from now on. */
    Future<Integer> describe(Tx tx, ExtensionManifest manifest, boolean yanked, Instant now) {
        return tx.execute(DESCRIBE.with(new Description(manifest, yanked, now)));
    }

    private static SelectOnConditionStep<Record> entries() {
        return select(COLUMNS).from(EXTENSION).join(EXTENSION_VERSION).on(isDescribed());
    }

    private static String[] categories(ExtensionManifest manifest) {
        return manifest.categories().toArray(String[]::new);
    }

    private static Condition isDescribed() {
        return EXTENSION_VERSION
                .EXTENSION_KEY
                .eq(EXTENSION.EXTENSION_KEY)
                .and(EXTENSION_VERSION.VERSION.eq(EXTENSION.VERSION));
    }

    private static Condition isIn(String category) {
        return val(category.toLowerCase(Locale.ROOT)).eq(any(EXTENSION.CATEGORIES));
    }

    private static Condition mentions(String text) {
        return EXTENSION
                .NAME
                .containsIgnoreCase(text)
                .or(EXTENSION.DESCRIPTION.containsIgnoreCase(text))
                .or(EXTENSION.PUBLISHER.containsIgnoreCase(text))
                .or(EXTENSION.EXTENSION_KEY.containsIgnoreCase(text));
    }

    private static MarketplaceEntry entry(ResultRow row) {
        return new MarketplaceEntry(
                row.get(EXTENSION.EXTENSION_KEY),
                row.get(EXTENSION.VERSION),
                row.get(EXTENSION.NAME),
                row.get(EXTENSION.DESCRIPTION),
                row.get(EXTENSION.PUBLISHER),
                List.of(row.get(EXTENSION.CATEGORIES)),
                row.json(EXTENSION_VERSION.MANIFEST),
                row.get(EXTENSION.YANKED),
                row.get(EXTENSION.REVISION),
                row.instant(EXTENSION.CREATED_AT),
                row.instant(EXTENSION.UPDATED_AT));
    }
}
