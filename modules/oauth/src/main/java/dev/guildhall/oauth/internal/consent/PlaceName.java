package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;

/** Where an application would act, in words for the person who is asked. */
public final class PlaceName {

    private static final String NONE = "workspaces of yours that belong to no organization";

    private PlaceName() {}

    public static Future<String> of(Organizations organizations, Tenant place) {
        return place instanceof OrganizationId organization
                ? organizations.get(organization).map(Organization::name)
                : Future.succeededFuture(NONE);
    }
}
