package dev.guildhall.spi;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/** What one answer of a {@link ChatModel} took. */
public final class ChatUsage {

    private final long inputTokens;
    private final long outputTokens;
    private final BigDecimal cost;

    private ChatUsage(long inputTokens, long outputTokens, BigDecimal cost) {
        if (inputTokens < 0 || outputTokens < 0 || cost != null && cost.signum() < 0) {
            throw new IllegalArgumentException("less than nothing was used");
        }
        this.inputTokens = inputTokens;
        this.outputTokens = outputTokens;
        this.cost = cost;
    }

    public static ChatUsage of(long inputTokens, long outputTokens) {
        return new ChatUsage(inputTokens, outputTokens, null);
    }

    /** The same, saying what it costs, in the currency in which the workspace counts. */
    public ChatUsage withCost(BigDecimal amount) {
        return new ChatUsage(inputTokens, outputTokens, Objects.requireNonNull(amount, "amount"));
    }

    public long inputTokens() {
        return inputTokens;
    }

    public long outputTokens() {
        return outputTokens;
    }

    /** Empty when the provider does not know prices. */
    public Optional<BigDecimal> cost() {
        return Optional.ofNullable(cost);
    }
}
