package dev.guildhall.membership.internal;

import dev.guildhall.core.id.Tenant.Kind;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.RoleScope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules of access, in the order in which they are told. Each says of a {@link AccessFacts} which permissions it gives,
 * or which it leaves of those given, or that it has nothing to say.
 */
enum AccessRule {
    /** A platform administrator may do everything everywhere. */
    PLATFORM_ROLE(Effect.GIVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return facts.isPlatformAdmin() ? Permissions.all(facts.tenant()) : null;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            return "The platform role ADMIN permits everything everywhere.";
        }
    },

    /** The key of an app may do everything in its organizations and in their workspaces. */
    APP_KEY(Effect.GIVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return facts.ownApp() ? Permissions.all(facts.tenant()) : null;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            return "The key of the app that the organization belongs to permits everything in it.";
        }
    },

    /** A member has the permissions of their role. */
    WORKSPACE_ROLE(Effect.GIVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return facts.role().isPresent() ? facts.role().get().permissions() : null;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            var role = facts.role().orElseThrow();
            var kind = role.isBuiltIn() ? "built-in role " : "custom role ";
            return "The " + kind + role.name() + " in this workspace " + (allows ? "permits " : "does not permit ")
                    + told(needed) + ".";
        }

        @Override
        boolean allows(AccessFacts facts, PermissionSet its, NeededPermission needed) {
            return facts.role().orElseThrow().permits(needed);
        }
    },

    /**
     * A member of an organization has the permissions of their role in it, and its owner and administrators those of ADMIN
     * in each of its workspaces.
     */
    ORGANIZATION_ROLE(Effect.GIVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            if (facts.organizationRole().isEmpty()) {
                return null;
            }
            var role = facts.organizationRole().get();
            return facts.tenant() == Kind.ORGANIZATION
                    ? role.permissions()
                    : role.inWorkspaces().map(Role::permissions).orElse(null);
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            var role = facts.organizationRole().orElseThrow();
            return "The role " + role + " in the organization "
                    + (facts.tenant() == Kind.ORGANIZATION ? "" : "is that of an ADMIN in its workspaces, which ")
                    + (allows ? "permits " : "does not permit ") + told(needed) + ".";
        }
    },

    /** A member of a team has the permissions of the role that the team is given in the workspace. */
    TEAM_ROLE(Effect.GIVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            PermissionSet given = null;
            for (var standing : facts.teams()) {
                var its = standing.role().permissions();
                given = given == null ? its : given.union(its);
            }
            return given;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            return facts.teams().stream()
                    .filter(standing -> standing.role().permits(needed) == allows)
                    .map(standing -> "the role " + standing.role().name() + " of the team " + standing.team())
                    .collect(Collectors.joining(
                            ", ", "Here ", (allows ? " permits " : " does not permit ") + told(needed) + "."));
        }

        @Override
        boolean allows(AccessFacts facts, PermissionSet its, NeededPermission needed) {
            return facts.teams().stream().anyMatch(standing -> standing.role().permits(needed));
        }
    },

    /** Support reads where the workspace lets it in. A member acts by their role, whatever else they are. */
    SUPPORT_ACCESS(Effect.GIVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return facts.isSupport() ? Permissions.reading() : null;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            return "The workspace lets the platform role SUPPORT read, which "
                    + (allows ? "includes " : "does not include ") + told(needed) + ".";
        }

        @Override
        boolean allows(AccessFacts facts, PermissionSet its, NeededPermission needed) {
            return needed.reads() && super.allows(facts, its, needed);
        }
    },

    /**
     * A credential that is bound to a workspace, to an organization with its workspaces, or to the workspaces of none, opens
     * nothing else.
     */
    TOKEN_BINDING(Effect.LEAVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return switch (facts.binding()) {
                case NONE -> null;
                case HERE -> Permissions.all(facts.tenant());
                case ELSEWHERE -> Permissions.none();
            };
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            var here = facts.tenant() == Kind.ORGANIZATION
                    ? "this organization"
                    : "this workspace, the organization it belongs to, or the workspaces of none";
            return allows
                    ? "The credential is bound to " + here + "."
                    : "The credential is bound to a workspace or an organization elsewhere.";
        }
    },

    /** A token with scopes carries no more than these of its owner's permissions. */
    TOKEN_SCOPES(Effect.LEAVES) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return facts.scopes().isPresent()
                    ? Permissions.setOf(facts.scopes().get().permissions())
                    : null;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            return "The scopes of the token " + (allows ? "include " : "leave out ") + told(needed) + ".";
        }

        // A workspace grants permissions of the platform, and with them what is held with them.
        @Override
        boolean allows(AccessFacts facts, PermissionSet its, NeededPermission needed) {
            return facts.isInstallation()
                    ? super.allows(facts, its, needed)
                    : facts.scopes().orElseThrow().include(needed);
        }
    },

    /** In a suspended organization everything can be read and nothing changed, but by who can lift that. */
    ORGANIZATION_STATUS(Effect.SUSPENDS) {
        @Override
        PermissionSet permissions(AccessFacts facts) {
            return facts.suspended() && !facts.isPlatformAdmin() && !facts.ownApp()
                    ? Permissions.reading(facts.tenant())
                    : null;
        }

        @Override
        String words(AccessFacts facts, NeededPermission needed, boolean allows) {
            return "The organization is suspended, which "
                    + (allows ? "still leaves what only reads." : "leaves only what reads.");
        }

        @Override
        boolean allows(AccessFacts facts, PermissionSet its, NeededPermission needed) {
            return needed.reads();
        }
    };

    /** What a rule does to the permissions. */
    enum Effect {
        /** Its permissions are added to those of the other rules that give. */
        GIVES,
        /** Of the permissions given only those remain that are among its own. */
        LEAVES,
        /** The same for a while, and whoever misses one by it is told so. */
        SUSPENDS
    }

    static final List<AccessRule> ALL = List.of(values());

    private final Effect effect;

    AccessRule(Effect effect) {
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    /** Where the role comes from that this rule is about; empty when it is about none. */
    Optional<RoleScope> roleScope() {
        return switch (this) {
            case WORKSPACE_ROLE -> Optional.of(RoleScope.WORKSPACE);
            case ORGANIZATION_ROLE -> Optional.of(RoleScope.ORGANIZATION);
            case TEAM_ROLE -> Optional.of(RoleScope.TEAM);
            case PLATFORM_ROLE, APP_KEY, SUPPORT_ACCESS, TOKEN_BINDING, TOKEN_SCOPES, ORGANIZATION_STATUS ->
                Optional.empty();
        };
    }

    /** The permissions that this rule gives or leaves, or null when it does not apply. */
    abstract PermissionSet permissions(AccessFacts facts);

    /**
     * Whether this rule, which applies, gives or leaves one permission: of the platform, or one that an extension declares.
     *
     * @param its what {@link #permissions} said
     */
    boolean allows(AccessFacts facts, PermissionSet its, NeededPermission needed) {
        return Permissions.include(its, needed);
    }

    private static String told(NeededPermission needed) {
        return needed.name().equals(needed.heldWith())
                ? needed.name()
                : needed.name() + ", which is held with " + needed.heldWith();
    }

    /** Why, for a rule that applies, in a sentence for people. */
    abstract String words(AccessFacts facts, NeededPermission needed, boolean allows);
}
