package dev.guildhall.scim.internal.group;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.Teams;
import dev.guildhall.scim.internal.Reading;
import dev.guildhall.scim.internal.Scim;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A group as a directory describes it. */
record GroupFields(String displayName, Optional<String> externalId, Set<UserId> members) {

    /** A team has fewer, and the rest is refused by it. */
    private static final int MOST_MEMBERS = 5_000;

    private static final int LONGEST_NAME = 1_000;

    /** Throws {@code SCIM.INVALID_VALUE} and {@code SCIM.INVALID_SYNTAX}. */
    static GroupFields of(JsonObject body) {
        Reading.requireSchema(body, Scim.GROUP);
        var name = Reading.text(body, "displayName", LONGEST_NAME)
                .orElseThrow(() -> Reading.invalid("displayName", "displayName is required."));
        return new GroupFields(name(name), Reading.externalId(body), members(body));
    }

    private static String name(String name) {
        try {
            return Teams.nameOf(new JsonObject().put("name", name));
        } catch (Problem unusable) {
            throw Reading.invalid("displayName", unusable.getMessage().replace("name must", "displayName must"));
        }
    }

    private static Set<UserId> members(JsonObject body) {
        var members = new LinkedHashSet<UserId>();
        for (var sent : Reading.list(body, "members", MOST_MEMBERS)) {
            var element = Scim.object(sent)
                    .orElseThrow(() -> Reading.invalid("members", "An element of members is an object with a value."));
            members.add(member(element));
        }
        return members;
    }

    private static UserId member(JsonObject element) {
        var type = Scim.value(element, "type").map(String::valueOf).orElse("User");
        if (!type.equalsIgnoreCase("User")) {
            throw Reading.invalid("members.type", "The members of a group are users; groups of groups there are none.");
        }
        var id = Scim.value(element, "value").map(String::valueOf).orElse("");
        if (!Ids.isUuid(id)) {
            throw Reading.invalid("members.value", "A member is named by the id of a user of this organization.");
        }
        return new UserId(UUID.fromString(id));
    }
}
