package dev.guildhall.agents;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/** What runs took together, and by what they are summed up. */
public record UsageSum(
        Optional<LocalDate> day,
        Optional<String> agentKey,
        Optional<UUID> user,
        Optional<String> provider,
        Optional<String> model,
        long runs,
        long inputTokens,
        long outputTokens,
        BigDecimal cost) {

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("day", day.map(LocalDate::toString).orElse(null))
                .put("agentKey", agentKey.orElse(null))
                .put("userId", user.map(UUID::toString).orElse(null))
                .put("provider", provider.orElse(null))
                .put("model", model.orElse(null))
                .put("runs", runs)
                .put("inputTokens", inputTokens)
                .put("outputTokens", outputTokens)
                .put("cost", cost);
    }
}
