package dev.guildhall.identity;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Gives rows from before there were keys of addresses theirs, a batch at a time. */
public final class MissingKeys {

    private static final int BATCH = 500;

    private final Rows rows;
    private final Consumer<Keyless> taken;

    /** @param taken is told of each row whose key is another's; it stays without */
    public MissingKeys(Rows rows, Consumer<Keyless> taken) {
        this.rows = rows;
        this.taken = taken;
    }

    /** A row and its address, which has no key. */
    public record Keyless(UUID id, String email) {}

    /** The rows of one table. */
    public interface Rows {

        /** Those whose address has no key, in the order of their ids. */
        Future<List<Keyless>> withoutKey(UUID after, int most);

        /** Whether the row has the key now; false when another one has it. */
        Future<Boolean> giveKey(UUID id, String key);
    }

    public Future<Void> fill() {
        return fillAfter(new UUID(0, 0));
    }

    private Future<Void> fillAfter(UUID last) {
        return rows.withoutKey(last, BATCH)
                .compose(found -> fill(found)
                        .compose(filled -> found.size() < BATCH
                                ? Future.succeededFuture()
                                : fillAfter(found.get(found.size() - 1).id())));
    }

    private Future<Void> fill(List<Keyless> found) {
        var done = Future.<Void>succeededFuture();
        for (var keyless : found) {
            done = done.compose(before -> fill(keyless));
        }
        return done;
    }

    private Future<Void> fill(Keyless keyless) {
        return rows.giveKey(keyless.id(), EmailAddress.keyOf(keyless.email())).map(given -> {
            if (!given) {
                taken.accept(keyless);
            }
            return null;
        });
    }
}
