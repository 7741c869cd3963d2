package dev.guildhall.core.module;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the modules of a product meet while they are put together: each takes what it needs from those before it and
 * offers its own services, by their Java interfaces. Used by one thread.
 */
public final class Assembly {

    private final Environment environment;
    private final Map<Class<?>, Object> services = new HashMap<>();
    private final Map<Class<?>, List<Object>> contributions = new HashMap<>();

    Assembly(Environment environment) {
        this.environment = environment;
    }

    /** What the kernel gives to all modules. */
    public Environment environment() {
        return environment;
    }

    /** Offers a service to the modules that need this one; there is one of each type. */
    public <T> void offer(Class<T> type, T service) {
        if (services.putIfAbsent(type, service) != null) {
            throw new IllegalStateException("Two modules offer " + type.getName());
        }
    }

    /** The service of a module that was assembled before; asked by a module's API, of any module. */
    public <T> T get(Class<T> type) {
        return find(type)
                .orElseThrow(() -> new IllegalStateException(
                        "No module assembled so far offers " + type.getName() + "; is its module among the needs?"));
    }

    /** A service that may be missing. */
    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(type.cast(services.get(type)));
    }

    /** Adds to what another module asks many for, such as what is to be done when a workspace ends. */
    public <T> void contribute(Class<T> type, T contribution) {
        contributions.computeIfAbsent(type, none -> new ArrayList<>()).add(contribution);
    }

    /** Everything of the type that modules contribute, whenever they do: complete once all are assembled. */
    public <T> List<T> contributions(Class<T> type) {
        @SuppressWarnings("unchecked") // Only contribute adds to it.
        var all = (List<T>) contributions.computeIfAbsent(type, none -> new ArrayList<>());
        return Collections.unmodifiableList(all);
    }
}
