package dev.guildhall.agents.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.work.NodeLease;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who follows the sessions of groups, on all nodes: what is so here is told at once, and what other nodes have within about a
 * second. Safe for all threads, on which it calls back.
 */
public final class Presence {

    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Database database;
    private final NodeLease node;
    private final RemoteAnswers others;
    private final PresenceTable table = new PresenceTable();
    private final Map<SessionKey, List<Follower>> here = new ConcurrentHashMap<>();
    private volatile Map<SessionKey, Set<UserId>> elsewhere = Map.of();
    private Future<Void> written = Future.succeededFuture();
    private UUID known;

    /** @param changed is told who follows the session, in a stable order */
    private record Follower(UserId user, Consumer<List<UserId>> changed) {}

    Presence(Database database, NodeLease node, RemoteAnswers others) {
        this.database = database;
        this.node = node;
        this.others = others;
    }

    /** Somebody follows a session from now on, until that is cancelled; they are told who else does. */
    Registration join(SessionKey session, UserId user, Consumer<List<UserId>> changed) {
        var follower = new Follower(user, changed);
        here.compute(session, (key, present) -> {
            var all = present == null ? new ArrayList<Follower>() : new ArrayList<>(present);
            all.add(follower);
            return List.copyOf(all);
        });
        write(() -> table.insert(
                database, new PresenceTable.Present(session, node.current().owner(), user)));
        tell(session);
        return () -> leave(session, follower);
    }

    private void leave(SessionKey session, Follower follower) {
        var left = here.computeIfPresent(session, (key, present) -> {
            var rest = present.stream().filter(other -> other != follower).toList();
            return rest.isEmpty() ? null : rest;
        });
        if (left == null || left.stream().noneMatch(other -> other.user().equals(follower.user()))) {
            write(() -> table.delete(
                    database, new PresenceTable.Present(session, node.current().owner(), follower.user())));
        }
        tell(session);
    }

    // One after the other, for who comes and goes at once is not to stay.
    private synchronized void write(Supplier<Future<Void>> change) {
        written = written.transform(before -> change.get()
                .onFailure(failure -> LOG.debug("Other nodes are not told who follows a session", failure)));
    }

    private void tell(SessionKey session) {
        var followers = here.getOrDefault(session, List.of());
        var users = new TreeSet<UserId>(Comparator.comparing(UserId::value));
        followers.forEach(follower -> users.add(follower.user()));
        users.addAll(elsewhere.getOrDefault(session, Set.of()));
        var all = List.copyOf(users);
        followers.forEach(follower -> follower.changed().accept(all));
    }

    /** Reads who follows the same sessions on other nodes. */
    Future<Void> look() {
        var own = node.current().owner();
        if (!own.equals(known)) {
            known = own;
            // The node takes part under another name than it did, by which the others do not know these.
            here.forEach((session, followers) -> followers.forEach(follower ->
                    write(() -> table.insert(database, new PresenceTable.Present(session, own, follower.user())))));
        }
        if (here.isEmpty() || !others.isNeeded()) {
            return Future.succeededFuture();
        }
        return table.elsewhere(database, List.copyOf(here.keySet()), own).map(found -> {
            var before = elsewhere;
            elsewhere = found.stream()
                    .collect(Collectors.groupingBy(
                            PresenceTable.Present::session,
                            HashMap::new,
                            Collectors.mapping(PresenceTable.Present::user, Collectors.toSet())));
            here.keySet().stream()
                    .filter(session ->
                            !before.getOrDefault(session, Set.of()).equals(elsewhere.getOrDefault(session, Set.of())))
                    .forEach(this::tell);
            return null;
        });
    }

    /** Forgets who followed sessions on nodes that are gone. */
    Future<Void> forgetGone() {
        return table.forgetGone(database, node.current().owner());
    }

    /** Nobody follows anything here any more. */
    public Future<Void> stop() {
        return table.forgetAll(database, node.current().owner());
    }
}
