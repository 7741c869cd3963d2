package dev.guildhall.core.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a node was told at its start, each value checked. Printing it shows no value. */
public final class Settings {

    /** Nothing but what is by default. */
    public static final Settings DEFAULTS = new Settings(Map.of());

    private final Map<String, Object> values;

    private Settings(Map<String, Object> values) {
        this.values = values;
    }

    /** The same but for this value. */
    public <T> Settings with(Setting<T> setting, T value) {
        var all = new LinkedHashMap<>(values);
        all.put(setting.name(), value);
        return new Settings(all);
    }

    /** The value that was given, or else the one by default; empty when there is neither. */
    public <T> Optional<T> find(Setting<T> setting) {
        @SuppressWarnings("unchecked") // A setting's name belongs to it alone.
        var given = (T) values.get(setting.name());
        return given != null
                ? Optional.of(given)
                : Optional.ofNullable(setting.fallback()).map(text -> setting.read(text, "by default"));
    }

    /** The value of a setting that always has one. */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " has no default"));
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
