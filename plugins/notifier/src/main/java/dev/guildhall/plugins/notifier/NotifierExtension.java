package dev.guildhall.plugins.notifier;

import dev.guildhall.spi.Event;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.pf4j.Extension;

/**
 * Tells a chat what happens in one workspace. An event that the chat did not take is delivered again by the host; one
 * that was taken, but whose answer got lost, is posted twice.
 */
@Extension
public class NotifierExtension implements WorkspaceExtension {

    private static final JsonArray DEFAULT_EVENTS = new JsonArray(List.of("member.*", "extension.*"));

    private WorkspaceContext workspace;
    private URI webhook;
    private Choice choice;

    @Override
    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
        this.workspace = workspace;
        webhook = webhook(workspace.secrets().get("webhookUrl").orElse(""));
        choice = Choice.of(workspace.config().getJsonArray("events", DEFAULT_EVENTS));
        handlers.on("*", this::post);
        return Future.succeededFuture();
    }

    /** What is wrong with a secret is not said by quoting it. */
    private static URI webhook(String url) {
        var invalid = ExtensionException.invalid(
                "NOTIFIER.URL_INVALID", "The configured webhookUrl is not the URL of a host.");
        try {
            var webhook = new URI(url);
            if (webhook.getHost() == null) {
                throw invalid;
            }
            return webhook;
        } catch (URISyntaxException malformed) {
            throw invalid;
        }
    }

    private Future<Void> post(Event event) {
        if (!choice.includes(event.type())) {
            return Future.succeededFuture();
        }
        var message = new JsonObject().put("text", Message.of(event, workspace.workspaceKey()));
        return workspace.http().send(OutboundRequest.post(webhook, message)).compose(NotifierExtension::taken);
    }

    private static Future<Void> taken(OutboundResponse response) {
        return response.succeeded()
                ? Future.succeededFuture()
                : Future.failedFuture(new ExtensionException(
                        ExtensionException.Kind.FAILED,
                        "NOTIFIER.NOT_TAKEN",
                        "The chat answered with status " + response.status() + "."));
    }
}
