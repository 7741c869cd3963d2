package dev.guildhall.launcher;

/**
 * One thing that was looked at.
 *
 * @param found how it is, and when it is not good, what to do
 */
record Finding(boolean isGood, String what, String found) {

    static Finding good(String what, String found) {
        return new Finding(true, what, found);
    }

    static Finding bad(String what, String found) {
        return new Finding(false, what, found);
    }

    @Override
    public String toString() {
        return "%-4s  %-10s  %s".formatted(isGood ? "ok" : "FAIL", what, found.replaceAll("\\R", " "));
    }
}
