package dev.guildhall.audit.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Authentication.Credential;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.UUID;

/**
 * An entry's row, as far as it is known before its place in the chain is. The columns repeat members of the text.
 *
 * @param members those of the entry's JSON object, without the opening brace; what has no value is left out
 */
public record EntryRow(
        String members,
        String actor,
        String credentialKind,
        String credential,
        String address,
        String correlation,
        String action,
        String subject) {

    public static EntryRow of(AuditEntry entry) {
        var by = entry.by();
        var credential = by.credential();
        var members = new LinkedHashMap<String, Object>();
        members.put("id", Ids.next().toString());
        members.put("actor", by.principal().text());
        members.put("actorEmail", by.email());
        members.put(
                "credentialKind",
                credential == Credential.NONE ? null : credential.kind().name());
        members.put(
                "credential",
                credential == Credential.NONE ? null : credential.id().toString());
        members.put("address", by.origin().address());
        members.put("requestId", by.origin().requestId());
        members.put("correlationId", by.origin().cause().correlation().orElse(null));
        members.put(
                "causationId", by.origin().cause().event().map(UUID::toString).orElse(null));
        members.put("action", entry.action());
        members.put("subject", entry.subject());
        members.put("before", entry.before());
        members.put("after", entry.after());
        members.values().removeIf(value -> value == null);
        var masked = new JsonObject(Masking.mask(members));
        return new EntryRow(
                masked.encode().substring(1),
                masked.getString("actor"),
                masked.getString("credentialKind"),
                masked.getString("credential"),
                masked.getString("address"),
                masked.getString("correlationId"),
                masked.getString("action"),
                masked.getString("subject"));
    }
}
