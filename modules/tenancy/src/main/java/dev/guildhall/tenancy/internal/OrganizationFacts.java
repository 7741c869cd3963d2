package dev.guildhall.tenancy.internal;

import dev.guildhall.core.id.UserId;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** The facts of an organization by the names clients know them under, and what differs between two states. */
public final class OrganizationFacts {

    private OrganizationFacts() {}

    /** All that can change. */
    public static JsonObject whole(Organization organization) {
        return new JsonObject()
                .put("name", organization.name())
                .put("slug", organization.slug())
                .put("domain", organization.domain())
                .put("website", organization.website().orElse(null))
                .put("industry", organization.industry().orElse(null))
                .put("description", organization.description().orElse(null))
                .put("status", organization.status().name())
                .mergeIn(organization.annotations().toJson());
    }

    /** What is otherwise in the second, as it is there. */
    public static JsonObject differing(Organization one, Organization other) {
        var before = whole(one);
        var after = whole(other);
        after.fieldNames().removeIf(field -> Objects.equals(before.getValue(field), after.getValue(field)));
        return after;
    }

    static JsonObject json(Organization organization) {
        return new JsonObject()
                .put("id", organization.id().toString())
                .put("appId", organization.app().toString())
                .mergeIn(whole(organization))
                .put("ownerId", organization.owner().map(UserId::toString).orElse(null))
                .put("createdAt", organization.createdAt().toString())
                .put("updatedAt", organization.updatedAt().toString());
    }
}
