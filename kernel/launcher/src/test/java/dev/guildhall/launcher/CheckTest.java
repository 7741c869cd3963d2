package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.migration.DatabaseState;
import dev.guildhall.db.migration.DatabaseUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code guildhall check} says of what it has found. */
class CheckTest {

    private static final DatabaseUrl URL = DatabaseUrl.parse("postgresql://ada:s3cr3t@db.example:5432/guild");

    private static List<String> found(DatabaseState state, Duration ahead) {
        return Check.database(URL, state, ahead).stream().map(Finding::toString).toList();
    }

    private static DatabaseState state(
            String server, boolean isSupported, List<String> missing, int pending, boolean isNewer) {
        return new DatabaseState(server, isSupported, missing, "61", pending, isNewer, Instant.EPOCH);
    }

    private static DatabaseState good() {
        return state("PostgreSQL 17.5", true, List.of(), 0, false);
    }

    @Test
    void allIsGood() {
        assertThat(found(good(), Duration.ofSeconds(-299)))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("ok    database    PostgreSQL 17.5 at ")
                                .contains("db.example")
                                .doesNotContain("s3cr3t"),
                        line -> assertThat(line).isEqualTo("ok    roles       all are there"),
                        line -> assertThat(line).isEqualTo("ok    schema      at 61, as it must be"),
                        line -> assertThat(line).isEqualTo("ok    clock       299.0 s apart from the database's"));
    }

    @Test
    void aServerThatIsTooOldIsToBeUpgraded() {
        assertThat(found(state("PostgreSQL 14.9", false, List.of(), 0, false), Duration.ZERO))
                .first()
                .asString()
                .startsWith("FAIL  database    PostgreSQL 14.9 at ")
                .endsWith("; upgrade it to PostgreSQL 15 or later");
    }

    @Test
    void rolesThatAreMissingAreNamed() {
        assertThat(found(state("PostgreSQL 17.5", true, List.of("guild_app", "guild_audit"), 0, false), Duration.ZERO))
                .contains("FAIL  roles       there is no guild_app, guild_audit; guildhall migrate makes them, or says"
                        + " which SQL to run");
    }

    @Test
    void aSchemaThatIsBehindIsToBeMigratedAndOneAheadIsLeftToItsOwnProgram() {
        assertThat(found(state("PostgreSQL 17.5", true, List.of(), 3, false), Duration.ZERO))
                .contains("FAIL  schema      3 migrations are to be run; guildhall migrate does, and so does a start");
        assertThat(found(state("PostgreSQL 17.5", true, List.of(), 3, true), Duration.ZERO))
                .contains("FAIL  schema      at 61, which a newer Guildhall has made; start that one, or restore a"
                        + " backup");
    }

    @Test
    void aClockThatIsFiveMinutesWrongIsToBeSetWhicheverWay() {
        assertThat(found(good(), Duration.ofMinutes(5)))
                .contains("FAIL  clock       300.0 s apart from the database's; set both by NTP");
        assertThat(found(good(), Duration.ofMinutes(-5)))
                .contains("FAIL  clock       300.0 s apart from the database's; set both by NTP");
    }

    @Test
    void aDiskWithLessThanAGibibyteNeedsRoom() {
        var there = Path.of("/var/lib/guildhall");

        assertThat(Check.disk(1L << 30, there)).hasToString("ok    disk        1.0 GiB free in " + there);
        assertThat(Check.disk((1L << 30) - 1, there))
                .hasToString("FAIL  disk        1.0 GiB free in " + there + "; make room for at least 1 GiB");
    }
}
