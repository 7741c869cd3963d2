package dev.guildhall.list;

import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The times of a resource are known by the names of the JSON, and by those of AIP-148. */
class StandardNamesTest {

    private record Thing(UUID id, Instant createdAt) {}

    private static final ListFields<Thing> LIST = ListFields.<Thing>named("things")
            .field("createdAt", timestamp(), Thing::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), Thing::id);

    private static final Thing EARLIER = new Thing(UUID.randomUUID(), Instant.parse("2026-01-01T00:00:00Z"));
    private static final Thing LATER = new Thing(UUID.randomUUID(), Instant.parse("2026-06-01T00:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "createdAt, createTime",
        "updatedAt, updateTime",
        "expiresAt, expireTime",
        "joinedAt, joinTime",
        "grantedAt, grantTime",
        "startedAt, startTime"
    })
    void bothAreFilteredBy(String ofTheJson, String standard) {
        var list = ListFields.<Thing>named("things")
                .field(ofTheJson, timestamp(), Thing::createdAt)
                .defaultOrder(ofTheJson + " desc")
                .id("id", uuid(), Thing::id);

        for (var name : List.of(ofTheJson, standard)) {
            var filter = list.filter(name + " > \"2026-03-01T00:00:00Z\"");

            assertThat(filter.matches(LATER)).isTrue();
            assertThat(filter.matches(EARLIER)).isFalse();
        }
    }

    @Test
    void bothAreOneFieldToOrderBy() {
        assertThat(LIST.order("createTime", "orderBy").comparator().compare(EARLIER, LATER))
                .isNegative();
        assertThat(LIST.order("createdAt", "orderBy").comparator().compare(EARLIER, LATER))
                .isNegative();

        assertThatThrownBy(() -> LIST.order("createdAt,createTime desc", "orderBy"))
                .hasMessageContaining("createdAt is named twice");
    }

    @Test
    void aTimeThatTheListDoesNotHaveIsRefusedWithTheNamesOfTheJson() {
        assertThatThrownBy(() -> LIST.filter("updateTime > \"2026-03-01T00:00:00Z\""))
                .hasMessageContaining("no field 'updateTime'; the fields are createdAt");
    }

    @Test
    void aSurfaceKnowsThemByItsOwnNamesAlone() {
        var renamed = LIST.renamed(Map.of("created_at", "createdAt"));

        assertThat(renamed.order("created_at", "order_by").comparator().compare(EARLIER, LATER))
                .isNegative();
        assertThatThrownBy(() -> renamed.order("createTime", "order_by")).hasMessageContaining("no field 'createTime'");
    }
}
