package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.tenancy.App;
import dev.guildhall.tenancy.Apps;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;

/** The app and the organization that a path names, for who manages them; for everybody else they do not exist. */
public final class DeveloperScope {

    private final Apps apps;
    private final Organizations organizations;

    public DeveloperScope(Apps apps, Organizations organizations) {
        this.apps = apps;
        this.organizations = organizations;
    }

    /** Fails with {@code APP.NOT_FOUND}. */
    Future<App> app(ApiRequest request) {
        return apps.get(request.authentication(), new AppId(request.pathId("app_id")));
    }

    /** Fails with {@code APP.NOT_FOUND} or {@code ORGANIZATION.NOT_FOUND}. */
    Future<Organization> organization(ApiRequest request) {
        var id = new OrganizationId(request.pathId("id"));
        return app(request).compose(app -> organizations.get(app.id(), id));
    }
}
