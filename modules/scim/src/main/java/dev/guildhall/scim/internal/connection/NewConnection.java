package dev.guildhall.scim.internal.connection;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.text.PlainName;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * A request for a connection, checked.
 *
 * @param life how long its token works; empty for one that does not expire
 */
record NewConnection(String name, Optional<Duration> life) {

    private static final int LONGEST_NAME = 200;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** Reads {@code {name, expiresIn?}}, naming every field that is wrong. */
    static NewConnection of(JsonObject body) {
        var faults = new Faults();
        var name = body.getString("name", "").strip();
        faults.require(
                !name.isEmpty() && name.length() <= LONGEST_NAME && PlainName.isPlain(name),
                "name",
                "name must have 1 to " + LONGEST_NAME + " characters, and " + PlainName.RULE);
        var life = life(body, faults);
        faults.refuse();
        return new NewConnection(name, life);
    }

    /** Reads {@code {expiresIn?}}, in seconds. */
    static Optional<Duration> lifeOf(JsonObject body) {
        var faults = new Faults();
        var life = life(body, faults);
        faults.refuse();
        return life;
    }

    private static Optional<Duration> life(JsonObject body, Faults faults) {
        var life = Optional.ofNullable(body.getLong("expiresIn")).map(Duration::ofSeconds);
        faults.require(
                life.map(given -> given.compareTo(SHORTEST) >= 0 && given.compareTo(LONGEST) <= 0)
                        .orElse(true),
                "expiresIn",
                "expiresIn must be from " + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + " seconds");
        return life;
    }
}
