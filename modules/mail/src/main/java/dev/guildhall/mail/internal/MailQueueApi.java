package dev.guildhall.mail.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** What operators see of the queue; what is in the mails is for those they go to. */
public final class MailQueueApi implements Api {

    private final MailClaimTable table;

    public MailQueueApi(Database database) {
        this.table = new MailClaimTable(database);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getMailQueue", request -> get());
    }

    private Future<ApiResponse> get() {
        var backlog = table.backlog();
        var failing = table.failing();
        return Future.all(backlog, failing).map(both -> ApiResponse.ok(json(backlog.result(), failing.result())));
    }

    private static JsonObject json(MailBacklog backlog, List<FailingMail> failing) {
        return new JsonObject()
                .put("waiting", backlog.waiting())
                .put("oldestSeconds", backlog.oldestSeconds())
                .put("dead", backlog.dead())
                .put(
                        "failing",
                        new JsonArray(failing.stream().map(MailQueueApi::json).toList()));
    }

    private static JsonObject json(FailingMail mail) {
        return new JsonObject()
                .put("id", mail.id().toString())
                .put("attempts", mail.attempts())
                .put("lastError", mail.error())
                .put("createdAt", mail.at().toString())
                .put("nextAttemptAt", mail.nextAttempt().map(Instant::toString).orElse(null));
    }
}
