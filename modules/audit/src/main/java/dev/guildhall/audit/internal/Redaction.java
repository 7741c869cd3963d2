package dev.guildhall.audit.internal;

import dev.guildhall.audit.internal.RedactionTable.Found;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What is left of an entry of the audit log that tells of somebody: what was done, when, to what and by which account. */
final class Redaction {

    private static final List<String> REPLACED =
            List.of("actorEmail", "address", "requestId", "subject", "before", "after");
    private static final List<String> WHEREABOUTS = List.of("actorEmail", "address", "requestId");
    private static final List<String> FACTS = List.of("before", "after");

    private final Traces of;

    Redaction(Traces of) {
        this.of = of;
    }

    /** The entry's text without what is erased; empty when nothing is. */
    Optional<String> of(Found entry) {
        var former = new JsonObject(entry.text());
        var present = former.copy();
        var replaced = new JsonObject(entry.replaced());
        for (var member : REPLACED) {
            if (present.containsKey(member)) {
                present.put(member, replaced.getValue(member));
            }
        }
        var isPlatforms = entry.tenant() == Tenant.PLATFORM;
        var isTheirs = of.kind() == Kind.USER && ("user:" + of.id()).equals(former.getString("actor"));
        var isAboutThem = of.id().toString().equals(former.getString("subject"));
        if (isTheirs) {
            WHEREABOUTS.forEach(present::remove);
        }
        // What is in a workspace's log is the workspace's, what is in the platform's is about accounts and workspaces.
        if (isPlatforms && isTheirs || isAboutThem && (isPlatforms || of.kind() == Kind.WORKSPACE)) {
            FACTS.forEach(present::remove);
        }
        return present.equals(former)
                ? Optional.empty()
                : Optional.of(present.put("id", Ids.next().toString())
                        .put("erased", true)
                        .encode());
    }
}
