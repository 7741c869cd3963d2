package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.id.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** Whether the members of an organization may let an application act for them. */
record Rule(OrganizationId organization, UUID client, boolean allowed, Instant decidedAt) {

    JsonObject facts() {
        return new JsonObject().put("clientId", client.toString()).put("allowed", allowed);
    }

    JsonObject json(String clientName) {
        return facts().put("clientName", clientName).put("decidedAt", decidedAt.toString());
    }

    record Listed(Rule rule, String clientName) {

        JsonObject json() {
            return rule.json(clientName);
        }
    }
}
