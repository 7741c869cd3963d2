package dev.guildhall.tenancy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A request for a workspace, checked.
 *
 * @param keyProposed whether the key was made from the name, so that another one does as well
 * @param ownedAtMost how many workspaces the creator may own, this one included; empty when there is no limit to it
 */
public record NewWorkspace(
        String key, boolean keyProposed, String name, Plan plan, String timezone, OptionalInt ownedAtMost) {

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

    /**
     * Reads {@code {key?, name, plan?, timezone?}} from a body the contract has let through; names every field that is
     * wrong. Without a key one is made from the name.
     */
    public static NewWorkspace of(JsonObject body) {
        var wrong = new ArrayList<Problem.Detail>();
        var name = body.getString("name").strip();
        if (name.isEmpty() || name.codePointCount(0, name.length()) > 200) {
            wrong.add(new Problem.Detail("name", "name must have 1 to 200 characters"));
        }
        var chosen = Optional.ofNullable(body.getString("key"));
        var key = chosen.orElseGet(() -> KeyProposal.of(name));
        if (!KEY.matcher(key).matches()) {
            wrong.add(new Problem.Detail(
                    "key", "key must be 3 to 40 lower-case letters, digits and hyphens, and start with a letter"));
        }
        var plan = Plan.named(body.getString("plan", "TEAM"));
        if (plan.isEmpty()) {
            wrong.add(new Problem.Detail("plan", "plan must be PERSONAL, TEAM or ENTERPRISE"));
        }
        var timezone = body.getString("timezone", WorkspaceSettings.DEFAULT.timezone());
        if (!WorkspaceChange.isTimezone(timezone)) {
            wrong.add(new Problem.Detail("timezone", "timezone must be an IANA name such as Europe/Berlin"));
        }
        if (!wrong.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(wrong.get(0).message()).withDetails(wrong);
        }
        return new NewWorkspace(key, chosen.isEmpty(), name, plan.orElseThrow(), timezone, OptionalInt.empty());
    }

    /** The same request of somebody who may own only so many workspaces. */
    NewWorkspace ownedAtMost(int limit) {
        return new NewWorkspace(key, keyProposed, name, plan, timezone, OptionalInt.of(limit));
    }

    /** The same request with a key that nobody is likely to have. */
    NewWorkspace rekeyed() {
        return new NewWorkspace(KeyProposal.another(key), keyProposed, name, plan, timezone, ownedAtMost);
    }

    Workspace begun(UserId owner, Instant now) {
        return new Workspace(
                new WorkspaceId(Ids.next()),
                key,
                name,
                plan,
                owner,
                WorkspaceSettings.DEFAULT.in(timezone),
                WorkspacePreferences.DEFAULT,
                1,
                now,
                now);
    }
}
