package dev.guildhall.tenancy;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A request for an organization, checked.
 *
 * @param owner the user who becomes its owner; empty when it begins without members
 */
public record NewOrganization(AppId app, OrganizationProfile profile, Optional<UserId> owner) {

    /**
     * Reads {@code {appId, name, slug, domain, website?, industry?, description?, status?, ownerId?, externalId?,
     * metadata?}} from a body the
     * contract has let through; names every field that is wrong.
     */
    public static NewOrganization of(JsonObject body) {
        var faults = new Faults();
        var app = faults.read(() -> AppId.parse("appId", body.getString("appId")));
        var owner = Optional.ofNullable(body.getString("ownerId"))
                .flatMap(id -> faults.read(() -> UserId.parse("ownerId", id)));
        var profile = OrganizationProfile.read(body, faults);
        faults.refuse();
        return new NewOrganization(app.orElseThrow(), profile, owner);
    }

    Organization begun(Instant now) {
        return new Organization(
                new OrganizationId(Ids.next()),
                app,
                profile.name().orElseThrow(),
                profile.slug().orElseThrow(),
                profile.domain().orElseThrow(),
                profile.website().filter(text -> !text.isEmpty()),
                profile.industry().filter(text -> !text.isEmpty()),
                profile.description().filter(text -> !text.isEmpty()),
                profile.status().orElse(OrganizationStatus.ACTIVE),
                owner,
                profile.annotations().apply(Annotations.NONE),
                1,
                now,
                now);
    }
}
