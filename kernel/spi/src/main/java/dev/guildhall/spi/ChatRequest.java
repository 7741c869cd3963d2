package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a {@link ChatModel} is to answer. Handed over by the host, so it may grow. */
public interface ChatRequest {

    /** One of the models of the manifest, or any when that names none. */
    String model();

    /** What the agent is and how it is to behave; empty when nobody said. */
    Optional<String> instructions();

    /** The conversation, the oldest first; the last is what is to be answered. */
    List<ChatMessage> messages();

    /** What the model may call. */
    List<ChatTool> tools();

    /** How the model is to work, as its provider names it, such as {@code temperature}; it belongs to the model. */
    JsonObject parameters();

    /** Who asked the agent. */
    Caller caller();

    /** The same in the host's logs and in the answer to whoever asked. */
    String requestId();

    /** When the answer is not waited for any more. */
    Instant deadline();

    /** Whether it is not wanted any more. */
    boolean isCancelled();
}
