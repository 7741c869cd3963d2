package dev.guildhall.extensions.internal.marketplace;

import static dev.guildhall.db.Tables.EXTENSION_ARTIFACT;
import static dev.guildhall.db.Tables.EXTENSION_SCRIPT;
import static dev.guildhall.db.Tables.EXTENSION_VERSION;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.jsonbGetAttribute;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.Marketplace.DescribedVersion;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.Rollout;
import dev.guildhall.host.ExtensionArchive;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.semver4j.Semver;

/**
 * The SQL on the tables {@code extension_version}, {@code extension_artifact} and {@code extension_script}, but for how
 * versions are rolled out.
 */
final class VersionTable {

    private static final List<Field<?>> COLUMNS = List.of(
            EXTENSION_VERSION.EXTENSION_KEY,
            EXTENSION_VERSION.VERSION,
            EXTENSION_VERSION.SHA256,
            EXTENSION_VERSION.SIZE,
            EXTENSION_VERSION.SIGNED_BY,
            EXTENSION_VERSION.YANKED_AT,
            EXTENSION_VERSION.ROLLOUT_STATE,
            EXTENSION_VERSION.ROLLOUT_COUNT,
            EXTENSION_VERSION.ROLLOUT_REASON,
            EXTENSION_VERSION.CREATED_AT);

    private static final List<Field<?>> DESCRIBED = with(COLUMNS, EXTENSION_VERSION.MANIFEST);

    private static final Columns<Key> KEY =
            Columns.of(EXTENSION_VERSION.EXTENSION_KEY, Key::extension).and(EXTENSION_VERSION.VERSION, Key::version);

    private static final ParameterizedSql<String, ExtensionVersion> OF_EXTENSION = ParameterizedSql.rows(
            key -> select(COLUMNS).from(EXTENSION_VERSION).where(key.eq(EXTENSION_VERSION.EXTENSION_KEY)),
            VersionTable::version);

    private static final ParameterizedSql<List<String>, ExtensionVersion> OF_EXTENSIONS = ParameterizedSql.rows(
            keys -> select(COLUMNS)
                    .from(EXTENSION_VERSION)
                    .where(keys.isOneOf(EXTENSION_VERSION.EXTENSION_KEY, all -> all)),
            VersionTable::version);

    private static final ParameterizedSql<String, DescribedVersion> DESCRIBED_OF_EXTENSION = ParameterizedSql.rows(
            key -> select(DESCRIBED).from(EXTENSION_VERSION).where(key.eq(EXTENSION_VERSION.EXTENSION_KEY)),
            row -> new DescribedVersion(version(row), row.json(EXTENSION_VERSION.MANIFEST)));

    private static final ParameterizedSql<Key, JsonObject> MANIFEST = ParameterizedSql.rows(
            key -> select(EXTENSION_VERSION.MANIFEST).from(EXTENSION_VERSION).where(is(key)),
            row -> row.json(EXTENSION_VERSION.MANIFEST));

    private static final Field<JSONB> DECLARES =
            jsonbGetAttribute(EXTENSION_VERSION.MANIFEST, inline("declares")).as("declares");

    private static final ParameterizedSql<Set<String>, List<String>> DECLARED_BY = ParameterizedSql.rows(
            keys -> select(DECLARES)
                    .from(EXTENSION_VERSION)
                    .where(keys.isOneOf(EXTENSION_VERSION.EXTENSION_KEY, all -> all)),
            row -> declared(row.anyJson(DECLARES)));

    private static final ParameterizedSql<Key, String> SHA256 = ParameterizedSql.rows(
            key -> select(EXTENSION_VERSION.SHA256).from(EXTENSION_VERSION).where(is(key)),
            row -> row.get(EXTENSION_VERSION.SHA256));

    private static final ParameterizedSql<Key, Optional<String>> SIGNED_BY = ParameterizedSql.rows(
            key -> select(EXTENSION_VERSION.SIGNED_BY).from(EXTENSION_VERSION).where(is(key)),
            row -> Optional.ofNullable(row.get(EXTENSION_VERSION.SIGNED_BY)));

    private static final ParameterizedSql<Key, Optional<byte[]>> SIGNATURE = ParameterizedSql.rows(
            key -> select(EXTENSION_VERSION.SIGNATURE).from(EXTENSION_VERSION).where(is(key)),
            row -> Optional.ofNullable(row.get(EXTENSION_VERSION.SIGNATURE)));

    private static final ParameterizedSql<Key, byte[]> ARTIFACT = ParameterizedSql.rows(
            key -> select(EXTENSION_ARTIFACT.CONTENT)
                    .from(EXTENSION_ARTIFACT)
                    .where(key.eq(EXTENSION_ARTIFACT.EXTENSION_KEY, Key::extension))
                    .and(key.eq(EXTENSION_ARTIFACT.VERSION, Key::version)),
            row -> row.get(EXTENSION_ARTIFACT.CONTENT));

