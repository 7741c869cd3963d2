package dev.guildhall.core.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsedCredentialsTest {

    private static final UUID TOKEN = UUID.randomUUID();
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final SetClock clock = new SetClock();
    private final List<Write> writes = new ArrayList<>();
    private final UsedCredentials used = new UsedCredentials(clock, this::write);

    @Test
    void theLaterUseIsKeptWhenAWriteOfAnEarlierOneIsPutBackFirst() {
        useAt(NOON);
        used.write();
        useAt(NOON.plusSeconds(61));
        used.write();

        writes.get(0).answer.complete(List.of(TOKEN));
        writes.get(1).answer.complete(List.of(TOKEN));
        clock.now = NOON.plusSeconds(122);
        used.write();

        assertThat(writes.get(2).uses.get(TOKEN).at()).isEqualTo(NOON.plusSeconds(61));
    }

    @Test
    void theLaterUseIsKeptWhenAWriteOfAnEarlierOneFailsAfterIt() {
        useAt(NOON);
        used.write();
        useAt(NOON.plusSeconds(61));

        writes.get(0).answer.fail("The database is away.");
        used.write();

        assertThat(writes.get(1).uses.get(TOKEN).at()).isEqualTo(NOON.plusSeconds(61));
    }

    private void useAt(Instant now) {
        clock.now = now;
        used.note(TOKEN, Origin.UNKNOWN);
    }

    private Future<List<UUID>> write(Map<UUID, LastUse> uses) {
        var write = new Write(uses, Promise.promise());
        writes.add(write);
        return write.answer.future();
    }

    private record Write(Map<UUID, LastUse> uses, Promise<List<UUID>> answer) {}

    private static final class SetClock extends Clock {

        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
