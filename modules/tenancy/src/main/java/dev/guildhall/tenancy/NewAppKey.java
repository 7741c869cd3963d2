package dev.guildhall.tenancy;

import dev.guildhall.core.error.Faults;
import dev.guildhall.tenancy.internal.Names;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * A request for a key of an app, checked.
 *
 * @param life how long it works; empty for one that does not expire
 */
public record NewAppKey(String name, Optional<Duration> life) {

    private static final String UNNAMED = "key";
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** Reads {@code {name?, expiresIn?}}, in seconds, from a body the contract has let through. */
    public static NewAppKey of(JsonObject body) {
        var faults = new Faults();
        var name = body.getValue("name") == null ? UNNAMED : Names.read(body, "name", faults);
        var life = Optional.ofNullable(body.getLong("expiresIn")).map(Duration::ofSeconds);
        faults.require(
                life.map(given -> given.compareTo(SHORTEST) >= 0 && given.compareTo(LONGEST) <= 0)
                        .orElse(true),
                "expiresIn",
                "expiresIn must be from " + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + " seconds");
        faults.refuse();
        return new NewAppKey(name, life);
    }
}
