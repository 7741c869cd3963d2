package dev.guildhall.membership.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.membership.MemberPermissions;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.AccessRule.Effect;
import dev.guildhall.tenancy.WorkspacePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The formula against one that is written as slowly and plainly as can be. */
class AccessDecisionTest {

    private static final int CASES = 100_000;
    private static final WorkspaceId WORKSPACE = new WorkspaceId(Ids.next());
    private static final List<Permission> CATALOGUE = List.copyOf(Permissions.all());

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
            if (decision.allows(asked) != expected.contains(asked)
                    || explained(decision, asked) != decision.allows(asked)) {
                throw new AssertionError("Case " + number + " of -Daccess.seed=" + seed + ": " + facts + " explains "
                        + asked + " by " + decision.because(asked));
            }
        }
    }

    @Test
    void whatGivesIsToldBeforeWhatLeaves() {
        var facts = new AccessFacts(
                Optional.of(Role.VIEWER),
                Set.of(PlatformRole.USER),
                true,
                OrganizationStatus.SUSPENDED,
                Optional.of(Set.of(WorkspacePermissions.WORKSPACE_READ)),
                false);

        var reasons = AccessDecision.of(facts).because(MemberPermissions.MEMBERS_READ);

        assertThat(reasons)
                .extracting(AccessDecision.Reason::rule)
                .containsExactly(AccessRule.WORKSPACE_ROLE, AccessRule.TOKEN_SCOPES, AccessRule.ORGANIZATION_STATUS);
        assertThat(reasons).extracting(AccessDecision.Reason::allows).containsExactly(true, false, true);
    }

    @Test
    void aStrangerIsToldThatTheyAreNoMember() {
        var facts = new AccessFacts(
                Optional.empty(),
                Set.of(PlatformRole.USER, PlatformRole.SUPPORT),
                false,
                OrganizationStatus.ACTIVE,
                Optional.empty(),
                false);

        var decision = AccessDecision.of(facts);

        assertThat(decision.isOutsider()).isTrue();
        assertThat(decision.because(WorkspacePermissions.WORKSPACE_READ))
                .singleElement()
                .satisfies(reason -> assertThat(reason.message()).contains("not a member"));
    }

    private static boolean explained(AccessDecision decision, Permission permission) {
        var reasons = decision.because(permission);
        var given = reasons.stream().anyMatch(reason -> reason.rule().effect() == Effect.GIVES && reason.allows());
        var left = reasons.stream().allMatch(reason -> reason.rule().effect() == Effect.GIVES || reason.allows());
        return given && left;
    }

    private static boolean isNaiveOutsider(AccessFacts facts) {
        if (facts.boundElsewhere()) {
            return true;
        }
        var letIn = facts.role().isPresent()
                || facts.platformRoles().contains(PlatformRole.ADMIN)
                || (facts.platformRoles().contains(PlatformRole.SUPPORT) && facts.supportAccess());
        return !letIn;
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
        if (facts.boundElsewhere()) {
            return false;
        }
        if (facts.scopes().isPresent() && !facts.scopes().get().contains(permission)) {
            return false;
        }
        if (admin) {
            return true;
        }
        if (facts.organization() == OrganizationStatus.SUSPENDED && !reads) {
            return false;
        }
        if (facts.role().isPresent()) {
            return facts.role().get().permissions().stream().anyMatch(permission::equals);
        }
        return support && facts.supportAccess() && reads;
    }

    private static AccessFacts standing(Random random) {
        return new AccessFacts(
                role(random),
                platformRoles(random),
                random.nextBoolean(),
                random.nextInt(3) == 0 ? OrganizationStatus.SUSPENDED : OrganizationStatus.ACTIVE,
                random.nextBoolean() ? Optional.empty() : Optional.of(scopes(random)),
                random.nextInt(10) == 0);
    }

    private static Optional<Role> role(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(Role.builtIn().get(random.nextInt(4)));
            default ->
                Optional.of(Role.custom(
                        Ids.quick(), "Custom", null, Permissions.setOf(some(random)), 1, Instant.EPOCH, Instant.EPOCH));
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
    private static Set<Permission> scopes(Random random) {
        var scopes = new HashSet<>(some(random));
        if (random.nextInt(5) == 0) {
            scopes.add(new Permission("cake.read", "Look at cake", Level.VIEWER));
        }
        return scopes;
    }

    private static Set<Permission> some(Random random) {
        var shuffled = new ArrayList<>(CATALOGUE);
        Collections.shuffle(shuffled, random);
        return new HashSet<>(shuffled.subList(0, random.nextInt(CATALOGUE.size() + 1)));
    }
}