    private static final Columns<MigrationScript> SCRIPT = Columns.of(EXTENSION_SCRIPT.STEP, MigrationScript::step)
            .and(EXTENSION_SCRIPT.DESCRIPTION, MigrationScript::description)
            .and(EXTENSION_SCRIPT.CHECKSUM, MigrationScript::checksum)
            .and(EXTENSION_SCRIPT.SCRIPT, MigrationScript::sql);

    private static final ParameterizedSql<Key, MigrationScript> SCRIPTS = ParameterizedSql.rows(
            key -> select(SCRIPT.fields())
                    .from(EXTENSION_SCRIPT)
                    .where(key.eq(EXTENSION_SCRIPT.EXTENSION_KEY, Key::extension))
                    .and(key.eq(EXTENSION_SCRIPT.VERSION, Key::version))
                    .orderBy(EXTENSION_SCRIPT.STEP),
            row -> new MigrationScript(
                    row.get(EXTENSION_SCRIPT.STEP),
                    row.get(EXTENSION_SCRIPT.DESCRIPTION),
                    row.get(EXTENSION_SCRIPT.CHECKSUM),
                    row.get(EXTENSION_SCRIPT.SCRIPT)));

    private static final ParameterizedSql<Upload, Void> INSERT = ParameterizedSql.change(upload -> insertInto(
                    EXTENSION_VERSION)
            .set(upload.values(KEY, Upload::key))
            .set(upload.values(Columns.<Upload>of(
                            EXTENSION_VERSION.SHA256, added -> added.archive().sha256())
                    .and(EXTENSION_VERSION.SIZE, added -> added.archive().size())
                    .and(EXTENSION_VERSION.MANIFEST, added -> added.archive().manifestJson())
                    .and(EXTENSION_VERSION.SIGNATURE, added -> added.signed().map(Signed::signature))
                    .and(EXTENSION_VERSION.SIGNED_BY, added -> added.signed().map(Signed::by))
                    .and(EXTENSION_VERSION.ROLLOUT_STATE, Upload::rollout)
                    .and(EXTENSION_VERSION.ROLLOUT_DUE, Upload::at)
                    .and(EXTENSION_VERSION.UPLOADED_BY, Upload::uploader)
                    .and(EXTENSION_VERSION.CREATED_AT, Upload::at))));

    private static final ParameterizedSql<Upload, Void> INSERT_ARTIFACT = ParameterizedSql.change(upload -> insertInto(
                    EXTENSION_ARTIFACT)
            .set(upload.values(
                    Columns.of(EXTENSION_ARTIFACT.EXTENSION_KEY, Key::extension)
                            .and(EXTENSION_ARTIFACT.VERSION, Key::version),
                    Upload::key))
            .set(
                    EXTENSION_ARTIFACT.CONTENT,
                    upload.value(
                            EXTENSION_ARTIFACT.CONTENT, added -> added.archive().bytes())));

    private static final ParameterizedSql<ScriptOf, Void> INSERT_SCRIPT =
            ParameterizedSql.change(added -> insertInto(EXTENSION_SCRIPT)
                    .set(added.values(
                            Columns.of(EXTENSION_SCRIPT.EXTENSION_KEY, Key::extension)
                                    .and(EXTENSION_SCRIPT.VERSION, Key::version),
                            ScriptOf::key))
                    .set(added.values(SCRIPT, ScriptOf::script)));

    private static final ParameterizedSql<Signing, Void> SIGN = ParameterizedSql.change(signing -> update(
                    EXTENSION_VERSION)
            .set(signing.values(
                    Columns.of(EXTENSION_VERSION.SIGNATURE, Signed::signature)
                            .and(EXTENSION_VERSION.SIGNED_BY, Signed::by),
                    Signing::signed))
            .where(signing.eq(EXTENSION_VERSION.EXTENSION_KEY, of -> of.key().extension()))
            .and(signing.eq(EXTENSION_VERSION.VERSION, of -> of.key().version())));

    private static final ParameterizedSql<ExtensionVersion, Void> OFFER = ParameterizedSql.change(changed -> update(
                    EXTENSION_VERSION)
            .set(EXTENSION_VERSION.YANKED_AT, changed.value(EXTENSION_VERSION.YANKED_AT, ExtensionVersion::yankedAt))
            // One that is on offer again had no rollout that runs.
            .set(
                    EXTENSION_VERSION.ROLLOUT_STATE,
                    when(EXTENSION_VERSION.ROLLOUT_STATE.eq(inline("RUNNING")), inline("STOPPED"))
                            .otherwise(EXTENSION_VERSION.ROLLOUT_STATE))
            .where(changed.eq(EXTENSION_VERSION.EXTENSION_KEY, ExtensionVersion::extensionKey))
            .and(changed.eq(
                    EXTENSION_VERSION.VERSION, version -> version.number().getVersion())));

    private record Key(String extension, String version) {}

    private record Upload(
            Key key, ExtensionArchive archive, Optional<Signed> signed, Optional<UserId> uploader, Instant at) {

        private Optional<Rollout.State> rollout() {
            return Rollout.begun(archive.manifest().version()).map(Rollout::state);
        }
    }

