package dev.guildhall.host;

import dev.guildhall.host.CircuitBreaker.Rest;
import dev.guildhall.host.ExtensionFailure.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * How the calls of an installation stand on this node, since its instance started.
 *
 * @param outstanding how many have begun and not ended
 * @param failures how many failed, by what went wrong; refused ones are among them
 * @param rest since when and why its fuse leaves it alone; empty when it does not
 */
public record CallStatistics(int outstanding, Map<Kind, Long> failures, Optional<Rest> rest) {

    public static final CallStatistics NONE = new CallStatistics(0, Map.of(), Optional.empty());

    public CallStatistics {
        failures = Map.copyOf(failures);
    }
}
