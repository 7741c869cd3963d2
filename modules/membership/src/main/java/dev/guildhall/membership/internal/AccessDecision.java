package dev.guildhall.membership.internal;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Access.Suspension;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.AccessFacts.TeamStanding;
import dev.guildhall.membership.internal.AccessRule.Effect;
import java.util.ArrayList;
import java.util.List;

/**
 * The one formula of access: what the roles give ∩ the scopes of the token ∩ where it works ∩ what the organization's status leaves. The
 * gate's answer and its explanation are both read off the same rules, so they cannot disagree.
 */
final class AccessDecision {

    static final String PLATFORM_ADMIN = "PLATFORM_ADMIN";
    static final String SUPPORT = "SUPPORT";
    static final String APP = "APP";

    private final AccessFacts facts;
    private final PermissionSet permissions;
    private final Suspension suspension;
    private final boolean outside;

    /** A rule that had a part in the decision. */
    record Reason(AccessRule rule, boolean allows, String message) {}

    private AccessDecision(AccessFacts facts, PermissionSet permissions, Suspension suspension, boolean outside) {
        this.facts = facts;
        this.permissions = permissions;
        this.suspension = suspension;
        this.outside = outside;
    }

    static AccessDecision of(AccessFacts facts) {
        PermissionSet given = null;
        var left = Permissions.all(facts.tenant());
        PermissionSet spared = null;
        for (var rule : AccessRule.ALL) {
            var its = rule.permissions(facts);
            if (its == null) {
                continue;
            }
            switch (rule.effect()) {
                case GIVES -> given = given == null ? its : given.union(its);
                case LEAVES -> left = left.intersection(its);
                case SUSPENDS -> spared = its;
            }
        }
        var held = given == null ? Permissions.none() : given.intersection(left);
        var outside = given == null || facts.isBoundElsewhere();
        return spared == null
                ? new AccessDecision(facts, held, null, outside)
                : new AccessDecision(facts, held.intersection(spared), new Suspension(held.minus(spared)), outside);
    }

    /** Whether the tenant does not exist as far as they can tell. */
    boolean isOutsider() {
        return outside;
    }

    /** Whether it is as support that they are let in. */
    boolean isBySupport() {
        return !outside && facts.isSupport();
    }

    /** Decides on one permission: of the platform, or one that an extension declares. */
    boolean allows(NeededPermission needed) {
        return holds(needed) && (suspension == null || needed.reads());
    }

    /** The same but for a suspension. */
    private boolean holds(NeededPermission needed) {
        var given = false;
        for (var rule : AccessRule.ALL) {
            var its = rule.permissions(facts);
            if (its == null || rule.effect() == Effect.SUSPENDS) {
                continue;
            }
            var allows = rule.allows(facts, its, needed);
            if (rule.effect() == Effect.GIVES) {
                given |= allows;
            } else if (!allows) {
                return false;
            }
        }
        return given;
    }

    /** What the gate lets them do. */
    Access access(Tenant tenant) {
        return new Access(tenant, label(), permissions, suspension, this::holds);
    }

    /** Why the permission is there or not: every rule that applies, those that give before those that leave. */
    List<Reason> because(NeededPermission needed) {
        var reasons = new ArrayList<Reason>();
        for (var rule : AccessRule.ALL) {
            var its = rule.permissions(facts);
            if (its != null) {
                var allows = rule.allows(facts, its, needed);
                reasons.add(new Reason(rule, allows, rule.words(facts, needed, allows)));
            }
        }
        if (reasons.stream().noneMatch(reason -> reason.rule().effect() == Effect.GIVES)) {
            reasons.add(0, new Reason(AccessRule.WORKSPACE_ROLE, false, "They are not a member of this workspace."));
        }
        return reasons;
    }

    private String label() {
        if (facts.isPlatformAdmin()) {
            return PLATFORM_ADMIN;
        }
        if (facts.ownApp()) {
            return APP;
        }
        if (facts.tenant() == Tenant.Kind.ORGANIZATION) {
            return facts.organizationRole().map(OrganizationRole::name).orElse("");
        }
        return facts.role()
                .or(() -> facts.organizationRole().flatMap(OrganizationRole::inWorkspaces))
                .or(() -> facts.teams().stream().map(TeamStanding::role).findFirst())
                .map(Role::name)
                .orElse(SUPPORT);
    }
}
