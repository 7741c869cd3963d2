package dev.guildhall.capabilities.internal;

import static dev.guildhall.db.Tables.CAPABILITY;
import static dev.guildhall.db.Tables.CAPABILITY_ENDPOINT;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.Capability.Traits;
import dev.guildhall.capabilities.Endpoint;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.host.Deprecation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.semver4j.Semver;

/** All SQL on the tables {@code capability} and {@code capability_endpoint}. Secrets are sealed before they come here. */
public final class CapabilityTable {

    private static final Columns<Capability> COLUMNS = Columns.of(CAPABILITY.KEY, Capability::key)
            .and(CAPABILITY.VERSION, capability -> capability.version().getVersion())
            .and(CAPABILITY.PROVIDER, Capability::provider)
            .and(CAPABILITY.INPUT, Capability::input)
            .and(CAPABILITY.OUTPUT, Capability::output)
            .and(
                    CAPABILITY.DEPRECATED,
                    capability -> capability
                            .traits()
                            .deprecated()
                            .map(Deprecation::toJson)
                            .orElse(null))
            .and(CAPABILITY.CHANGES, capability -> capability.traits().changes())
            .and(CAPABILITY.STREAMS, capability -> capability.traits().streams())
            .and(CAPABILITY.CREATED_AT, Capability::createdAt);

    private static final Columns<Endpoint> ENDPOINT_COLUMNS = Columns.of(CAPABILITY_ENDPOINT.URL, Endpoint::url)
            .and(CAPABILITY_ENDPOINT.TIMEOUT_SECONDS, Endpoint::timeoutSeconds)
            .and(CAPABILITY_ENDPOINT.IDEMPOTENT, Endpoint::idempotent)
            .and(CAPABILITY_ENDPOINT.SECRET, Endpoint::secret)
            .and(
                    CAPABILITY_ENDPOINT.FORMER_SECRETS,
                    endpoint -> endpoint.formerSecrets().sealed())
            .and(
                    CAPABILITY_ENDPOINT.FORMER_SECRETS_UNTIL,
                    endpoint -> endpoint.formerSecrets().until())
            .and(CAPABILITY_ENDPOINT.REVISION, Endpoint::revision);

    private static final ParameterizedSql<WorkspaceId, Capability> ALL = ParameterizedSql.rows(
            workspace -> capabilities().where(workspace.eq(CAPABILITY.WORKSPACE_ID)), CapabilityTable::capability);

    private static final ParameterizedSql<Key, Capability> VERSIONS = ParameterizedSql.rows(
            key -> capabilities()
                    .where(key.eq(CAPABILITY.WORKSPACE_ID, Key::workspace))
                    .and(key.eq(CAPABILITY.KEY, Key::key)),
            CapabilityTable::capability);

    private static final Field<Integer> COUNT = count();

    private static final ParameterizedSql<WorkspaceId, Integer> NUMBER_OF_ENDPOINTS = ParameterizedSql.rows(
            workspace -> select(COUNT).from(CAPABILITY_ENDPOINT).where(workspace.eq(CAPABILITY_ENDPOINT.WORKSPACE_ID)),
            row -> row.get(COUNT));

    private static final ParameterizedSql<Registration, Void> INSERT_ENDPOINT =
            ParameterizedSql.change(registered -> insertInto(CAPABILITY_ENDPOINT)
                    .set(
                            CAPABILITY_ENDPOINT.WORKSPACE_ID,
                            registered.value(CAPABILITY_ENDPOINT.WORKSPACE_ID, Registration::workspace))
                    .set(
                            CAPABILITY_ENDPOINT.KEY,
                            registered.value(
                                    CAPABILITY_ENDPOINT.KEY,
                                    it -> it.capability().key()))
                    .set(
                            CAPABILITY_ENDPOINT.VERSION,
                            registered.value(
                                    CAPABILITY_ENDPOINT.VERSION,
                                    it -> it.capability().version().getVersion()))
                    .set(
                            CAPABILITY_ENDPOINT.PROVIDER,
                            registered.value(
                                    CAPABILITY_ENDPOINT.PROVIDER,
                                    it -> it.capability().provider()))
                    .set(registered.values(
                            ENDPOINT_COLUMNS, it -> it.capability().endpoint().orElseThrow())));

    private static final ParameterizedSql<Secrets, Void> SET_SECRETS = ParameterizedSql.change(secrets -> update(
                    CAPABILITY_ENDPOINT)
            .set(secrets.values(
                    Columns.of(CAPABILITY_ENDPOINT.SECRET, Endpoint::secret)
                            .and(
                                    CAPABILITY_ENDPOINT.FORMER_SECRETS,
                                    endpoint -> endpoint.formerSecrets().sealed())
                            .and(
                                    CAPABILITY_ENDPOINT.FORMER_SECRETS_UNTIL,
                                    endpoint -> endpoint.formerSecrets().until())
                            .and(CAPABILITY_ENDPOINT.REVISION, Endpoint::revision),
                    Secrets::endpoint))
            .where(secrets.eq(CAPABILITY_ENDPOINT.WORKSPACE_ID, it -> it.key().workspace()))
            .and(secrets.eq(CAPABILITY_ENDPOINT.KEY, it -> it.key().key())));

    private static final ParameterizedSql<Version, Void> DELETE_VERSION =
            ParameterizedSql.change(version -> deleteFrom(CAPABILITY)
                    .where(version.eq(CAPABILITY.WORKSPACE_ID, it -> it.key().workspace()))
                    .and(version.eq(CAPABILITY.KEY, it -> it.key().key()))
                    .and(version.eq(CAPABILITY.VERSION, Version::number))
                    .and(version.eq(CAPABILITY.PROVIDER, Version::provider)));

