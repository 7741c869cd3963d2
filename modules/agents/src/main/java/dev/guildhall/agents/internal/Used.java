package dev.guildhall.agents.internal;

import dev.guildhall.spi.ChatUsage;
import java.math.BigDecimal;

/** What the answers of models took. */
public record Used(long inputTokens, long outputTokens, BigDecimal cost) {

    public static final Used NOTHING = new Used(0, 0, BigDecimal.ZERO);

    Used plus(ChatUsage usage) {
        return new Used(
                inputTokens + usage.inputTokens(),
                outputTokens + usage.outputTokens(),
                cost.add(usage.cost().orElse(BigDecimal.ZERO)));
    }

    public long tokens() {
        return inputTokens + outputTokens;
    }
}
