package dev.guildhall.events;

import io.vertx.core.json.JsonObject;

/**
 * An event about to be recorded.
 *
 * @param type past tense, dotted, such as {@code member.added}
 * @param subject what it is about, mostly an id, or null
 * @param actor who caused it
 * @param data facts a subscriber needs; never a secret
 */
public record NewEvent(String type, String subject, EventActor actor, JsonObject data) {}
