package dev.guildhall.capabilities;

import dev.guildhall.capabilities.internal.CapabilityTable;
import dev.guildhall.capabilities.internal.Choices;
import dev.guildhall.capabilities.internal.Dependents;
import dev.guildhall.capabilities.internal.WorkspaceCapabilities;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Provider;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Who answers a capability that several provide. Whoever was there first does, until somebody else is chosen; when those
 * who were chosen go, nobody does.
 */
public final class Bindings {

    private final Database database;
    private final Workspaces workspaces;
    private final Choices choices;
    private final Dependents dependents;
    private final Consumer<WorkspaceId> changed;
    private final CapabilityTable table = new CapabilityTable();

    /** @param changed is told after a commit whose capabilities are others now */
    Bindings(
            Database database,
            Workspaces workspaces,
            Choices choices,
            Dependents dependents,
            Consumer<WorkspaceId> changed) {
        this.database = database;
        this.workspaces = workspaces;
        this.choices = choices;
        this.dependents = dependents;
        this.changed = changed;
    }

    /** Fails with {@code CAPABILITY.NOT_FOUND} when nobody provides it. */
    public Future<Binding> get(WorkspaceId workspace, String key) {
        return database.inTransaction(
                workspace, tx -> choices.offers(tx, workspace).compose(offers -> binding(tx, workspace, key, offers)));
    }

    /** What extensions would miss with this provider; nothing is changed. */
    public Future<Breaks> plan(WorkspaceId workspace, String key, String provider) {
        return planned(workspace, key, choosing(key, provider));
    }

    /** What extensions would miss when nobody was chosen; nothing is changed. */
    public Future<Breaks> planRelease(WorkspaceId workspace, String key) {
        return planned(workspace, key, (binding, offers) -> offers.choosing(key, null));
    }

    /**
     * Has a provider answer from now on.
     *
     * @param provider as {@link Capability#provider} names it
     * @param isForced whether to go on though extensions lose what they need
     */
    public Future<Binding> bind(
            Authentication by,
            WorkspaceId workspace,
            String key,
            String provider,
            boolean isForced,
            IfMatch condition) {
        return change(by, workspace, key, isForced, condition, choosing(key, provider));
    }

    /** Forgets who was chosen: the only provider answers, and of several nobody. */
    public Future<Void> release(
            Authentication by, WorkspaceId workspace, String key, boolean isForced, IfMatch condition) {
        return change(by, workspace, key, isForced, condition, (binding, offers) -> offers.choosing(key, null))
                .mapEmpty();
    }

    private static BiFunction<Binding, Offers, Offers> choosing(String key, String provider) {
        return (binding, offers) -> offers.choosing(key, candidate(binding, provider));
    }

    private static Provider candidate(Binding binding, String provider) {
        return binding.provided().all().stream()
                .filter(one -> one.provider().equals(provider))
                .map(Capability::answeredBy)
                .findFirst()
                .orElseThrow(() -> CapabilityError.NO_CANDIDATE.onField(
                        "provider",
                        provider + " does not provide " + binding.provided().key() + " in this workspace; "
                                + String.join(", ", binding.provided().providers()) + " can be chosen."));
    }

    private Future<Breaks> planned(WorkspaceId workspace, String key, BiFunction<Binding, Offers, Offers> choosing) {
        return database.inTransaction(
                workspace,
                tx -> choices.offers(tx, workspace)
                        .compose(offers -> binding(tx, workspace, key, offers)
                                .compose(binding ->
                                        dependents.of(tx, workspace, offers, choosing.apply(binding, offers)))));
    }

    private Future<Binding> change(
            Authentication by,
            WorkspaceId workspace,
            String key,
            boolean isForced,
            IfMatch condition,
            BiFunction<Binding, Offers, Offers> choosing) {
        return database.inTransaction(workspace, tx -> {
            tx.afterCommit(() -> changed.accept(workspace));
            return workspaces
                    .lockForMembers(tx, workspace)
                    .compose(locked -> choices.offers(tx, workspace))
                    .compose(now -> binding(tx, workspace, key, now).compose(binding -> {
                        condition.verify(binding.revision());
                        var then = choosing.apply(binding, now);
                        return dependents
                                .requireNone(tx, workspace, now, then, isForced)
                                .compose(agreed -> choices.choose(tx, workspace, by, key, now, then))
                                .compose(written -> binding(tx, workspace, key, then));
                    }));
        });
    }

    private Future<Binding> binding(Tx tx, WorkspaceId workspace, String key, Offers offers) {
        return table.versions(tx, workspace, key)
                .map(versions -> new Binding(
                        new WorkspaceCapabilities(versions, offers.chosen()).required(key),
                        offers.chosen().containsKey(key)));
    }
}
