package dev.guildhall.core.database;

import java.util.Locale;

/** What a database can be passing through. */
enum Outage {
    CONNECTION_LOST("the connection to it was lost"),
    NO_CONNECTION("it takes no connection"),
    READ_ONLY("it is read-only"),
    OUT_OF_RESOURCES("it is out of resources"),
    CHANGING("it is starting, stopping or moving"),
    NOT_IN_ORDER("it is not in order");

    private final String words;

    Outage(String words) {
        this.words = words;
    }

    /** To finish the sentence "it cannot be worked with", with the SQLSTATE that said so. */
    String words(Throwable failure) {
        var state = PgErrors.state(failure);
        return state.isEmpty() || this == READ_ONLY ? words : words + " (" + state + ")";
    }

    /** What it is called in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
