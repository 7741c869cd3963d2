package dev.guildhall.core.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One thing a node can be told, as {@code --data-dir}, {@code GUILDHALL_DATA_DIR} or {@code data-dir} in a file. Whoever
 * needs it declares it, once.
 *
 * @param label what its value is, in the help
 * @param fallback its text when it is given nowhere; null when it may be missing
 * @param reading makes the value of a text, or throws an IllegalArgumentException that says what to give
 */
public record Setting<T>(
        String name, String label, Kind kind, String fallback, Function<String, T> reading, String description) {

    public enum Kind {
        VALUE,
        /** A value that is repeated neither in an error nor anywhere else. */
        SECRET,
        /** True when the flag stands alone. */
        SWITCH
    }

    /** Something that always has a value. */
    public static <T> Setting<T> required(
            String name, String label, String fallback, Function<String, T> reading, String description) {
        return new Setting<>(name, label, Kind.VALUE, fallback, reading, description);
    }

    public static <T> Setting<T> optional(String name, String label, Function<String, T> reading, String description) {
        return new Setting<>(name, label, Kind.VALUE, null, reading, description);
    }

    public static <T> Setting<T> secret(String name, String label, Function<String, T> reading, String description) {
        return new Setting<>(name, label, Kind.SECRET, null, reading, description);
    }

    /** Something that is off by default. */
    public static Setting<Boolean> toggle(String name, String description) {
        return new Setting<>(name, "true|false", Kind.SWITCH, "false", Readings::flag, description);
    }

    /** Something that is off by default, and can be said alone or with a value. */
    public static <T> Setting<T> alone(String name, String label, Function<String, T> reading, String description) {
        return new Setting<>(name, label, Kind.SWITCH, null, reading, description);
    }

    public String flag() {
        return "--" + name;
    }

    public String variable() {
        return "GUILDHALL_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The value of a text found somewhere; fails naming the setting, the place and what is allowed there. */
    public T read(String text, String place) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException refused) {
            var what = kind == Kind.SECRET ? "is not valid" : "is " + Readings.quoted(text);
            throw new ConfigurationException(flag() + " " + what + " " + place + "; " + refused.getMessage());
        }
    }
}
