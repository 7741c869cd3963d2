package dev.guildhall.membership.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.membership.MemberPermissions;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.AccessFacts.Binding;
import dev.guildhall.membership.internal.AccessFacts.TeamStanding;
import dev.guildhall.membership.internal.AccessRule.Effect;
import dev.guildhall.tenancy.OrganizationPermissions;
import dev.guildhall.tenancy.WorkspacePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The formula against one that is written as slowly and plainly as can be. */
class AccessDecisionTest {

    private static final int CASES = 200_000;
    private static final List<Permission> OF_WORKSPACES = List.copyOf(Permissions.all());
    private static final List<String> DECLARED =
            List.of("polls.manage", "polls.read", "polls.results.read", "shop.sell");
    private static final WorkspaceId WORKSPACE = new WorkspaceId(Ids.next());
    private static final List<Permission> CATALOGUE = Stream.of(Tenant.Kind.values())
            .map(Permissions::all)
            .flatMap(Set::stream)
            .toList();

    @Test
    void agreesWithTheNaiveFormulaInEveryCase() {
        var seed = Long.getLong("access.seed", System.nanoTime());
        var random = new Random(seed);
        for (var number = 0; number < CASES; number++) {
            var facts = standing(random);
            var decision = AccessDecision.of(facts);
            var access = decision.access(WORKSPACE);
            var expected = naive(facts);

            if (decision.isOutsider() != isNaiveOutsider(facts)
                    || !access.permissions().equals(expected)) {
                throw new AssertionError("Case " + number + " of -Daccess.seed=" + seed + ": " + facts + " gave "
                        + access.permissions() + " and not " + expected);
            }
            var asked = CATALOGUE.get(random.nextInt(CATALOGUE.size()));
            var declared = declared(random);
            if (random.nextBoolean()) {
                requireAgreed(access, decision, NeededPermission.of(asked), expected.contains(asked), seed);
            } else {
                requireAgreed(access, decision, declared, isNaivelyAllowed(facts, declared), seed);
            }
        }
    }

    private static void requireAgreed(
            Access access, AccessDecision decision, NeededPermission needed, boolean expected, long seed) {
        if (decision.allows(needed) != expected
                || access.allows(needed) != expected
                || explained(decision, needed) != expected) {
            throw new AssertionError("-Daccess.seed=" + seed + ": " + needed + " is explained by "
                    + decision.because(needed) + ", expected " + expected);
        }
    }

    @Test
    void whatAnExtensionDeclaresIsHadByTheRoleThatCarriesItAndByThoseThatHoldWhatItIsHeldWith() {
        var needed = new NeededPermission("polls.manage", MemberPermissions.MEMBERS_MANAGE.name());

        assertThat(decision(Role.VIEWER).allows(needed)).isFalse();
        assertThat(decision(Role.ADMIN).allows(needed)).isTrue();
        assertThat(decision(carrying(needed)).allows(needed)).isTrue();
        assertThat(decision(carrying(needed)).because(needed))
                .singleElement()
                .satisfies(reason -> assertThat(reason.message())
                        .contains("custom role Custom", "permits polls.manage", "held with members.manage"));
    }

    private static Role carrying(NeededPermission... declared) {
        return Role.custom(
                Ids.quick(), "Custom", null, Permissions.none(), Set.of(declared), 1, Instant.EPOCH, Instant.EPOCH);
    }

    private static AccessDecision decision(Role role) {
        return AccessDecision.of(new AccessFacts(
                Tenant.Kind.WORKSPACE,
                Optional.of(role),
                Optional.empty(),
                List.of(),
                Set.of(PlatformRole.USER),
                false,
                false,
                false,
                Optional.empty(),
                Binding.NONE));
    }

    @Test
    void whatGivesIsToldBeforeWhatLeaves() {
        var facts = new AccessFacts(
                Tenant.Kind.WORKSPACE,
                Optional.of(Role.VIEWER),
                Optional.empty(),
                List.of(),
                Set.of(PlatformRole.USER),
                true,
                false,
                true,
                Optional.of(Scopes.of(Set.of(WorkspacePermissions.WORKSPACE_READ))),
                Binding.HERE);

        var reasons = AccessDecision.of(facts).because(NeededPermission.of(MemberPermissions.MEMBERS_READ));

        assertThat(reasons)
                .extracting(AccessDecision.Reason::rule)
                .containsExactly(
                        AccessRule.WORKSPACE_ROLE,
                        AccessRule.TOKEN_BINDING,
                        AccessRule.TOKEN_SCOPES,
                        AccessRule.ORGANIZATION_STATUS);
        assertThat(reasons).extracting(AccessDecision.Reason::allows).containsExactly(true, true, false, true);
    }

