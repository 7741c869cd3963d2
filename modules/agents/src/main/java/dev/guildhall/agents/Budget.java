package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
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
 */
public record Budget(Period period, Optional<Long> tokens, Optional<BigDecimal> cost) {

    private static final BigDecimal MOST = new BigDecimal("1000000000000000");

    /** Of a workspace that has said nothing. */
    public static final Budget NONE = new Budget(Period.MONTH, Optional.empty(), Optional.empty());

    public enum Period {
        DAY,
        MONTH
    }

    /** What was taken in a period. */
    public record Spent(long tokens, BigDecimal cost) {}

    /** Reads {@code {period?, tokens?, cost?}}, of which null and what is not given allow any. */
    public static Budget of(JsonObject body) {
        var faults = new Faults();
        var period = period(body.getValue("period"), faults);
        var tokens = number(body, "tokens", faults).map(BigDecimal::longValue);
        var cost = number(body, "cost", faults);
        faults.refuse();
        return new Budget(period, tokens, cost);
    }

    private static Period period(Object value, Faults faults) {
        if (value == null || "MONTH".equals(value)) {
            return Period.MONTH;
        }
        faults.require("DAY".equals(value), "period", "period must be DAY or MONTH");
        return Period.DAY;
    }

    private static Optional<BigDecimal> number(JsonObject body, String field, Faults faults) {
        var value = body.getValue(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            var amount = new BigDecimal(number.toString());
            if (amount.signum() >= 0 && amount.compareTo(MOST) <= 0) {
                return Optional.of(amount);
            }
        }
        faults.add(field, field + " must be null or a number from 0 to " + MOST.toPlainString());
        return Optional.empty();
    }

    /** Whether it says the same. */
    boolean isSameAs(Budget other) {
        return period == other.period
                && tokens.equals(other.tokens)
                && cost.map(BigDecimal::stripTrailingZeros).equals(other.cost.map(BigDecimal::stripTrailingZeros));
    }

    /** What can be set of it. */
    JsonObject facts() {
        return new JsonObject()
                .put("period", period.name())
                .put("tokens", tokens.orElse(null))
                .put("cost", cost.orElse(null));
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
        return facts().put(
                        "spent", new JsonObject().put("tokens", spent.tokens()).put("cost", spent.cost()));
    }
}
