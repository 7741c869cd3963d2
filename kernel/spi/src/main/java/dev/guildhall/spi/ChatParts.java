package dev.guildhall.spi;

import io.vertx.core.Future;

/**
 * Where the parts of an answer go. Each future completes when there is room for one more, so send that then and not before;
 * it fails when nobody takes any more, which is the time to stop.
 */
public interface ChatParts {

    /** The next piece of what is said, however short. */
    Future<Void> text(String piece);

    /** Something the model wants called; after the last of these the answer ends. */
    Future<Void> call(ChatToolCall wanted);
}
