package dev.guildhall.capabilities;

import dev.guildhall.capabilities.Capability.Traits;
import dev.guildhall.capabilities.internal.CapabilityTable;
import dev.guildhall.capabilities.internal.Choices;
import dev.guildhall.capabilities.internal.Dependents;
import dev.guildhall.capabilities.internal.EndpointSecrets;
import dev.guildhall.capabilities.internal.EndpointVersions;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.events.WebhookSecret;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Capabilities by URL: a service outside answers them, and calls of them are signed with a secret that it shares. */
public final class Endpoints {

    private static final int MAX_PER_WORKSPACE = 200;
    private static final JsonObject ANYTHING = new JsonObject().put("type", "object");

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final EndpointSecrets secrets;
    private final Choices choices;
    private final Dependents dependents;
    private final Clock clock;
    private final Consumer<WorkspaceId> changed;
    private final CapabilityTable table = new CapabilityTable();

    /** @param changed is told after a commit whose capabilities are others now */
    Endpoints(
            Database database,
            Workspaces workspaces,
            Journal journal,
            EndpointSecrets secrets,
            Choices choices,
            Dependents dependents,
            Clock clock,
            Consumer<WorkspaceId> changed) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.secrets = secrets;
        this.choices = choices;
        this.dependents = dependents;
        this.clock = clock;
        this.changed = changed;
    }

    /** @param secret there when it is new, and never again */
    public record Registered(Capability capability, Optional<String> secret) {}

    /**
     * Registers a version of a capability, or changes it; without a version, the newest. Fails with
     * {@code CAPABILITY.PROVIDED_BY_EXTENSION} for a key that only extensions have here.
     *
     * @param isForced whether to go on though extensions lose what they need
     */
    public Future<Registered> put(
            Authentication by,
            WorkspaceId workspace,
            String key,
            EndpointInput input,
            boolean isForced,
            IfMatch condition) {
        return change(workspace, key, condition, (tx, present) -> {
            var before = before(present, input);
            requireComplete(present, before, input);
            var secret =
                    present.isEmpty() ? Optional.of(WebhookSecret.generate().reveal()) : Optional.<String>empty();
            var shared = present.isEmpty()
                    ? fresh(secrets.seal(workspace, key, secret.orElseThrow()))
                    : next(present.get(0).endpoint().orElseThrow());
            var after = after(key, before, input, shared);
            record(tx, workspace, change(by, "capability.registered", after), before, Optional.of(after));
            return requireRoom(tx, workspace, before)
                    .compose(room ->
                            allowed(by, tx, workspace, key, EndpointVersions.with(present, before, after), isForced))
                    .compose(room -> table.put(tx, workspace, before, after))
                    .compose(put -> table.setSecrets(
                            tx, workspace, key, after.endpoint().orElseThrow()))
                    .map(written -> new Registered(after, secret));
        });
    }

    /**
     * Removes one version, or all. Fails with {@code CAPABILITY.NOT_FOUND} when there is none, and with
     * {@code CAPABILITY.PROVIDED_BY_EXTENSION} when only extensions provide it.
     *
     * @param isForced whether to go on though extensions lose what they need
     */
    public Future<Void> remove(
            Authentication by,
            WorkspaceId workspace,
            String key,
            Optional<String> version,
            boolean isForced,
            IfMatch condition) {
        return change(workspace, key, condition, (tx, present) -> {
            var doomed = EndpointVersions.doomed(present, key, version);
            var rest = new ArrayList<>(present);
            rest.removeAll(doomed);
            var removed = allowed(by, tx, workspace, key, rest, isForced);
            for (var capability : doomed) {
                record(
                        tx,
                        workspace,
                        change(by, "capability.removed", capability),
                        Optional.of(capability),
                        Optional.empty());
                removed = removed.compose(gone -> table.deleteVersion(tx, workspace, capability));
            }
            var shared = next(present.get(0).endpoint().orElseThrow());
            return removed.compose(gone -> table.setSecrets(tx, workspace, key, shared));
        });
    }

    /** What extensions would miss without it; nothing is changed. */
    public Future<Breaks> planRemoval(WorkspaceId workspace, String key, Optional<String> version) {
        return database.inTransaction(
                workspace,
                tx -> table.versions(tx, workspace, key).compose(found -> {
                    var present = EndpointVersions.outside(key, found);
                    var rest = new ArrayList<>(present);
                    rest.removeAll(EndpointVersions.doomed(present, key, version));
                    return choices.offers(tx, workspace)
                            .compose(now ->
                                    dependents.of(tx, workspace, now, EndpointVersions.offering(now, key, rest)));
                }));
    }

    /**
     * Fails when extensions need what goes, unless that is wanted; and writes who answers then.
     *
     * @param versions what is there by URL under the key then
     */
    private Future<Void> allowed(
            Authentication by, Tx tx, WorkspaceId workspace, String key, List<Capability> versions, boolean isForced) {
        return choices.offers(tx, workspace).compose(now -> {
            var then = EndpointVersions.offering(now, key, versions);
            return dependents
                    .requireNone(tx, workspace, now, then, isForced)
                    .compose(agreed -> choices.write(tx, workspace, by, now, then));
        });
    }

    /**
     * Makes a new secret for all versions; calls are signed with the present one as well for a day.
     * Fails with {@code SECRET.ROTATED_TOO_OFTEN} when too many are used already.
     */
    public Future<Registered> rotateSecret(Authentication by, WorkspaceId workspace, String key, IfMatch condition) {
        return change(workspace, key, condition, (tx, present) -> {
            if (present.isEmpty()) {
                throw EndpointVersions.notFound(key);
            }
            var newest = present.get(0);
            var endpoint = newest.endpoint().orElseThrow();
            var secret = WebhookSecret.generate().reveal();
            var rotated = new Endpoint(
                    endpoint.url(),
                    endpoint.timeoutSeconds(),
                    endpoint.idempotent(),
                    secrets.seal(workspace, key, secret),
                    endpoint.formerSecrets().replacing(endpoint.secret(), now()),
                    endpoint.revision() + 1);
            journal.record(tx, workspace, change(by, "capability.secret_rotated", newest));
            return table.setSecrets(tx, workspace, key, rotated)
                    .map(set -> new Registered(with(newest, rotated), Optional.of(secret)));
        });
    }

    private interface Step<T> {

        /** @param present the versions there are, the newest first, all of them by URL */
        Future<T> run(Tx tx, List<Capability> present);
    }

    private <T> Future<T> change(WorkspaceId workspace, String key, IfMatch condition, Step<T> step) {
        return database.inTransaction(workspace, tx -> {
            tx.afterCommit(() -> changed.accept(workspace));
            return workspaces
                    .lockForMembers(tx, workspace)
                    .compose(locked -> table.versions(tx, workspace, key))
                    .compose(found -> {
                        var present = EndpointVersions.outside(key, found);
                        condition.verify(revision(present));
                        return step.run(tx, present);
                    });
        });
    }

    /** The revision of a key as {@code ETag} and {@code If-Match} know it; 0 when it is not there by URL. */
    public static long revision(List<Capability> versions) {
        return versions.stream()
                .flatMap(capability -> capability.endpoint().stream())
                .mapToLong(Endpoint::revision)
                .max()
                .orElse(0);
    }

    private static Optional<Capability> before(List<Capability> present, EndpointInput input) {
        return input.version().isEmpty()
                ? present.stream().findFirst()
                : present.stream()
                        .filter(capability ->
                                capability.version().equals(input.version().get()))
                        .findFirst();
    }

    private static void requireComplete(List<Capability> present, Optional<Capability> before, EndpointInput input) {
        var faults = new Faults();
        if (present.isEmpty() && input.version().isEmpty()) {
            faults.add("version", "version is required");
        }
        if (before.isEmpty() && input.url().isEmpty()) {
            faults.add("url", "url is required");
        }
        faults.refuse();
    }

    private Future<Void> requireRoom(Tx tx, WorkspaceId workspace, Optional<Capability> before) {
        return before.isPresent()
                ? Future.succeededFuture()
                : table.numberOfEndpoints(tx, workspace)
                        .compose(number -> number < MAX_PER_WORKSPACE
                                ? Future.succeededFuture()
                                : CapabilityError.TOO_MANY
                                        .because("A workspace has " + MAX_PER_WORKSPACE
                                                + " capabilities by URL at most; remove one first.")
                                        .asFuture());
    }

    private static Endpoint fresh(String sealedSecret) {
        return new Endpoint("", Endpoint.DEFAULT_TIMEOUT_SECONDS, false, sealedSecret, FormerSecrets.NONE, 1);
    }

    private static Endpoint next(Endpoint present) {
        return new Endpoint(
                present.url(),
                present.timeoutSeconds(),
                present.idempotent(),
                present.secret(),
                present.formerSecrets(),
                present.revision() + 1);
    }

    private Capability after(String key, Optional<Capability> before, EndpointInput input, Endpoint shared) {
        var there = before.flatMap(Capability::endpoint);
        var url = input.url().or(() -> there.map(Endpoint::url)).orElseThrow();
        return new Capability(
                key,
                input.version().or(() -> before.map(Capability::version)).orElseThrow(),
                Endpoint.origin(url),
                input.input().or(() -> before.map(Capability::input)).orElse(ANYTHING),
                input.output().or(() -> before.map(Capability::output)).orElse(ANYTHING),
                traits(before.map(Capability::traits).orElse(Traits.NONE), input),
                before.map(Capability::createdAt).orElseGet(this::now),
                Optional.of(new Endpoint(
                        url,
                        input.timeoutSeconds()
                                .or(() -> there.map(Endpoint::timeoutSeconds))
                                .orElse(Endpoint.DEFAULT_TIMEOUT_SECONDS),
                        input.idempotent()
                                .or(() -> there.map(Endpoint::idempotent))
                                .orElse(false),
                        shared.secret(),
                        shared.formerSecrets(),
                        shared.revision())));
    }

    private static Traits traits(Traits before, EndpointInput input) {
        return new Traits(
                input.deprecated().orElse(before.deprecated()),
                input.changes().orElse(before.changes()),
                input.streams().orElse(before.streams()));
    }

    private static Capability with(Capability capability, Endpoint endpoint) {
        return new Capability(
                capability.key(),
                capability.version(),
                capability.provider(),
                capability.input(),
                capability.output(),
                capability.traits(),
                capability.createdAt(),
                Optional.of(endpoint));
    }

    private void record(
            Tx tx, WorkspaceId workspace, Change change, Optional<Capability> before, Optional<Capability> after) {
        journal.record(
                tx,
                workspace,
                change.from(before.map(Endpoints::audited).orElse(null))
                        .to(after.map(Endpoints::audited).orElse(null)));
    }

    private static JsonObject audited(Capability capability) {
        var json = capability.toJson();
        json.remove("input");
        json.remove("output");
        return json;
    }

    private static Change change(Authentication by, String type, Capability capability) {
        var data = new JsonObject()
                .put("key", capability.key())
                .put("version", capability.version().getVersion())
                .put("provider", capability.provider());
        return Change.of(by, type).on(capability.key()).telling(data);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
