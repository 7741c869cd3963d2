package dev.guildhall.membership.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told of which change */
class AccessChangeListenersTest {

    private final UserId user = new UserId(Ids.next());
    private final WorkspaceId workspace = new WorkspaceId(Ids.next());
    private final AccessChangeListeners followers = new AccessChangeListeners();
    private final AtomicInteger told = new AtomicInteger();

    @BeforeEach
    void somebodyFollows() {
        followers.listen(new Principal.User(user), workspace, told::incrementAndGet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "member.removed",
                "member.role_changed",
                "role.updated",
                "role.deleted",
                "workspace.updated",
                "workspace.deleted"
            })
    void aChangeInTheWorkspaceIsTold(String type) {
        followers.follow(event(workspace, type, UUID.randomUUID().toString()));

        assertThat(told).hasValueGreaterThan(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user.updated", "user.deleted", "user.session_ended", "user.sessions_ended"})
    void aChangeOfTheAccountOrItsSessionsIsTold(String type) {
        followers.follow(event(Tenant.PLATFORM, type, user.toString()));

        assertThat(told).hasValueGreaterThan(0);
    }

    @Test
    void theEndOfTheWorkspaceIsTold() {
        followers.follow(event(Tenant.PLATFORM, "workspace.deleted", workspace.toString()));

        assertThat(told).hasValueGreaterThan(0);
    }

    @Test
    void nobodyIsToldOfWhatConcernsOthers() {
        followers.follow(event(new WorkspaceId(Ids.next()), "member.removed", user.toString()));
        followers.follow(
                event(Tenant.PLATFORM, "user.deleted", UUID.randomUUID().toString()));
        followers.follow(event(Tenant.PLATFORM, "user.deleted", null));
        followers.follow(event(workspace, "order.placed", user.toString()));
        followers.follow(event(new OrganizationId(Ids.next()), "user.updated", user.toString()));
        followers.follow(event(new OrganizationId(Ids.next()), "subscription.created", user.toString()));

        assertThat(told).hasValue(0);
    }

    @Test
    void nobodyIsToldWhoDoesNotListenAnyMore() {
        var another = new AtomicInteger();
        var listening = followers.listen(new Principal.User(user), workspace, another::incrementAndGet);
        listening.cancel();
        listening.cancel();

        followers.follow(event(workspace, "member.removed", user.toString()));

        assertThat(another).hasValue(0);
        assertThat(told).hasValueGreaterThan(0);
    }

    private static Event event(Tenant tenant, String type, String subject) {
        return new Event(
                Ids.next(), tenant, 1, type, subject, Principal.SYSTEM, Cause.NONE, Instant.now(), new JsonObject());
    }
}
