package dev.guildhall.agents.internal;

import java.util.UUID;

/** An answer in the making, as much of it as there is. Safe for all threads. */
final class Answer {

    private final UUID run;
    private final String agentKey;
    private final StringBuilder text = new StringBuilder();

    Answer(UUID run, String agentKey) {
        this.run = run;
        this.agentKey = agentKey;
    }

    UUID run() {
        return run;
    }

    String agentKey() {
        return agentKey;
    }

    synchronized void append(String piece) {
        text.append(piece);
    }

    synchronized int length() {
        return text.length();
    }

    /** What comes after so many characters. */
    synchronized String after(int length) {
        return text.substring(Math.min(length, text.length()));
    }
}
