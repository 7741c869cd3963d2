package dev.guildhall.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a request that are said. */
final class Fields {

    private Fields() {}

    /** The same with one more; null clears it on the server. */
    static Map<String, Object> with(Map<String, Object> said, String name, Object value) {
        var all = new LinkedHashMap<>(said);
        all.put(name, value);
        return Collections.unmodifiableMap(all);
    }
}
