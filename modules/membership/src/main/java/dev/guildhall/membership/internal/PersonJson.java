package dev.guildhall.membership.internal;

import dev.guildhall.membership.Person;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Whoever is a member of something, as the canonical API shows them. */
public final class PersonJson {

    private PersonJson() {}

    /** Who it is; what they are is added to it. */
    public static JsonObject of(Person person) {
        return new JsonObject()
                .put("userId", person.user().toString())
                .put("email", person.email())
                .put("emailVerified", person.emailVerified())
                .put(
                        "mailRefusedAt",
                        person.mailRefusedAt().map(Instant::toString).orElse(null))
                .put("fullName", person.fullName());
    }
}
