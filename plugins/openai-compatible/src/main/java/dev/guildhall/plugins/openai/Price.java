package dev.guildhall.plugins.openai;

import dev.guildhall.spi.ChatUsage;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;

/** What a million tokens cost. */
record Price(BigDecimal input, BigDecimal output) {

    private static final int MILLION = 6;

    static Price of(JsonObject configured) {
        return new Price(
                new BigDecimal(configured.getNumber("input").toString()),
                new BigDecimal(configured.getNumber("output").toString()));
    }

    BigDecimal cost(ChatUsage usage) {
        return input.multiply(BigDecimal.valueOf(usage.inputTokens()))
                .add(output.multiply(BigDecimal.valueOf(usage.outputTokens())))
                .movePointLeft(MILLION);
    }
}
