package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.security.Permission;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionSetTest {

    private static final Permission UNKNOWN = new Permission("cake.eat");

    @Test
    void isASetLikeAnyOther() {
        var both = PermissionSet.of(List.of(Permissions.EVENTS_READ, Permissions.AUDIT_READ, Permissions.EVENTS_READ));

        assertThat(both)
                .isEqualTo(Set.of(Permissions.AUDIT_READ, Permissions.EVENTS_READ))
                .hasSameHashCodeAs(Set.of(Permissions.AUDIT_READ, Permissions.EVENTS_READ))
                .containsExactly(Permissions.AUDIT_READ, Permissions.EVENTS_READ);
        assertThatThrownBy(() -> both.add(Permissions.AGENTS_RUN)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> both.remove(Permissions.AUDIT_READ)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> PermissionSet.NONE.iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void hasNothingThatTheCatalogueDoesNotHave() {
        assertThat(PermissionSet.of(List.of(UNKNOWN))).isEmpty();
        assertThat(Permissions.all().contains(UNKNOWN)).isFalse();
        assertThat(Permissions.all().containsAll(List.of(Permissions.EVENTS_READ, UNKNOWN)))
                .isFalse();
    }

    @Test
    void isCombinedWithOthers() {
        var reading = Permissions.reading();
        var viewer = Role.VIEWER.permissions();

        assertThat(reading).containsAll(viewer).contains(Permissions.AUDIT_READ);
        assertThat(viewer.containsAll(reading)).isFalse();
        assertThat(reading.minus(viewer)).containsExactly(Permissions.AUDIT_READ);
        assertThat(viewer.union(reading)).isEqualTo(reading);
        assertThat(viewer.intersection(reading)).isEqualTo(viewer);
        assertThat(Permissions.all()).hasSize(24);
    }
}
