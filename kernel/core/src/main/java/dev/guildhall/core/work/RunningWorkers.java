package dev.guildhall.core.work;

import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The workers that run, by what they work on and by its tenant. */
final class RunningWorkers<K extends WorkKey> {

    /** @param ended when its worker is done */
    record One<K>(K key, Worker worker, Future<Boolean> ended) {}

    private final Map<K, One<K>> byKey = new HashMap<>();
    private final Map<Tenant, Map<K, One<K>>> byTenant = new HashMap<>();

    int size() {
        return byKey.size();
    }

    void add(One<K> one) {
        byKey.put(one.key(), one);
        byTenant.computeIfAbsent(one.key().tenant(), first -> new HashMap<>()).put(one.key(), one);
    }

    void remove(One<K> one) {
        if (byKey.remove(one.key(), one)) {
            byTenant.computeIfPresent(one.key().tenant(), (tenant, ones) -> {
                ones.remove(one.key());
                return ones.isEmpty() ? null : ones;
            });
        }
    }

    Optional<One<K>> of(K key) {
        return Optional.ofNullable(byKey.get(key));
    }

    List<Worker> of(Tenant tenant) {
        return byTenant.getOrDefault(tenant, Map.of()).values().stream()
                .map(One::worker)
                .toList();
    }

    List<One<K>> matching(Predicate<K> keys) {
        return byKey.values().stream().filter(one -> keys.test(one.key())).toList();
    }

    List<One<K>> all() {
        return List.copyOf(byKey.values());
    }
}
