package dev.guildhall.plugins.hello;

import dev.guildhall.spi.Event;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.Invocation;
import dev.guildhall.spi.JobRun;
import dev.guildhall.spi.RouteRequest;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.pf4j.Extension;

/** Greets people in one workspace, with the words its admin configured. */
@Extension
public class HelloExtension implements WorkspaceExtension {

    private WorkspaceContext workspace;

    @Override
    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
        this.workspace = workspace;
        handlers.capability("hello.greeting.say", this::say)
                .on("member.added", this::welcome)
                .on("directory.contact.created", this::greet)
                .route("greetings.show", this::show)
                .job("reminder", this::remind);
        return Future.succeededFuture();
    }

    private Future<JsonObject> say(Invocation call) {
        return Future.succeededFuture(greeting(call.input().getString("name")));
    }

    /** Tells everyone who listens that a new member was greeted. Delivered twice, it greets twice: that does no harm. */
    private Future<Void> welcome(Event added) {
        return workspace
                .emit("hello.member.greeted", added.subject(), greeting("new member"))
                .mapEmpty();
    }

    /** Greets a new contact of the directory, when that extension is installed too. */
    private Future<Void> greet(Event created) {
        return workspace
                .emit("hello.contact.greeted", created.subject(), greeting("new contact"))
                .mapEmpty();
    }

    /** Once a week. A run that is tried again reminds again, which does no harm either. */
    private Future<Void> remind(JobRun due) {
        return workspace.emit("hello.week.greeted", null, greeting("everybody")).mapEmpty();
    }

    private Future<RouteResponse> show(RouteRequest request) {
        return Future.succeededFuture(RouteResponse.json(greeting(request.pathParameter("name"))));
    }

    private JsonObject greeting(String name) {
        var words = workspace.config().getString("greeting", "Hello");
        return new JsonObject().put("message", words + ", " + name + "!");
    }
}
