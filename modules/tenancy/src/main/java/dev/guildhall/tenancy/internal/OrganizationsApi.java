package dev.guildhall.tenancy.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.NewOrganization;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.OrganizationProfile;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations on organizations. */
public final class OrganizationsApi implements Api {

    private final Organizations organizations;
    private final Authorizer authorizer;

    public OrganizationsApi(Organizations organizations, Authorizer authorizer) {
        this.organizations = organizations;
        this.authorizer = authorizer;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createOrganization", BodyReader.of(NewOrganization::of), this::create)
                .on("listOrganizations", this::list)
                .on("getOrganization", this::get)
                .on("updateOrganization", BodyReader.of(OrganizationProfile::of), this::update)
                .on("deleteOrganization", this::delete);
    }

    private Future<ApiResponse> create(ApiRequest request, NewOrganization wanted) {
        return organizations
                .create(request.authentication(), wanted)
                .map(organization -> ApiResponse.created(
                                "/api/organizations/" + organization.id(), OrganizationFacts.json(organization))
                        .withRevision(organization.revision()));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = PageRequest.of(OrganizationTable.LIST, request);
        return organizations
                .list(authorizer.organizationsOf(request.authentication()), page)
                .map(found -> found.answer(OrganizationFacts::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return organizations.get(request.organization()).map(OrganizationsApi::answer);
    }

    private Future<ApiResponse> update(ApiRequest request, OrganizationProfile profile) {
        return organizations
                .change(request.authentication(), request.organization(), profile, request.ifMatch())
                .map(OrganizationsApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        if (request.query("dryRun").map(Boolean::parseBoolean).orElse(false)) {
            return organizations
                    .holdings(request.organization())
                    .map(counts -> ApiResponse.ok(new JsonObject().put("removes", new JsonObject(Map.copyOf(counts)))));
        }
        return organizations
                .delete(request.authentication(), request.organization(), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private static ApiResponse answer(Organization organization) {
        return ApiResponse.ok(OrganizationFacts.json(organization)).withRevision(organization.revision());
    }
}
