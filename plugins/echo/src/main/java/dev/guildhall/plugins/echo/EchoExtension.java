package dev.guildhall.plugins.echo;

import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;

/** Provides the chat model {@code echo}. */
public final class EchoExtension implements WorkspaceExtension {

    @Override
    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
        handlers.chatModel("echo", new EchoModel());
        return Future.succeededFuture();
    }
}
