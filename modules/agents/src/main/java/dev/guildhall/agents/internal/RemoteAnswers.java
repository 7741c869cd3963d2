package dev.guildhall.agents.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.work.NodeLease;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries answers in the making from the node that makes them to those on which somebody follows the session: by the
 * database, in pieces of what came within a moment. Safe for all threads.
 */
public final class RemoteAnswers {

    private static final int MOST_WATCHED = 1_000;

    private final Database database;
    private final NodeLease node;
    private final LiveSessions live;
    private final RunPartTable table = new RunPartTable();
    private final RunTable runs = new RunTable();
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private final Set<UUID> own = ConcurrentHashMap.newKeySet();

    private record Watched(SessionKey session, String agentKey, AtomicInteger number) {}

    RemoteAnswers(Database database, NodeLease node, LiveSessions live) {
        this.database = database;
        this.node = node;
        this.live = live;
    }

    /** Whether there are other nodes, on which somebody may listen. */
    boolean isNeeded() {
        return node.hasOthers();
    }

    Future<Void> send(RunPartTable.Part part) {
        return table.insert(database, part);
    }

    private void watch(SessionKey session, UUID run, String agentKey) {
        if (!own.contains(run) && watched.size() < MOST_WATCHED) {
            watched.putIfAbsent(run, new Watched(session, agentKey, new AtomicInteger()));
        }
    }

    /** Somebody begins to follow a session: its answers that are not over may be made elsewhere. */
    Future<Void> watch(SessionKey session) {
        return isNeeded()
                ? runs.open(database, session.workspace(), session.session()).map(open -> {
                    open.stream()
                            .filter(run -> live.answer(session)
                                    .filter(answer -> answer.run().equals(run.id()))
                                    .isEmpty())
                            .forEach(run -> watch(session, run.id(), run.agentKey()));
                    return null;
                })
                : Future.succeededFuture();
    }

    /** It is made on this node, until that {@linkplain #end ends}. */
    void begin(UUID run) {
        own.add(run);
        watched.remove(run);
    }

    void end(UUID run) {
        own.remove(run);
    }

    /** Forgets what was sent and nobody takes any more. */
    Future<Void> forgetOld() {
        return table.forgetOld(database);
    }

    /** Reads what other nodes have sent. */
    Future<Void> look() {
        watched.entrySet().removeIf(one -> !live.isFollowed(one.getValue().session()));
        if (watched.isEmpty() || !isNeeded()) {
            return Future.succeededFuture();
        }
        var known = watched.entrySet().stream()
                .map(one -> new RunPartTable.Known(
                        one.getValue().session().workspace(),
                        one.getKey(),
                        one.getValue().number().get()))
                .toList();
        return table.after(database, known).map(this::take);
    }

    private Void take(List<RunPartTable.Part> parts) {
        for (var part : parts) {
            var run = watched.get(part.run());
            if (run != null && run.number().compareAndSet(part.number() - 1, part.number())) {
                live.goesOn(run.session(), part.run(), run.agentKey(), part.content());
            }
        }
        return null;
    }

    /** Hears on every node of what is asked for, and of what is over. */
    void follow(Event event) {
        if (!event.type().startsWith("session.") || event.workspace().isEmpty()) {
            return;
        }
        var run = event.data().getString("runId");
        var session = new SessionKey(event.workspace().get(), UUID.fromString(event.subject()));
        if (run == null) {
            return;
        }
        if (event.type().equals(SessionEvents.MESSAGE)
                && "user".equals(event.data().getString("role"))) {
            if (live.isFollowed(session)) {
                watch(session, UUID.fromString(run), event.data().getString("agentKey"));
            }
        } else if (!event.type().equals(SessionEvents.CANCELLED)) {
            watched.remove(UUID.fromString(run));
        }
    }
}