    private record ScriptOf(Key key, MigrationScript script) {}

    private record Signing(Key key, Signed signed) {}

    Future<List<ExtensionVersion>> ofExtension(Tx tx, String key) {
        return tx.list(OF_EXTENSION.with(key));
    }

    Future<List<ExtensionVersion>> ofExtensions(Database database, List<String> keys) {
        return database.list(Tenant.PLATFORM, OF_EXTENSIONS.with(keys));
    }

    Future<List<DescribedVersion>> describedOfExtension(Database database, String key) {
        return database.list(Tenant.PLATFORM, DESCRIBED_OF_EXTENSION.with(key));
    }

    Future<Optional<JsonObject>> manifest(Database database, String key, String version) {
        return database.first(Tenant.PLATFORM, MANIFEST.with(new Key(key, version)));
    }

    Future<Optional<JsonObject>> manifest(Tx tx, String key, String version) {
        return tx.first(MANIFEST.with(new Key(key, version)));
    }

    /** The names of the permissions that each version of these extensions declares. */
    Future<List<List<String>>> declaredBy(Database database, Set<String> keys) {
        return database.list(Tenant.PLATFORM, DECLARED_BY.with(keys));
    }

    Future<Optional<String>> sha256(Database database, String key, String version) {
        return database.first(Tenant.PLATFORM, SHA256.with(new Key(key, version)));
    }

    /** The key that signed the version; empty when there is none, or no such version. */
    Future<Optional<String>> signedBy(Database database, String key, String version) {
        return database.first(Tenant.PLATFORM, SIGNED_BY.with(new Key(key, version)))
                .map(found -> found.flatMap(by -> by));
    }

    /** The signature of a version; empty when it has none, or there is no such version. */
    Future<Optional<byte[]>> signature(Database database, String key, String version) {
        return database.first(Tenant.PLATFORM, SIGNATURE.with(new Key(key, version)))
                .map(found -> found.flatMap(signature -> signature));
    }

    Future<Optional<byte[]>> artifact(Database database, String key, String version) {
        return database.first(Tenant.PLATFORM, ARTIFACT.with(new Key(key, version)));
    }

    Future<Optional<byte[]>> artifact(Tx tx, String key, String version) {
        return tx.first(ARTIFACT.with(new Key(key, version)));
    }

    Future<List<MigrationScript>> scripts(Tx tx, String key, String version) {
        return tx.list(SCRIPTS.with(new Key(key, version)));
    }

    /** Writes a version with its bytes and its migration scripts. */
    Future<Void> insert(
            Tx tx, ExtensionArchive archive, Optional<Signed> signed, Optional<UserId> uploader, Instant now) {
        var key = new Key(archive.manifest().id(), archive.manifest().version().getVersion());
        var upload = new Upload(key, archive, signed, uploader, now);
        var written = new ArrayList<Future<?>>();
        written.add(tx.execute(INSERT.with(upload)));
        written.add(tx.execute(INSERT_ARTIFACT.with(upload)));
        for (var script : MigrationScript.of(archive)) {
            written.add(tx.execute(INSERT_SCRIPT.with(new ScriptOf(key, script))));
        }
        return Future.join(written).mapEmpty();
    }

    Future<Integer> sign(Tx tx, String key, String version, Signed signed) {
        return tx.execute(SIGN.with(new Signing(new Key(key, version), signed)));
    }

    /** Writes whether it is on offer. */
    Future<Integer> offer(Tx tx, ExtensionVersion changed) {
        return tx.execute(OFFER.with(changed));
    }

    /** A good signature, and the name of the trusted key that made it. */
    record Signed(byte[] signature, String by) {}

    private static List<String> declared(Object declares) {
        return declares instanceof JsonArray all
                ? all.stream().map(own -> ((JsonObject) own).getString("name")).toList()
                : List.of();
    }

    private static List<Field<?>> with(List<Field<?>> columns, Field<?> more) {
        var all = new ArrayList<>(columns);
        all.add(more);
        return List.copyOf(all);
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(EXTENSION_VERSION.EXTENSION_KEY, Key::extension)
                .and(key.eq(EXTENSION_VERSION.VERSION, Key::version));
    }

    private static ExtensionVersion version(ResultRow row) {
        return new ExtensionVersion(
                row.get(EXTENSION_VERSION.EXTENSION_KEY),
                Semver.parse(row.get(EXTENSION_VERSION.VERSION)),
                row.get(EXTENSION_VERSION.SHA256),
                row.get(EXTENSION_VERSION.SIZE),
                row.get(EXTENSION_VERSION.SIGNED_BY),
                row.instant(EXTENSION_VERSION.YANKED_AT),
                Optional.ofNullable(row.get(EXTENSION_VERSION.ROLLOUT_STATE))
                        .map(state -> new Rollout(
                                Rollout.State.valueOf(state),
                                row.get(EXTENSION_VERSION.ROLLOUT_COUNT),
                                row.get(EXTENSION_VERSION.ROLLOUT_REASON))),
                row.instant(EXTENSION_VERSION.CREATED_AT));
    }
}
