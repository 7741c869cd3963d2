package dev.guildhall.spi;

import io.vertx.core.Future;

/**
 * A provider of chat models, which agents of the workspace answer with. Called on a worker thread, from several at once;
 * one call is one answer, and a call of a tool ends it: the next call has what came of the tools among its messages.
 */
@FunctionalInterface
public interface ChatModel {

    /**
     * Completes after the last part, with what the answer took. It fails with an {@link ExtensionException} whose kind says
     * what went wrong: {@link ExtensionException.Kind#INVALID} and {@link ExtensionException.Kind#FORBIDDEN} when the
     * request is refused, {@link ExtensionException.Kind#UNAVAILABLE} when the provider has too much to do, with the time to
     * try again if it said one, and any other when it failed. What was sent before stays said. At
     * {@link ChatRequest#deadline()}, or when the answer is not wanted any more, the thread gets an interrupt and
     * {@code parts} takes no more.
     */
    Future<ChatUsage> answer(ChatRequest request, ChatParts parts) throws Exception;
}
