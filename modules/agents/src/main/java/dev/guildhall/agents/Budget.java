package dev.guildhall.agents;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * How much the agents of a workspace may take.
 *
 * @param period after which it begins anew, in UTC
 * @param tokens empty for any number
 * @param cost empty for any amount
 * @param revision counts changes; the ETag clients see
 */
public record Budget(Period period, Optional<Long> tokens, Optional<BigDecimal> cost, long revision) {

    /** Of a workspace that has said nothing. */
    public static final Budget NONE = new Budget(Period.MONTH, Optional.empty(), Optional.empty(), 0);

    public enum Period {
        DAY,
        MONTH
    }

    /** What was taken in a period. */
    public record Spent(long tokens, BigDecimal cost) {}

    /** Whether nothing bounds it. */
    boolean isOpen() {
        return tokens.isEmpty() && cost.isEmpty();
    }

    /** Fails with {@code AGENT.BUDGET_EXHAUSTED} when all of it was spent. */
    public void require(Spent spent) {
        if (tokens.isPresent() && spent.tokens() >= tokens.get()) {
            throw exhausted(tokens.get() + " tokens");
        }
        if (cost.isPresent() && spent.cost().compareTo(cost.get()) >= 0) {
            throw exhausted("cost of " + cost.get().toPlainString());
        }
    }

    private RuntimeException exhausted(String amount) {
        return AgentError.BUDGET_EXHAUSTED.because("The workspace's budget of " + amount + " a "
                + period.name().toLowerCase(Locale.ROOT)
                + " for its agents is spent; an administrator can raise it, or wait for the next "
                + period.name().toLowerCase(Locale.ROOT) + ".");
    }

    /** How clients see it. */
    public JsonObject toJson(Spent spent) {
        return new JsonObject()
                .put("period", period.name())
                .put("tokens", tokens.orElse(null))
                .put("cost", cost.orElse(null))
                .put("spent", new JsonObject().put("tokens", spent.tokens()).put("cost", spent.cost()));
    }
}
