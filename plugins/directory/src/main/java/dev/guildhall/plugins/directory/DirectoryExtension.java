package dev.guildhall.plugins.directory;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.Invocation;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.pf4j.Extension;

/** The contacts of one workspace. */
@Extension
public class DirectoryExtension implements WorkspaceExtension {

    private static final int DEFAULT_LIMIT = 20;

    private Contacts contacts;

    @Override
    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
        contacts = new Contacts(workspace.storage());
        handlers.capability("directory.contact.create", this::create)
                .capability("directory.contact.search", this::search)
                .capability("directory.contact.update", this::update)
                .capability("directory.contact.delete", this::delete)
                .on("member.removed", this::disown);
        return Future.succeededFuture();
    }

    private Future<JsonObject> create(Invocation call) {
        return contacts.create(call.input(), ownerOf(call));
    }

    /** A contact belongs to the member who creates it; one that another extension creates belongs to nobody. */
    private static UUID ownerOf(Invocation call) {
        return call.caller().kind() == Caller.Kind.USER
                ? UUID.fromString(call.caller().id())
                : null;
    }

    private Future<JsonObject> search(Invocation call) {
        var query = call.input().getString("query", "");
        var limit = call.input().getInteger("limit", DEFAULT_LIMIT);
        return contacts.search(query, limit).map(found -> new JsonObject().put("contacts", new JsonArray(found)));
    }

    private Future<JsonObject> update(Invocation call) {
        return contacts.update(UUID.fromString(call.input().getString("id")), call.input());
    }

    private Future<JsonObject> delete(Invocation call) {
        return contacts.delete(UUID.fromString(call.input().getString("id")));
    }

    /** Contacts stay when their owner leaves. Delivered twice, the second time finds nothing to do. */
    private Future<Void> disown(Event removed) {
        return contacts.disown(UUID.fromString(removed.subject()));
    }
}
