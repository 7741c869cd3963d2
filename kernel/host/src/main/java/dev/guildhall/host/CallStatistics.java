package dev.guildhall.host;

import dev.guildhall.host.ExtensionFailure.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the calls of an installation stand on this node, since its instance started.
 *
 * @param outstanding how many have begun and not ended
 * @param failures how many failed, by what went wrong; refused ones are among them
 * @param restingSince since when it is left alone, because it did not answer in time again and again; empty when it is
 *     not
 */
public record CallStatistics(int outstanding, Map<Kind, Long> failures, Optional<Instant> restingSince) {

    public static final CallStatistics NONE = new CallStatistics(0, Map.of(), Optional.empty());

    public CallStatistics {
        failures = Map.copyOf(failures);
    }
}
