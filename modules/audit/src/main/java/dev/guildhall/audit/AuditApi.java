package dev.guildhall.audit;

import dev.guildhall.audit.AuditChain.Verification;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.SecurityGate;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Permission;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.function.Supplier;

/** The operations of auditors. */
final class AuditApi implements Api {

    private static final Permission READ = new Permission("audit.read");

    private final AuditTable table;
    private final AuditChain chain;
    private final SecurityGate gate;

    AuditApi(Database database, SecurityGate gate) {
        this.table = new AuditTable(database);
        this.chain = new AuditChain(database);
        this.gate = gate;
    }

    @Override
    public String contract() {
        return "openapi/audit.yaml";
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listAudit", call -> list(call, call.workspace(), () -> gate.stillAdmits(call, READ)))
                .on("verifyAudit", call -> verify(call.workspace()))
                .on(
                        "listPlatformAudit",
                        call -> list(call, WorkspaceId.PLATFORM, () -> gate.stillAdmitsAdministrator(call)))
                .on("verifyPlatformAudit", call -> verify(WorkspaceId.PLATFORM));
    }

    private Future<Answer> list(Call call, WorkspaceId workspace, Supplier<Future<Boolean>> stillAdmitted) {
        var format = Format.of(call);
        return format == Format.JSON
                ? table.page(workspace, PageRequest.of(AuditTable.FIELDS, call))
                        .map(page -> page.answer(AuditRecord::toJson))
                : new Export(table, workspace, call, format, stillAdmitted).begin();
    }

    private Future<Answer> verify(WorkspaceId workspace) {
        return chain.verify(workspace).map(found -> Answer.ok(json(found)));
    }

    private static JsonObject json(Verification found) {
        var json = new JsonObject()
                .put("valid", found.firstInvalid().isEmpty())
                .put("entries", found.entries())
                .put("head", HexFormat.of().formatHex(found.head()));
        found.firstInvalid().ifPresent(sequence -> json.put("firstInvalid", sequence));
        return json;
    }
}