    @Test
    void aStrangerIsToldThatTheyAreNoMember() {
        var facts = new AccessFacts(
                Tenant.Kind.WORKSPACE,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(PlatformRole.USER, PlatformRole.SUPPORT),
                false,
                false,
                false,
                Optional.empty(),
                Binding.NONE);

        var decision = AccessDecision.of(facts);

        assertThat(decision.isOutsider()).isTrue();
        assertThat(decision.because(NeededPermission.of(WorkspacePermissions.WORKSPACE_READ)))
                .singleElement()
                .satisfies(reason -> assertThat(reason.message()).contains("not a member"));
    }

    private static boolean explained(AccessDecision decision, NeededPermission needed) {
        var reasons = decision.because(needed);
        var given = reasons.stream().anyMatch(reason -> reason.rule().effect() == Effect.GIVES && reason.allows());
        var left = reasons.stream().allMatch(reason -> reason.rule().effect() == Effect.GIVES || reason.allows());
        return given && left;
    }

    private static boolean isNaiveOutsider(AccessFacts facts) {
        if (facts.binding() == Binding.ELSEWHERE) {
            return true;
        }
        var letIn = facts.role().isPresent()
                || reachesByOrganization(facts)
                || !facts.teams().isEmpty()
                || facts.ownApp()
                || facts.platformRoles().contains(PlatformRole.ADMIN)
                || (facts.platformRoles().contains(PlatformRole.SUPPORT) && facts.supportAccess());
        return !letIn;
    }

    private static boolean reachesByOrganization(AccessFacts facts) {
        var everybody = facts.tenant() == Tenant.Kind.ORGANIZATION;
        return facts.organizationRole()
                .filter(role -> everybody || role == OrganizationRole.OWNER || role == OrganizationRole.ADMIN)
                .isPresent();
    }

    private static Set<Permission> naive(AccessFacts facts) {
        var effective = new HashSet<Permission>();
        for (var permission : CATALOGUE) {
            if (isNaivelyAllowed(facts, permission)) {
                effective.add(permission);
            }
        }
        return effective;
    }

    private static boolean isNaivelyAllowed(AccessFacts facts, Permission permission) {
        var admin = facts.platformRoles().contains(PlatformRole.ADMIN);
        var support = facts.platformRoles().contains(PlatformRole.SUPPORT);
        var reads = permission.name().endsWith(".read");
        if (permission.tenant() != facts.tenant()) {
            return false;
        }
        if (facts.binding() == Binding.ELSEWHERE) {
            return false;
        }
        if (facts.scopes().isPresent() && !facts.scopes().get().permissions().contains(permission)) {
            return false;
        }
        if (admin || facts.ownApp()) {
            return true;
        }
        if (facts.suspended() && !reads) {
            return false;
        }
        var byRole = facts.role()
                .filter(role -> role.permissions().contains(permission))
                .isPresent();
        if (facts.role().isPresent()
                || reachesByOrganization(facts)
                || !facts.teams().isEmpty()) {
            return byRole || byOrganization(facts, permission) || byTeam(facts, permission);
        }
        return support && facts.supportAccess() && reads;
    }

    /** The same of what an extension declares. */
    private static boolean isNaivelyAllowed(AccessFacts facts, NeededPermission needed) {
        var heldWith = CATALOGUE.stream()
                .filter(permission -> permission.name().equals(needed.heldWith()))
                .findFirst()
                .orElseThrow();
        if (facts.tenant() != Tenant.Kind.WORKSPACE || facts.binding() == Binding.ELSEWHERE) {
            return false;
        }
        var installation = facts.role().isPresent() && facts.role().get().name().equals("EXTENSION");
        if (facts.scopes().isPresent()
                && !(installation
                        ? facts.scopes().get().permissions().contains(heldWith)
                        : isNaivelyNamed(facts.scopes().get().names(), needed.name()))) {
            return false;
        }
        if (facts.platformRoles().contains(PlatformRole.ADMIN) || facts.ownApp()) {
            return true;
        }
        var reads = needed.name().endsWith(".read");
        if (facts.suspended() && !reads) {
            return false;
        }
        var roles = new ArrayList<Role>();
        facts.role().ifPresent(roles::add);
        facts.teams().forEach(standing -> roles.add(standing.role()));
        if (reachesByOrganization(facts)) {
            roles.add(Role.ADMIN);
        }
        for (var role : roles) {
            if (role.permissions().contains(heldWith)) {
                return true;
            }
            for (var carried : role.declared()) {
                if (carried.name().equals(needed.name())) {
                    return true;
                }
            }
        }
        return roles.isEmpty()
                && facts.platformRoles().contains(PlatformRole.SUPPORT)
                && facts.supportAccess()
                && reads
                && heldWith.name().endsWith(".read");
    }

