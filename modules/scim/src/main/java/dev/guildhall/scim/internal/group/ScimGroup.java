package dev.guildhall.scim.internal.group;

import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.TeamId;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A team of an organization, with those of its members who are of the organization. */
record ScimGroup(
        TeamId id,
        String name,
        Optional<String> externalId,
        Instant created,
        Instant lastModified,
        List<Member> members) {

    record Member(UserId user, String name) {}

    ScimGroup with(List<Member> its) {
        return new ScimGroup(id, name, externalId, created, lastModified, List.copyOf(its));
    }

    Set<UserId> memberIds() {
        return members.stream().map(Member::user).collect(Collectors.toSet());
    }

    /** What a directory may change of it. */
    JsonObject writable() {
        var json = new JsonObject();
        externalId.ifPresent(its -> json.put("externalId", its));
        var all = new JsonArray();
        members.forEach(
                member -> all.add(new JsonObject().put("value", member.user().toString())));
        return json.put("displayName", name).put("members", all);
    }

    /**
     * @param base where SCIM is served
     * @param shown whether its members are among it, which it has no version without
     */
    JsonObject json(String base, boolean shown) {
        var json =
                new JsonObject().put("schemas", new JsonArray().add(Scim.GROUP)).put("id", id.toString());
        externalId.ifPresent(its -> json.put("externalId", its));
        json.put("displayName", name);
        var meta = new JsonObject()
                .put("resourceType", "Group")
                .put("created", created.toString())
                .put("lastModified", lastModified.toString())
                .put("location", base + "/Groups/" + id);
        if (shown) {
            json.put("members", members(base));
        }
        json.put("meta", meta);
        if (shown) {
            meta.put("version", Version.of(json));
        }
        return json;
    }

    private JsonArray members(String base) {
        var all = new JsonArray();
        members.forEach(member -> all.add(new JsonObject()
                .put("value", member.user().toString())
                .put("$ref", base + "/Users/" + member.user())
                .put("display", member.name())
                .put("type", "User")));
        return all;
    }
}
