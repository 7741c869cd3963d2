package dev.guildhall.scim.internal.user;

import dev.guildhall.core.id.UserId;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody of an organization.
 *
 * @param profile what the directory says of them that is kept nowhere else; empty of who was never provisioned
 */
record ScimUser(
        UserId id,
        String email,
        String fullName,
        boolean active,
        Optional<String> externalId,
        JsonObject profile,
        Instant created,
        Instant lastModified,
        List<Group> groups) {

    /** A team that they belong to. */
    record Group(UUID id, String name) {}

    ScimUser with(List<Group> theirs) {
        return new ScimUser(
                id, email, fullName, active, externalId, profile, created, lastModified, List.copyOf(theirs));
    }

    /** What a directory may change of it. */
    JsonObject writable() {
        var name = new JsonObject().put("formatted", fullName);
        copy("familyName", name);
        copy("givenName", name);
        var json = new JsonObject();
        externalId.ifPresent(its -> json.put("externalId", its));
        return json.put("userName", email)
                .put("name", name)
                .put("displayName", fullName)
                .put("active", active)
                .put("emails", emails());
    }

    private void copy(String part, JsonObject name) {
        Optional.ofNullable(profile.getString(part)).ifPresent(value -> name.put(part, value));
    }

    private JsonArray emails() {
        var sent = profile.getJsonArray("emails");
        return sent == null
                ? new JsonArray()
                        .add(new JsonObject()
                                .put("value", email)
                                .put("type", "work")
                                .put("primary", true))
                : sent.copy();
    }

    /** @param base where SCIM is served */
    JsonObject json(String base) {
        var json = new JsonObject()
                .put("schemas", new JsonArray().add(Scim.USER))
                .put("id", id.toString())
                .mergeIn(writable());
        var all = new JsonArray();
        groups.forEach(group -> all.add(new JsonObject()
                .put("value", group.id().toString())
                .put("$ref", base + "/Groups/" + group.id())
                .put("display", group.name())
                .put("type", "direct")));
        json.put("groups", all);
        var meta = new JsonObject()
                .put("resourceType", "User")
                .put("created", created.toString())
                .put("lastModified", lastModified.toString())
                .put("location", location(base));
        json.put("meta", meta);
        meta.put("version", Version.of(json));
        return json;
    }

    String location(String base) {
        return base + "/Users/" + id;
    }
}
