package dev.guildhall.core.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.security.Permission.Level;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermissionSetTest {

    private static final Permission UNKNOWN = permission("cake.eat");

    /** More than fit in a few machine words. */
    private static final List<Permission> MANY = IntStream.range(0, 200)
            .mapToObj(number -> permission("thing" + number + ".use"))
            .toList();

    private static final PermissionRegistry REGISTRY = new PermissionRegistry(MANY);

    @Test
    void isASetLikeAnyOther() {
        var both = REGISTRY.setOf(List.of(MANY.get(199), MANY.get(3), MANY.get(199)));

        assertThat(both)
                .isEqualTo(Set.of(MANY.get(3), MANY.get(199)))
                .hasSameHashCodeAs(Set.of(MANY.get(3), MANY.get(199)))
                .containsExactly(MANY.get(3), MANY.get(199));
        assertThatThrownBy(() -> both.add(MANY.get(4))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> both.remove(MANY.get(3))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> REGISTRY.none().iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void hasNothingThatNobodyDeclares() {
        assertThat(REGISTRY.setOf(List.of(UNKNOWN))).isEmpty();
        assertThat(REGISTRY.all().contains(UNKNOWN)).isFalse();
        assertThat(REGISTRY.all().containsAll(List.of(MANY.get(0), UNKNOWN))).isFalse();
        assertThat(REGISTRY.named("cake.eat")).isEmpty();
    }

    @Test
    void isCombinedAsOtherSetsAre() {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++) {
            var one = some(random);
            var other = some(random);
            var set = REGISTRY.setOf(one);
            var second = REGISTRY.setOf(other);

            var union = new HashSet<>(one);
            union.addAll(other);
            var intersection = new HashSet<>(one);
            intersection.retainAll(other);
            var difference = new HashSet<>(one);
            difference.removeAll(other);

            assertThat(set.union(second)).isEqualTo(union);
            assertThat(set.intersection(second)).isEqualTo(intersection);
            assertThat(set.minus(second)).isEqualTo(difference);
            assertThat(set.containsAll(second)).isEqualTo(one.containsAll(other));
            assertThat(set).hasSameSizeAs(one);
        }
    }

    @Test
    void meansTheSamePermissionsInAnotherRegistry() {
        var turned = new PermissionRegistry(List.of(MANY.get(150), MANY.get(2)));

        assertThat(REGISTRY.all().intersection(turned.all())).containsExactly(MANY.get(2), MANY.get(150));
        assertThat(turned.all().union(REGISTRY.all())).containsExactly(MANY.get(150), MANY.get(2));
        assertThat(turned.all().containsAll(REGISTRY.all())).isFalse();
        assertThat(REGISTRY.all().containsAll(turned.all())).isTrue();
    }

    @Test
    void isOfPermissionsThatHaveNamesOfTheirOwn() {
        assertThatThrownBy(() -> new PermissionRegistry(List.of(permission("cake.eat"), permission("cake.eat"))))
                .hasMessageContaining("cake.eat is declared twice");
        assertThatThrownBy(() -> new PermissionRegistry(List.of(permission("public"))))
                .hasMessageContaining("public must be named like members.manage");
    }

    private static Set<Permission> some(Random random) {
        var some = new HashSet<Permission>();
        for (var permission : MANY) {
            if (random.nextInt(3) == 0) {
                some.add(permission);
            }
        }
        return some;
    }

    private static Permission permission(String name) {
        return new Permission(name, "Something", Level.VIEWER);
    }
}
