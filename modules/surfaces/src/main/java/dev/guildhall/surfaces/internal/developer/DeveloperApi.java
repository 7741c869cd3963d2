package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.SurfaceAdapter;
import dev.guildhall.core.security.VisibleOrganizations;
import dev.guildhall.list.ListFields;
import dev.guildhall.membership.OrganizationMember;
import dev.guildhall.membership.OrganizationMemberInput;
import dev.guildhall.membership.OrganizationMembers;
import dev.guildhall.tenancy.App;
import dev.guildhall.tenancy.Apps;
import dev.guildhall.tenancy.NewOrganization;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.OrganizationProfile;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The operations of the Developer surface on apps, their organizations and who belongs to these. */
public final class DeveloperApi implements Api {

    public static final String PREFIX = "/api/v2/protected/developer";
    public static final String CONTRACT = "openapi/developer.yaml";

    private static final ListFields<App> APPS =
            Apps.LIST.renamed(new TreeMap<>(Map.of("name", "name", "created_at", "createdAt")));

    private static final ListFields<Organization> ORGANIZATIONS = Organizations.LIST.renamed(new TreeMap<>(
            Map.of("name", "name", "slug", "slug", "domain", "domain", "status", "status", "created_at", "createdAt")));

    private static final ListFields<OrganizationMember> USERS = OrganizationMembers.LIST.renamed(new TreeMap<>(Map.of(
            "full_name",
            "fullName",
            "email",
            "email",
            "mail_refused_at",
            "mailRefusedAt",
            "role",
            "role",
            "search",
            "search",
            "joined_at",
            "joinedAt")));

    private final Apps apps;
    private final Organizations organizations;
    private final OrganizationMembers members;
    private final DeveloperScope scope;

    public DeveloperApi(Apps apps, Organizations organizations, OrganizationMembers members, DeveloperScope scope) {
        this.apps = apps;
        this.organizations = organizations;
        this.members = members;
        this.scope = scope;
    }

    /** How this surface speaks. */
    public static SurfaceAdapter adapter() {
        return new DeveloperAdapter();
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createApp", BodyReader.of(App::nameOf), this::createApp)
                .on("listApps", this::listApps)
                .on("getApp", request -> scope.app(request).map(DeveloperApi::answer))
                .on("createOrg", BodyReader.of(OrganizationProfile::of), this::createOrganization)
                .on("listOrgs", this::listOrganizations)
                .on("getOrg", request -> scope.organization(request).map(DeveloperApi::answer))
                .on("updateOrg", BodyReader.of(OrganizationProfile::of), this::updateOrganization)
                .on("deleteOrg", this::deleteOrganization)
                .on("putOrgUser", BodyReader.of(body -> OrganizationMemberInput.of(body, "user_id")), this::putUser)
                .on("listOrgUsers", this::listUsers)
                .on("changeOrgUser", BodyReader.of(OrganizationMemberInput::of), this::changeUser)
                .on("removeOrgUser", this::removeUser);
    }

    private Future<ApiResponse> createApp(ApiRequest request, String name) {
        return apps.create(request.authentication(), name)
                .map(app -> DeveloperJson.created(PREFIX + "/apps/" + app.id(), DeveloperJson.app(app))
                        .withRevision(app.revision()));
    }

    private Future<ApiResponse> listApps(ApiRequest request) {
        return apps.list(request.authentication(), DeveloperJson.page(APPS, request))
                .map(page -> DeveloperJson.answer(page, DeveloperJson::app));
    }

    private Future<ApiResponse> createOrganization(ApiRequest request, OrganizationProfile profile) {
        return scope.app(request)
                .compose(app -> organizations.create(
                        request.authentication(), new NewOrganization(app.id(), profile, Optional.empty())))
                .map(made -> DeveloperJson.created(
                                PREFIX + "/apps/" + made.app() + "/orgs/" + made.id(), DeveloperJson.organization(made))
                        .withRevision(made.revision()));
    }

    private Future<ApiResponse> listOrganizations(ApiRequest request) {
        var page = DeveloperJson.page(ORGANIZATIONS, request);
        return scope.app(request)
                .compose(app -> organizations.list(new VisibleOrganizations.OfApp(app.id()), page))
                .map(found -> DeveloperJson.answer(found, DeveloperJson::organization));
    }

    private Future<ApiResponse> updateOrganization(ApiRequest request, OrganizationProfile profile) {
        return scope.organization(request)
                .compose(
                        found -> organizations.change(request.authentication(), found.id(), profile, request.ifMatch()))
                .map(DeveloperApi::answer);
    }

    private Future<ApiResponse> deleteOrganization(ApiRequest request) {
        return scope.organization(request)
                .compose(found -> organizations.delete(request.authentication(), found.id(), request.ifMatch()))
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> putUser(ApiRequest request, OrganizationMemberInput input) {
        return scope.organization(request)
                .compose(found -> members.put(request.authentication(), found.id(), input))
                .map(DeveloperApi::answer);
    }

    private Future<ApiResponse> listUsers(ApiRequest request) {
        var page = DeveloperJson.page(USERS, request);
        return scope.organization(request)
                .compose(found -> members.list(found.id(), page))
                .map(found -> DeveloperJson.answer(found, DeveloperJson::user));
    }

    private Future<ApiResponse> changeUser(ApiRequest request, OrganizationMemberInput input) {
        return scope.organization(request)
                .compose(found -> members.change(
                        request.authentication(), found.id(), request.pathUser("user_id"), input, request.ifMatch()))
                .map(DeveloperApi::answer);
    }

    private Future<ApiResponse> removeUser(ApiRequest request) {
        return scope.organization(request)
                .compose(found -> members.remove(
                        request.authentication(), found.id(), request.pathUser("user_id"), request.ifMatch()))
                .map(removed -> ApiResponse.noContent());
    }

    private static ApiResponse answer(App app) {
        return ApiResponse.plain(DeveloperJson.app(app)).withRevision(app.revision());
    }

    private static ApiResponse answer(Organization organization) {
        return ApiResponse.plain(DeveloperJson.organization(organization)).withRevision(organization.revision());
    }

    private static ApiResponse answer(OrganizationMember member) {
        return ApiResponse.plain(DeveloperJson.user(member)).withRevision(member.revision());
    }
}
