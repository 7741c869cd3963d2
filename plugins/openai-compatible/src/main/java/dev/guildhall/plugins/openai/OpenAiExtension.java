package dev.guildhall.plugins.openai;

import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;

/** Provides the chat models of the configured endpoint. */
public final class OpenAiExtension implements WorkspaceExtension {

    @Override
    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
        handlers.chatModel("openai-compatible", new CompletionsModel(workspace));
        return Future.succeededFuture();
    }
}
