package dev.guildhall.capabilities.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.capabilities.Capability;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.host.CallChain;
import dev.guildhall.spi.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Tells the audit log of calls: of those that change something, and of those that were refused because somebody on the way
 * lacks the permission. Others leave no trace there, for each would be a write.
 */
public final class CallAudit {

    private final Database database;
    private final AuditLog log = new AuditLog();

    public CallAudit(Database database) {
        this.database = database;
    }

    /** Completes at once for a call of which nothing is to be told. */
    Future<Void> tell(CapabilityInvocation call, Capability capability, CallChain chain, Throwable failure) {
        var isRefused = failure instanceof Problem problem && problem.is(CommonError.ACCESS_DENIED);
        if (!isRefused && !capability.traits().changes()) {
            return Future.succeededFuture();
        }
        var what = new JsonObject()
                .put("version", capability.version().getVersion())
                .put("provider", capability.provider())
                .put("outcome", outcome(failure))
                .put("requestId", chain.requestId());
        if (chain.isNested()) {
            what.put("through", new JsonArray(chain.extensions()));
            chain.behalf().ifPresent(behalf -> what.put("onBehalfOf", name(behalf.caller())));
        }
        var entry = AuditEntry.of(call.by(), isRefused ? "capability.refused" : "capability.invoked")
                .on(call.key())
                .to(what);
        return database.inTransaction(call.workspace(), tx -> {
            log.append(tx, call.workspace(), entry);
            return Future.succeededFuture();
        });
    }

    private static String outcome(Throwable failure) {
        if (failure == null) {
            return "ANSWERED";
        }
        return failure instanceof Problem problem ? problem.code().code() : CommonError.INTERNAL.code();
    }

    private static String name(Caller caller) {
        return caller.kind().name().toLowerCase(Locale.ROOT) + ":" + caller.id();
    }
}
