package dev.guildhall.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Headers by their names in lower case, as requests and responses keep them. */
final class Headers {

    private Headers() {}

    static Map<String, List<String>> with(Map<String, List<String>> headers, String name, String value) {
        var changed = new TreeMap<>(headers);
        changed.put(name.toLowerCase(Locale.ROOT), List.of(value));
        return Map.copyOf(changed);
    }

    static Map<String, List<String>> adding(Map<String, List<String>> headers, String name, String value) {
        var changed = new TreeMap<>(headers);
        var values = new ArrayList<>(changed.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        values.add(value);
        changed.put(name.toLowerCase(Locale.ROOT), List.copyOf(values));
        return Map.copyOf(changed);
    }
}
