package dev.guildhall.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.database.ConnectionQueue.Place;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionQueueTest {

    private final ConnectionQueue queue = new ConnectionQueue(16);
    private final List<String> called = new ArrayList<>();

    @Test
    void givesOneWorkspaceNoMoreThanItsPart() {
        var hot = workspace();

        enter(100, "hot", hot);

        assertThat(called).hasSize(4);
    }

    @Test
    void callsWorkspacesInTurn() {
        var holders = IntStream.range(0, 10)
                .mapToObj(each -> enter(1, "holder", workspace()).get(0))
                .toList();
        assertThat(called).hasSize(10);
        called.clear();
        enter(3, "hot", workspace());
        enter(1, "stranger", workspace());
        enter(1, "other", workspace());

        holders.forEach(Place::leave);

        assertThat(called).containsExactly("hot", "stranger", "other", "hot", "hot");
    }

    @Test
    void keepsConnectionsForSigningInAndForThePlatform() {
        IntStream.range(0, 50).forEach(each -> enter(20, "work", workspace()));
        called.clear();

        enter(1, "sign-in", Turn.ofNetwork("192.0.2.1"));
        enter(1, "lease", Turn.current(Tenant.PLATFORM));
        enter(1, "readiness", Turn.probe());

        assertThat(called).containsExactly("sign-in", "lease", "readiness");
    }

    @Test
    void keepsAConnectionForWhatAWorkspaceDoesByItselfWhileItsOwnRequestsWait() {
        var hot = new WorkspaceId(UUID.randomUUID());
        IntStream.range(0, 50).forEach(each -> enter(20, "request", Turn.of(hot)));
        IntStream.range(0, 50).forEach(each -> enter(20, "work", workspace()));
        called.clear();

        enter(1, "delivery", Turn.current(hot));

        assertThat(called).containsExactly("delivery");
    }

    @Test
    void keepsConnectionsForWorkWhileListsAreRead() {
        IntStream.range(0, 50).forEach(each -> enter(20, "list", workspace().forList()));
        assertThat(called).hasSize(7);
        called.clear();

        enter(1, "work", workspace());

        assertThat(called).containsExactly("work");
    }

    @Test
    void givesOneNetworkNotAllThatIsKeptForSigningIn() {
        IntStream.range(0, 50).forEach(each -> enter(20, "work", workspace()));
        enter(1, "flood", Turn.ofNetwork("192.0.2.1"));
        var flood = enter(50, "flood", Turn.ofNetwork("192.0.2.1"));
        called.clear();
        enter(1, "guest", Turn.ofNetwork("198.51.100.7"));

        flood.get(0).leave();

        assertThat(called).containsExactly("guest");
    }

    @Test
    void refusesALineThatIsTooLongAndNoOther() {
        var hot = workspace();
        enter(504, "hot", hot);

        assertThat(queue.enter(hot, () -> {})).isNull();
        assertThat(queue.enter(workspace(), () -> {})).isNotNull();
    }

    @Test
    void passesOverThoseWhoGaveUp() {
        var hot = workspace();
        var places = enter(6, "hot", hot);
        called.clear();

        assertThat(places.get(4).giveUp()).isTrue();
        assertThat(places.get(0).giveUp()).isFalse();
        places.get(0).leave();
        places.get(0).leave();

        assertThat(called).hasSize(1);
    }

    @Test
    void hasEverythingAgainWhenAllHaveLeft() {
        for (var round = 0; round < 100; round++) {
            var places = new ArrayList<Place>();
            IntStream.range(0, 12).forEach(each -> places.addAll(enter(6, "work", workspace())));
            places.forEach(Place::leave);
            places.forEach(Place::giveUp);
            places.forEach(Place::leave);
        }
        called.clear();

        IntStream.range(0, 20).forEach(each -> enter(1, "work", workspace()));

        assertThat(called).hasSize(10);
    }

    private static Turn workspace() {
        return Turn.of(new WorkspaceId(UUID.randomUUID()));
    }

    private List<Place> enter(int times, String name, Turn turn) {
        return IntStream.range(0, times)
                .mapToObj(each -> queue.enter(turn, () -> called.add(name)))
                .toList();
    }
}
