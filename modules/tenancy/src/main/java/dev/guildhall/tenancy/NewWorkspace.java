package dev.guildhall.tenancy;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.tenancy.internal.KeyProposal;
import dev.guildhall.tenancy.internal.Names;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A request for a workspace, checked.
 *
 * @param keyProposed whether the key was made from the name, so that another one does as well
 * @param organization the one it is to belong to, if any
 * @param look gives it its icon, and what applications note of it
 * @param ownedAtMost how many workspaces the creator may own, this one included; empty when there is no limit to it
 */
public record NewWorkspace(
        String key,
        boolean keyProposed,
        String name,
        Plan plan,
        String timezone,
        Optional<OrganizationId> organization,
        UnaryOperator<Workspace> look,
        OptionalInt ownedAtMost) {

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

    /**
     * Reads {@code {key?, name, plan?, organizationId?, timezone?, icon?, iconColor?, externalId?, metadata?}} from a body the contract has let
     * through; names every field that is wrong. Without a key one is made from the name.
     */
    public static NewWorkspace of(JsonObject body) {
        return of(body, UnaryOperator.identity());
    }

    /** @param called what the client calls each of the fields */
    public static NewWorkspace of(JsonObject body, UnaryOperator<String> called) {
        var faults = new Faults();
        var name = Names.read(body, called.apply("name"), faults);
        var chosen = Optional.ofNullable(body.getString(called.apply("key")));
        var key = chosen.orElseGet(() -> KeyProposal.of(name));
        faults.require(
                KEY.matcher(key).matches(),
                called.apply("key"),
                "key must be 3 to 40 lower-case letters, digits and hyphens, and start with a letter");
        var plan = Optional.ofNullable(body.getString(called.apply("plan")))
                .map(Plan::named)
                .orElse(Optional.of(Plan.TEAM));
        faults.require(plan.isPresent(), called.apply("plan"), "plan must be PERSONAL, TEAM or ENTERPRISE");
        var zone = called.apply("timezone");
        var timezone = Optional.ofNullable(body.getString(zone)).orElse(WorkspaceSettings.DEFAULT.timezone());
        faults.require(
                WorkspaceChange.isTimezone(timezone), zone, zone + " must be an IANA name such as Europe/Berlin");
        var organization = Optional.ofNullable(body.getString("organizationId"))
                .flatMap(id -> faults.read(() -> OrganizationId.parse("organizationId", id)));
        var look = faults.read(() -> WorkspaceChange.look(body, called));
        var annotations = faults.read(() -> Annotations.change(body, faults).apply(Annotations.NONE));
        faults.refuse();
        return new NewWorkspace(
                key,
                chosen.isEmpty(),
                name,
                plan.orElseThrow(),
                timezone,
                organization,
                workspace -> look.orElseThrow().apply(workspace).with(annotations.orElseThrow()),
                OptionalInt.empty());
    }

    /** The same request for one of this organization. */
    public NewWorkspace in(OrganizationId its) {
        return new NewWorkspace(key, keyProposed, name, plan, timezone, Optional.of(its), look, ownedAtMost);
    }

    /** The same request of somebody who may own only so many workspaces. */
    NewWorkspace ownedAtMost(int limit) {
        return new NewWorkspace(key, keyProposed, name, plan, timezone, organization, look, OptionalInt.of(limit));
    }

    /** The same request with a key that nobody is likely to have. */
    NewWorkspace rekeyed() {
        return new NewWorkspace(
                KeyProposal.another(key), keyProposed, name, plan, timezone, organization, look, ownedAtMost);
    }

    Workspace begun(UserId owner, Instant now) {
        return look.apply(new Workspace(
                new WorkspaceId(Ids.next()),
                key,
                name,
                plan,
                owner,
                organization,
                WorkspaceSettings.DEFAULT.in(timezone),
                WorkspacePreferences.DEFAULT,
                Annotations.NONE,
                1,
                now,
                now));
    }
}
