package dev.guildhall.events.internal.log;

import dev.guildhall.core.error.Problem.Detail;
import dev.guildhall.events.EventsError;
import java.util.List;

/**
 * Which events of a tenant there are.
 *
 * @param oldest the sequence of the oldest that is kept; of the next one when there is none
 * @param last the sequence of the newest; 0 before the first
 */
public record LogExtent(long oldest, long last) {

    static final LogExtent EMPTY = new LogExtent(1, 0);

    /**
     * Fails with {@code EVENT.GONE} when events after this one are not kept any more; after 0 come all there are.
     *
     * @param field what the client calls the sequence
     */
    public void requireKept(String field, long after) {
        if (after > 0 && after + 1 < oldest) {
            throw EventsError.GONE
                    .because("The events after " + after
                            + " are not kept any more; the oldest there is has the sequence " + oldest + ". Go on with "
                            + (oldest - 1) + ", and count what was before as missed.")
                    .withDetails(List.of(
                            new Detail(field, "is older than the log"),
                            new Detail("oldestSequence", Long.toString(oldest))));
        }
    }
}
