package dev.guildhall.archive.internal.erasure;

import dev.guildhall.archive.Receipt;
import dev.guildhall.archive.internal.ArchiveKey;
import dev.guildhall.archive.internal.erasure.ErasureTable.Work;
import dev.guildhall.audit.AuditTrail;
import dev.guildhall.audit.AuditTrail.End;
import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes receipts and signs them. */
final class Receipts {

    private final AuditTrail audit;
    private final ArchiveKey key;

    Receipts(AuditTrail audit, ArchiveKey key) {
        this.audit = audit;
        this.key = key;
    }

    /**
     * The receipt of what was erased.
     *
     * @param left how many rows there are still that are of it by their columns, which say no more than an id
     * @param changed how many rows were deleted beside, or changed
     */
    Future<Receipt> of(Work work, Traces traces, JsonObject left, Map<String, Long> changed, Instant now) {
        return Future.all(
                        audit.end(Tenant.PLATFORM),
                        traces.workspace().isPresent()
                                ? audit.end(traces.workspace().get())
                                : Future.succeededFuture())
                .map(ends -> {
                    var erasure = work.erasure();
                    var statement = new JsonObject()
                            .put("erasureId", erasure.id().toString())
                            .put("kind", erasure.kind().name())
                            .put("subjectId", erasure.subject().toString())
                            .put("digests", digests(erasure.id(), traces))
                            .put("requestedBy", erasure.requestedBy())
                            .put("reason", erasure.reason().orElse(null))
                            .put("requestedAt", erasure.requestedAt().toString())
                            .put("completedAt", now.toString())
                            .put("deleted", deleted(work.rows(), left))
                            .put("changed", new JsonObject(new TreeMap<>(changed)))
                            .put("auditHead", json(ends.resultAt(0)));
                    if (ends.resultAt(1) != null) {
                        statement.put("workspaceAuditHead", json(ends.resultAt(1)));
                    }
                    return signed(statement.encode());
                });
    }

    // By these, whoever knows an address or a name can tell that it was among those erased.
    private static JsonArray digests(UUID erasure, Traces traces) {
        var all = new JsonArray();
        Stream.concat(traces.addresses().stream(), traces.names().stream())
                .map(trace -> Sha256.hex((erasure + ":" + trace).getBytes(StandardCharsets.UTF_8)))
                .distinct()
                .sorted()
                .forEach(all::add);
        return all;
    }

    private static JsonObject deleted(JsonObject before, JsonObject left) {
        var deleted = new JsonObject();
        before.fieldNames().stream()
                .filter(table -> before.getLong(table) > left.getLong(table, 0L))
                .forEach(table -> deleted.put(table, before.getLong(table) - left.getLong(table, 0L)));
        return deleted;
    }

    private static JsonObject json(End end) {
        return new JsonObject()
                .put("sequence", end.sequence())
                .put("hash", HexFormat.of().formatHex(end.hash()));
    }

    private Receipt signed(String statement) {
        return new Receipt(statement, key.text(), key.sign(Receipt.signed(statement)));
    }

    /** The digest of what a receipt says. */
    static String digest(Receipt receipt) {
        return Sha256.hex(receipt.statement().getBytes(StandardCharsets.UTF_8));
    }
}
