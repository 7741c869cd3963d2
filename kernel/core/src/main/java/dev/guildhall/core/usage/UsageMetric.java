package dev.guildhall.core.usage;

/** What is counted of a workspace. */
public enum UsageMetric {
    MEMBERS(true),
    API_REQUESTS(false),
    EVENTS(false),
    EVENT_BYTES(false),
    DELIVERIES_SUCCEEDED(false),
    DELIVERIES_DEAD(false),
    CAPABILITY_CALLS(false),
    AGENT_RUNS(false),
    AGENT_TOKENS(false),
    EXTENSION_ROWS(true),
    EXTENSION_BYTES(true);

    private final boolean isState;

    UsageMetric(boolean isState) {
        this.isState = isState;
    }

    /** Whether it is how much there is, of which the last is that of a longer time, and not how much there was done. */
    public boolean isState() {
        return isState;
    }
}
