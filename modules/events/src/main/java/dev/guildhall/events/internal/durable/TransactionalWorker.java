package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Reads a batch, delivers it and moves the cursor in one transaction, so that a batch is delivered just once. */
final class TransactionalWorker extends CursorWorker {

    private final Database database;
    private final EventTable events;
    private final CursorClaimTable cursors;
    private final TransactionalDelivery delivery;
    private long reached;

    TransactionalWorker(
            Vertx vertx,
            Database database,
            EventTable events,
            CursorClaimTable cursors,
            TransactionalDelivery delivery,
            CursorClaim claim) {
        super(vertx, claim);
        this.database = database;
        this.events = events;
        this.cursors = cursors;
        this.delivery = delivery;
        this.reached = claim.cursor().sequence();
    }

    /** @param goesOn whether the claim is kept for the next batch */
    private record Done(long reached, boolean goesOn) {}

    @Override
    Future<Boolean> step() {
        forgetNotice();
        return database.inTransaction(key.tenant(), this::deliver).map(done -> {
            reached = done.reached();
            return done.goesOn();
        });
    }

    private Future<Done> deliver(Tx tx) {
        return events.after(tx, key.tenant(), reached, delivery.batch())
                .compose(batch -> batch.isEmpty() || isStopping()
                        ? move(tx, reached, false)
                        : delivery.deliver(tx, key.recipient(), batch).compose(delivered -> moveBehind(tx, batch)));
    }

    private Future<Done> moveBehind(Tx tx, List<Event> batch) {
        var maybeMore = batch.size() == delivery.batch() || isNoticed();
        return move(tx, batch.get(batch.size() - 1).sequence(), maybeMore && !isStopping());
    }

    // Nothing is delivered when the claim is lost: the failure undoes it.
    private Future<Done> move(Tx tx, long sequence, boolean goesOn) {
        return cursors.move(tx, claim, sequence, goesOn).map(active -> new Done(sequence, goesOn && active));
    }
}
