package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.AgentRun.Status;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.agents.SessionMessage.Role;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.events.Outbox;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notes how runs end: what was said becomes a message, what was taken is counted, and whoever listens is told. */
final class RunEnds {

    private final Database database;
    private final Outbox outbox;
    private final LiveSessions live;
    private final Clock clock;
    private final RunClaimTable claims;
    private final SessionTable sessions = new SessionTable();
    private final MessageTable messages = new MessageTable();
    private final UsageTable usage = new UsageTable();
    private final RunPartTable parts = new RunPartTable();

    RunEnds(Database database, Outbox outbox, LiveSessions live, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.live = live;
        this.clock = clock;
        this.claims = new RunClaimTable(database);
    }

    /** @param answer what was said so far; kept as a message unless it is nothing */
    Future<Void> end(RunClaim claim, RunOutcome outcome, String answer) {
        var run = claim.run();
        return database.inTransaction(
                run.workspace(),
                tx -> claims.end(tx, claim, outcome)
                        .compose(held -> held ? end(tx, claim, outcome, answer) : Future.succeededFuture()));
    }

    private Future<Void> end(Tx tx, RunClaim claim, RunOutcome outcome, String answer) {
        var run = claim.run();
        var counted = Future.all(usage.add(tx, run, outcome.used()), parts.delete(tx, run.workspace(), run.id()));
        if (outcome.status() != Status.COMPLETED) {
            outbox.append(tx, run.workspace(), SessionEvents.ended(run, outcome));
        }
        return counted.compose(done -> outcome.status() == Status.COMPLETED || !answer.isBlank()
                ? say(tx, run, answer)
                : Future.succeededFuture());
    }

    private Future<Void> say(Tx tx, AgentRun run, String answer) {
        var now = now();
        return sessions.next(tx, run.workspace(), run.session(), now).compose(sequence -> {
            if (sequence.isEmpty()) {
                return Future.succeededFuture();
            }
            var message = new SessionMessage(
                    run.session(),
                    sequence.get(),
                    Ids.next(),
                    Role.ASSISTANT,
                    Optional.empty(),
                    run.agentKey(),
                    Optional.of(run.id()),
                    answer,
                    Optional.empty(),
                    now);
            return messages.insert(tx, run.workspace(), message).map(inserted -> {
                outbox.append(
                        tx, run.workspace(), SessionEvents.said(message, Principal.SYSTEM, SessionEvents.cause(run)));
                tx.afterCommit(() -> live.said(new SessionKey(run.workspace(), run.session()), message));
                return null;
            });
        });
    }

    /** Ends the runs that nobody goes on with: what was done until then is not known. */
    Future<Void> interruptLost(HeldClaims held) {
        return interrupt(tx -> claims.interruptLost(tx, held));
    }

    /** The same of all runs of an owner. */
    Future<Void> interruptAll(UUID owner) {
        return interrupt(tx -> claims.interruptAll(tx, owner));
    }

    private interface Interruption {
        Future<List<AgentRun>> in(Tx tx);
    }

    private Future<Void> interrupt(Interruption interruption) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> interruption.in(tx).compose(runs -> interrupted(tx, runs)));
    }

    private Future<Void> interrupted(Tx tx, List<AgentRun> runs) {
        var outcome = RunOutcome.interrupted(Used.NOTHING);
        var forgotten = new ArrayList<Future<Void>>();
        runs.forEach(run -> {
            forgotten.add(parts.delete(tx, run.workspace(), run.id()));
            outbox.append(tx, run.workspace(), SessionEvents.ended(run, outcome));
        });
        return Future.join(forgotten).mapEmpty();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
