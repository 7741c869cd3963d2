package dev.guildhall.db.migration;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How much a client insists on encryption, with the names and meaning that libpq gives them. */
public enum SslMode {
    DISABLE("disable"),
    ALLOW("allow"),
    PREFER("prefer"),
    REQUIRE("require"),
    VERIFY_CA("verify-ca"),
    VERIFY_FULL("verify-full");

    private final String label;

    SslMode(String label) {
        this.label = label;
    }

    /** The name in a URL, such as {@code verify-full}. */
    public String label() {
        return label;
    }

    static SslMode of(String label) {
        return Arrays.stream(values())
                .filter(mode -> mode.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The database URL has the unknown sslmode \"" + label
                        + "\"; use one of "
                        + Arrays.stream(values()).map(SslMode::label).collect(Collectors.joining(", ")) + "."));
    }
}
