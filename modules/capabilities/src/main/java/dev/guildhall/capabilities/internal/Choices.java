package dev.guildhall.capabilities.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Provider;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Objects;
import java.util.TreeSet;

/** Keeps who was chosen to answer, and tells when another does. */
public final class Choices {

    private final Journal journal;
    private final Clock clock;
    private final CapabilityTable capabilities = new CapabilityTable();
    private final BindingTable table = new BindingTable();

    public Choices(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** What is provided at this point of the transaction. */
    public Future<Offers> offers(Tx tx, WorkspaceId workspace) {
        return capabilities
                .all(tx, workspace)
                .compose(all -> table.all(tx, workspace)
                        .map(chosen -> new Offers(
                                all.stream()
                                        .map(one -> new Offer(
                                                one.key(), one.version(), one.answeredBy(), one.input(), one.output()))
                                        .toList(),
                                chosen)));
    }

    /** Writes what was chosen other than before; subscribers are told who answers where somebody did or could before. */
    public Future<Void> write(Tx tx, WorkspaceId workspace, Authentication by, Offers before, Offers after) {
        after.boundOtherwise(before).stream()
                .filter(key -> !before.of(key).isEmpty() && !after.of(key).isEmpty())
                .forEach(key -> journal.record(tx, workspace, change(by, key, before, after)));
        return keep(tx, workspace, before, after);
    }

    /** The same for what somebody chose, of which is told though it be who answers anyway. */
    public Future<Void> choose(
            Tx tx, WorkspaceId workspace, Authentication by, String key, Offers before, Offers after) {
        if (!before.chosen().equals(after.chosen())) {
            journal.record(tx, workspace, change(by, key, before, after));
        }
        return keep(tx, workspace, before, after);
    }

    private Future<Void> keep(Tx tx, WorkspaceId workspace, Offers before, Offers after) {
        var keys = new TreeSet<>(before.chosen().keySet());
        keys.addAll(after.chosen().keySet());
        var written = new ArrayList<Future<Void>>();
        for (var key : keys) {
            var chosen = after.chosen().get(key);
            if (chosen == null) {
                written.add(table.delete(tx, workspace, key));
            } else if (!Objects.equals(chosen, before.chosen().get(key))) {
                written.add(table.put(tx, workspace, key, chosen, clock.instant()));
            }
        }
        return Future.all(written).mapEmpty();
    }

    private static Change change(Authentication by, String key, Offers before, Offers after) {
        var is = after.bound(key).map(Choices::name).orElse(null);
        var was = before.bound(key).map(Choices::name).orElse(null);
        return Change.of(by, is == null ? "capability.unbound" : "capability.bound")
                .on(key)
                .telling(new JsonObject().put("key", key).put("provider", is).put("from", was))
                .from(new JsonObject().put("provider", was))
                .to(new JsonObject().put("provider", is));
    }

    private static String name(Provider provider) {
        return provider.extensionKey() == null ? "by URL" : provider.extensionKey();
    }
}
