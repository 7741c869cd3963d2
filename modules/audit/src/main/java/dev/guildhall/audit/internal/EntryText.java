package dev.guildhall.audit.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Authentication.Credential;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;

/** The part of an entry's text that is known before its place in the chain is. */
public final class EntryText {

    private EntryText() {}

    /** The members of the entry's JSON object, without the opening brace. Those without a value are left out. */
    public static String of(AuditEntry entry) {
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
        members.put("action", entry.action());
        members.put("subject", entry.subject());
        members.put("before", entry.before());
        members.put("after", entry.after());
        members.values().removeIf(value -> value == null);
        return new JsonObject(Masking.mask(members)).encode().substring(1);
    }
}
