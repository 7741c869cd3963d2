package dev.guildhall.extensions.internal.marketplace;

import static dev.guildhall.db.Tables.EXTENSION_ARTIFACT;
import static dev.guildhall.db.Tables.EXTENSION_SCRIPT;
import static dev.guildhall.db.Tables.EXTENSION_VERSION;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.host.ExtensionArchive;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.semver4j.Semver;

/** All SQL on the tables {@code extension_version}, {@code extension_artifact} and {@code extension_script}. */
final class VersionTable {

    private static final List<Field<?>> COLUMNS = List.of(
            EXTENSION_VERSION.EXTENSION_KEY,
            EXTENSION_VERSION.VERSION,
            EXTENSION_VERSION.SHA256,
            EXTENSION_VERSION.SIZE,
            EXTENSION_VERSION.SIGNED_BY,
            EXTENSION_VERSION.YANKED_AT,
            EXTENSION_VERSION.CREATED_AT);

    private static final List<Field<?>> DESCRIBED = with(COLUMNS, EXTENSION_VERSION.MANIFEST);

    private static final Sql<Version> OF_EXTENSION = Sql.rows(
            select(COLUMNS).from(EXTENSION_VERSION).where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class))),
            VersionTable::version);

    private static final Sql<Version> OF_EXTENSIONS = Sql.rows(
            select(COLUMNS)
                    .from(EXTENSION_VERSION)
                    .where(EXTENSION_VERSION.EXTENSION_KEY.eq(any(Sql.bind(String[].class)))),
            VersionTable::version);

    private static final Sql<DescribedVersion> DESCRIBED_OF_EXTENSION = Sql.rows(
            select(DESCRIBED).from(EXTENSION_VERSION).where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class))),
            row -> new DescribedVersion(version(row), row.json(EXTENSION_VERSION.MANIFEST)));

    private static final Sql<JsonObject> MANIFEST = Sql.rows(
            select(EXTENSION_VERSION.MANIFEST)
                    .from(EXTENSION_VERSION)
                    .where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .and(EXTENSION_VERSION.VERSION.eq(Sql.bind(String.class))),
            row -> row.json(EXTENSION_VERSION.MANIFEST));

    private static final Sql<String> SHA256 = Sql.rows(
            select(EXTENSION_VERSION.SHA256)
                    .from(EXTENSION_VERSION)
                    .where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .and(EXTENSION_VERSION.VERSION.eq(Sql.bind(String.class))),
            row -> row.get(EXTENSION_VERSION.SHA256));

    private static final Sql<Optional<String>> SIGNED_BY = Sql.rows(
            select(EXTENSION_VERSION.SIGNED_BY)
                    .from(EXTENSION_VERSION)
                    .where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .and(EXTENSION_VERSION.VERSION.eq(Sql.bind(String.class))),
            row -> Optional.ofNullable(row.get(EXTENSION_VERSION.SIGNED_BY)));

    private static final Sql<byte[]> ARTIFACT = Sql.rows(
            select(EXTENSION_ARTIFACT.CONTENT)
                    .from(EXTENSION_ARTIFACT)
                    .where(EXTENSION_ARTIFACT.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .and(EXTENSION_ARTIFACT.VERSION.eq(Sql.bind(String.class))),
            row -> row.get(EXTENSION_ARTIFACT.CONTENT));

    private static final Sql<Script> SCRIPTS = Sql.rows(
            select(
                            EXTENSION_SCRIPT.STEP,
                            EXTENSION_SCRIPT.DESCRIPTION,
                            EXTENSION_SCRIPT.CHECKSUM,
                            EXTENSION_SCRIPT.SCRIPT)
                    .from(EXTENSION_SCRIPT)
                    .where(EXTENSION_SCRIPT.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .and(EXTENSION_SCRIPT.VERSION.eq(Sql.bind(String.class)))
                    .orderBy(EXTENSION_SCRIPT.STEP),
            row -> new Script(
                    row.get(EXTENSION_SCRIPT.STEP),
                    row.get(EXTENSION_SCRIPT.DESCRIPTION),
                    row.get(EXTENSION_SCRIPT.CHECKSUM),
                    row.get(EXTENSION_SCRIPT.SCRIPT)));

    private static final Sql<Void> INSERT = Sql.change(insertInto(EXTENSION_VERSION)
            .columns(
                    EXTENSION_VERSION.EXTENSION_KEY,
                    EXTENSION_VERSION.VERSION,
                    EXTENSION_VERSION.SHA256,
                    EXTENSION_VERSION.SIZE,
                    EXTENSION_VERSION.MANIFEST,
                    EXTENSION_VERSION.SIGNATURE,
                    EXTENSION_VERSION.SIGNED_BY,
                    EXTENSION_VERSION.UPLOADED_BY,
                    EXTENSION_VERSION.CREATED_AT)
            .values(
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(Integer.class),
                    Sql.bind(JSONB.class),
                    Sql.bind(byte[].class),
                    Sql.bind(String.class),
                    Sql.bind(UUID.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> INSERT_ARTIFACT = Sql.change(insertInto(EXTENSION_ARTIFACT)
            .columns(EXTENSION_ARTIFACT.EXTENSION_KEY, EXTENSION_ARTIFACT.VERSION, EXTENSION_ARTIFACT.CONTENT)
            .values(Sql.bind(String.class), Sql.bind(String.class), Sql.bind(byte[].class)));

    private static final Sql<Void> INSERT_SCRIPT = Sql.change(insertInto(EXTENSION_SCRIPT)
            .columns(
                    EXTENSION_SCRIPT.EXTENSION_KEY,
                    EXTENSION_SCRIPT.VERSION,
                    EXTENSION_SCRIPT.STEP,
                    EXTENSION_SCRIPT.DESCRIPTION,
                    EXTENSION_SCRIPT.CHECKSUM,
                    EXTENSION_SCRIPT.SCRIPT)
            .values(
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(Integer.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class)));

    private static final Sql<Void> SIGN = Sql.change(update(EXTENSION_VERSION)
            .set(EXTENSION_VERSION.SIGNATURE, Sql.bind(byte[].class))
            .set(EXTENSION_VERSION.SIGNED_BY, Sql.bind(String.class))
            .where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class)))
            .and(EXTENSION_VERSION.VERSION.eq(Sql.bind(String.class))));

    private static final Sql<Void> YANK = Sql.change(update(EXTENSION_VERSION)
            .set(EXTENSION_VERSION.YANKED_AT, Sql.bind(OffsetDateTime.class))
            .where(EXTENSION_VERSION.EXTENSION_KEY.eq(Sql.bind(String.class)))
            .and(EXTENSION_VERSION.VERSION.eq(Sql.bind(String.class))));

    Future<List<Version>> ofExtension(Tx tx, String key) {
        return tx.list(OF_EXTENSION, key);
    }

    Future<List<Version>> ofExtensions(Database database, List<String> keys) {
        return database.list(Scope.PLATFORM, OF_EXTENSIONS, (Object) keys.toArray(String[]::new));
    }

    Future<List<DescribedVersion>> describedOfExtension(Database database, String key) {
        return database.list(Scope.PLATFORM, DESCRIBED_OF_EXTENSION, key);
    }

    Future<Optional<JsonObject>> manifest(Database database, String key, String version) {
        return database.first(Scope.PLATFORM, MANIFEST, key, version);
    }

    Future<Optional<JsonObject>> manifest(Tx tx, String key, String version) {
        return tx.first(MANIFEST, key, version);
    }

    Future<Optional<String>> sha256(Database database, String key, String version) {
        return database.first(Scope.PLATFORM, SHA256, key, version);
    }

    /** The key that signed the version; empty when there is none, or no such version. */
    Future<Optional<String>> signedBy(Database database, String key, String version) {
        return database.first(Scope.PLATFORM, SIGNED_BY, key, version).map(found -> found.flatMap(by -> by));
    }

    Future<Optional<byte[]>> artifact(Database database, String key, String version) {
        return database.first(Scope.PLATFORM, ARTIFACT, key, version);
    }

    Future<List<Script>> scripts(Tx tx, String key, String version) {
        return tx.list(SCRIPTS, key, version);
    }

    /** Writes a version with its bytes and its migration scripts. */
    Future<Void> insert(Tx tx, ExtensionArchive archive, Optional<Signed> signed, UserId uploader, Instant now) {
        var key = archive.manifest().id();
        var version = archive.manifest().version().getVersion();
        var written = new ArrayList<Future<?>>();
        written.add(tx.execute(
                INSERT,
                key,
                version,
                archive.sha256(),
                archive.size(),
                archive.manifestJson(),
                signed.map(Signed::signature).orElse(null),
                signed.map(Signed::by).orElse(null),
                uploader,
                now));
        written.add(tx.execute(INSERT_ARTIFACT, key, version, archive.bytes()));
        for (var migration : archive.migrations()) {
            written.add(tx.execute(
                    INSERT_SCRIPT,
                    key,
                    version,
                    migration.version(),
                    migration.description(),
                    Script.checksum(migration.sql()),
                    migration.sql()));
        }
        return Future.join(written).mapEmpty();
    }

    Future<Integer> sign(Tx tx, String key, String version, Signed signed) {
        return tx.execute(SIGN, signed.signature(), signed.by(), key, version);
    }

    Future<Integer> yank(Tx tx, String key, String version, Instant now) {
        return tx.execute(YANK, now, key, version);
    }

    /** A version with what its manifest says. */
    record DescribedVersion(Version version, JsonObject manifest) {

        static List<DescribedVersion> newestFirst(List<DescribedVersion> versions) {
            return versions.stream()
                    .sorted(Comparator.comparing((DescribedVersion described) ->
                                    described.version().number())
                            .reversed())
                    .toList();
        }
    }

    /** A good signature, and the name of the trusted key that made it. */
    record Signed(byte[] signature, String by) {}

    private static List<Field<?>> with(List<Field<?>> columns, Field<?> more) {
        var all = new ArrayList<>(columns);
        all.add(more);
        return List.copyOf(all);
    }

    private static Version version(ResultRow row) {
        return new Version(
                row.get(EXTENSION_VERSION.EXTENSION_KEY),
                Semver.parse(row.get(EXTENSION_VERSION.VERSION)),
                row.get(EXTENSION_VERSION.SHA256),
                row.get(EXTENSION_VERSION.SIZE),
                row.get(EXTENSION_VERSION.SIGNED_BY),
                row.instant(EXTENSION_VERSION.YANKED_AT),
                row.instant(EXTENSION_VERSION.CREATED_AT));
    }
}