    private static final ParameterizedSql<Registration, Void> INSERT =
            ParameterizedSql.change(registered -> insertInto(CAPABILITY)
                    .set(CAPABILITY.WORKSPACE_ID, registered.value(CAPABILITY.WORKSPACE_ID, Registration::workspace))
                    .set(registered.values(COLUMNS, Registration::capability)));

    private static final ParameterizedSql<Provider, String> DELETE_OF_PROVIDER = ParameterizedSql.rows(
            provider -> deleteFrom(CAPABILITY)
                    .where(provider.eq(CAPABILITY.WORKSPACE_ID, Provider::workspace))
                    .and(provider.eq(CAPABILITY.PROVIDER, Provider::extension))
                    .returning(CAPABILITY.KEY),
            row -> row.get(CAPABILITY.KEY));

    private record Registration(WorkspaceId workspace, Capability capability) {}

    private record Provider(WorkspaceId workspace, String extension) {}

    private record Key(WorkspaceId workspace, String key) {}

    private record Version(Key key, String number, String provider) {}

    private record Secrets(Key key, Endpoint endpoint) {}

    public Future<List<Capability>> all(Database database, WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace));
    }

    public Future<List<Capability>> all(Tx tx, WorkspaceId workspace) {
        return tx.list(ALL.with(workspace));
    }

    public Future<Integer> insert(Tx tx, WorkspaceId workspace, Capability capability) {
        return tx.execute(INSERT.with(new Registration(workspace, capability)));
    }

    /** All versions of a capability, in no particular order. */
    public Future<List<Capability>> versions(Tx tx, WorkspaceId workspace, String key) {
        return tx.list(VERSIONS.with(new Key(workspace, key)));
    }

    public Future<Integer> numberOfEndpoints(Tx tx, WorkspaceId workspace) {
        return tx.first(NUMBER_OF_ENDPOINTS.with(workspace)).map(Optional::orElseThrow);
    }

    /** Puts a capability with an endpoint in the place of its version as it was, if there is one. */
    public Future<Void> put(Tx tx, WorkspaceId workspace, Optional<Capability> before, Capability capability) {
        var registration = new Registration(workspace, capability);
        return before.map(there -> deleteVersion(tx, workspace, there))
                .orElseGet(Future::succeededFuture)
                .compose(gone -> tx.execute(INSERT.with(registration)))
                .compose(inserted -> tx.execute(INSERT_ENDPOINT.with(registration)))
                .mapEmpty();
    }

    /** Gives all versions of a key the secrets and the revision of this one. */
    public Future<Void> setSecrets(Tx tx, WorkspaceId workspace, String key, Endpoint endpoint) {
        return tx.execute(SET_SECRETS.with(new Secrets(new Key(workspace, key), endpoint)))
                .mapEmpty();
    }

    public Future<Void> deleteVersion(Tx tx, WorkspaceId workspace, Capability capability) {
        var version = new Version(
                new Key(workspace, capability.key()), capability.version().getVersion(), capability.provider());
        return tx.execute(DELETE_VERSION.with(version)).mapEmpty();
    }

    /** Removes what an extension provides and gives the keys. */
    public Future<List<String>> deleteOf(Tx tx, WorkspaceId workspace, String provider) {
        return tx.list(DELETE_OF_PROVIDER.with(new Provider(workspace, provider)));
    }

    private static Capability capability(ResultRow row) {
        return new Capability(
                row.get(CAPABILITY.KEY),
                new Semver(row.get(CAPABILITY.VERSION)),
                row.get(CAPABILITY.PROVIDER),
                row.json(CAPABILITY.INPUT),
                row.json(CAPABILITY.OUTPUT),
                new Traits(
                        Optional.ofNullable(row.json(CAPABILITY.DEPRECATED)).map(Deprecation::of),
                        row.get(CAPABILITY.CHANGES),
                        row.get(CAPABILITY.STREAMS)),
                row.instant(CAPABILITY.CREATED_AT),
                endpoint(row));
    }

    private static Optional<Endpoint> endpoint(ResultRow row) {
        return Optional.ofNullable(row.get(CAPABILITY_ENDPOINT.URL))
                .map(url -> new Endpoint(
                        url,
                        row.get(CAPABILITY_ENDPOINT.TIMEOUT_SECONDS),
                        row.get(CAPABILITY_ENDPOINT.IDEMPOTENT),
                        row.get(CAPABILITY_ENDPOINT.SECRET),
                        FormerSecrets.of(
                                row.get(CAPABILITY_ENDPOINT.FORMER_SECRETS),
                                row.get(CAPABILITY_ENDPOINT.FORMER_SECRETS_UNTIL)),
                        row.get(CAPABILITY_ENDPOINT.REVISION)));
    }

    private static SelectJoinStep<Record> capabilities() {
        return select(COLUMNS.and(ENDPOINT_COLUMNS.fields().toArray(Field<?>[]::new))
                        .fields())
                .from(CAPABILITY)
                .leftJoin(CAPABILITY_ENDPOINT)
                .on(CAPABILITY_ENDPOINT.WORKSPACE_ID.eq(CAPABILITY.WORKSPACE_ID))
                .and(CAPABILITY_ENDPOINT.KEY.eq(CAPABILITY.KEY))
                .and(CAPABILITY_ENDPOINT.VERSION.eq(CAPABILITY.VERSION))
                .and(CAPABILITY_ENDPOINT.PROVIDER.eq(CAPABILITY.PROVIDER));
    }
}