    private static boolean isNaivelyNamed(List<String> names, String name) {
        for (var given : names) {
            if (given.equals(name)
                    || (given.endsWith(".*") && name.startsWith(given.substring(0, given.length() - 1)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean byOrganization(AccessFacts facts, Permission permission) {
        if (!reachesByOrganization(facts)) {
            return false;
        }
        var role = facts.organizationRole().orElseThrow();
        return facts.tenant() == Tenant.Kind.WORKSPACE
                ? Role.ADMIN.permissions().contains(permission)
                : switch (role) {
                    case OWNER -> true;
                    case ADMIN -> permission.level() != Level.OWNER;
                    case MEMBER -> permission.level() == Level.VIEWER || permission.level() == Level.TOOL_RUNNER;
                    case BILLING ->
                        permission.level() == Level.VIEWER
                                || permission.equals(OrganizationPermissions.ORGANIZATION_USAGE_READ);
                };
    }

    private static boolean byTeam(AccessFacts facts, Permission permission) {
        for (var standing : facts.teams()) {
            for (var held : standing.role().permissions()) {
                if (held.equals(permission)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<TeamStanding> teams(Random random) {
        var teams = new ArrayList<TeamStanding>();
        for (var number = random.nextInt(4) - 1; number > 0; number--) {
            role(random).ifPresent(role -> teams.add(new TeamStanding("Crew", role)));
        }
        return teams;
    }

    private static AccessFacts standing(Random random) {
        var tenant = random.nextInt(4) == 0 ? Tenant.Kind.ORGANIZATION : Tenant.Kind.WORKSPACE;
        return new AccessFacts(
                tenant,
                tenant == Tenant.Kind.WORKSPACE ? role(random) : Optional.empty(),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(OrganizationRole.values()[random.nextInt(OrganizationRole.values().length)]),
                tenant == Tenant.Kind.WORKSPACE ? teams(random) : List.of(),
                platformRoles(random),
                tenant == Tenant.Kind.WORKSPACE && random.nextBoolean(),
                random.nextInt(8) == 0,
                random.nextInt(3) == 0,
                random.nextBoolean() ? Optional.empty() : Optional.of(scopes(random)),
                Binding.values()[random.nextInt(10) / 4]);
    }

    private static Optional<Role> role(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> Optional.of(Role.EXTENSION);
            case 1, 2 -> Optional.empty();
            case 3, 4 -> Optional.of(Role.builtIn().get(random.nextInt(4)));
            default ->
                Optional.of(Role.custom(
                        Ids.quick(),
                        "Custom",
                        null,
                        Permissions.setOf(some(random)).intersection(Permissions.all()),
                        Stream.generate(() -> declared(random))
                                .limit(random.nextInt(3))
                                .collect(Collectors.toSet()),
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH));
        };
    }

    private static Set<PlatformRole> platformRoles(Random random) {
        var roles = new HashSet<PlatformRole>();
        for (var role : PlatformRole.values()) {
            if (random.nextInt(3) == 0) {
                roles.add(role);
            }
        }
        return roles;
    }

    /** With one, now and then, that no catalogue has. */
    private static Scopes scopes(Random random) {
        var scopes = new HashSet<>(some(random));
        if (random.nextInt(5) == 0) {
            scopes.add(new Permission("cake.read", "Look at cake", Level.VIEWER));
        }
        var names = new ArrayList<>(Scopes.of(scopes).names());
        if (random.nextBoolean()) {
            names.add(DECLARED.get(random.nextInt(DECLARED.size())));
        }
        if (random.nextInt(4) == 0) {
            names.add("polls.*");
        }
        return new Scopes(scopes, names);
    }

    /** What an extension declares, held with anything that can be had in a workspace. */
    private static NeededPermission declared(Random random) {
        var heldWith = OF_WORKSPACES.get(random.nextInt(OF_WORKSPACES.size()));
        return new NeededPermission(DECLARED.get(random.nextInt(DECLARED.size())), heldWith.name());
    }

    private static Set<Permission> some(Random random) {
        var shuffled = new ArrayList<>(CATALOGUE);
        Collections.shuffle(shuffled, random);
        return new HashSet<>(shuffled.subList(0, random.nextInt(CATALOGUE.size() + 1)));
    }
}
