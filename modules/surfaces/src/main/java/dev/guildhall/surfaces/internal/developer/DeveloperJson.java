package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageQuery.Names;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.OrganizationMember;
import dev.guildhall.tenancy.App;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** How this surface writes what it shows: plain objects in snake case, and pages of them. */
final class DeveloperJson {

    private DeveloperJson() {}

    static JsonObject app(App app) {
        return new JsonObject()
                .put("id", app.id().toString())
                .put("name", app.name())
                .put("created_at", app.createdAt().toString())
                .put("updated_at", app.updatedAt().toString());
    }

    static JsonObject organization(Organization organization) {
        return new JsonObject()
                .put("id", organization.id().toString())
                .put("app_id", organization.app().toString())
                .put("name", organization.name())
                .put("slug", organization.slug())
                .put("domain", organization.domain())
                .put("website", organization.website().orElse(null))
                .put("industry", organization.industry().orElse(null))
                .put("description", organization.description().orElse(null))
                .put("status", lower(organization.status()))
                .put("owner_id", organization.owner().map(UserId::toString).orElse(null))
                .put("created_at", organization.createdAt().toString())
                .put("updated_at", organization.updatedAt().toString());
    }

    static JsonObject user(OrganizationMember member) {
        return new JsonObject()
                .put("user_id", member.user().toString())
                .put("role", lower(member.role()))
                .put("email", member.email())
                .put("email_verified", member.emailVerified())
                .put(
                        "mail_refused_at",
                        member.mailRefusedAt().map(Instant::toString).orElse(null))
                .put("full_name", member.fullName())
                .put("joined_at", member.joinedAt().toString());
    }

    static JsonObject sso(SsoConfiguration sso) {
        return new JsonObject()
                .put("provider", lower(sso.provider()))
                .put("issuer_url", sso.issuerUrl().orElse(null))
                .put("entity_id", sso.entityId().orElse(null))
                .put("single_sign_on_url", sso.singleSignOnUrl().orElse(null))
                .put("certificate", sso.certificate().orElse(null))
                .put(
                        "certificates",
                        new JsonArray(sso.certificates().stream()
                                .map(DeveloperJson::certificate)
                                .toList()))
                .put("client_id", sso.clientId().orElse(null))
                .put("client_secret_configured", sso.clientSecret().isPresent())
                .put("auto_provision", sso.autoProvision())
                .put("jit_provisioning", sso.jitProvisioning())
                .put("created_at", sso.createdAt().toString())
                .put("updated_at", sso.updatedAt().toString());
    }

    private static JsonObject certificate(SsoCertificate certificate) {
        return new JsonObject()
                .put("subject", certificate.subject())
                .put("fingerprint", certificate.fingerprint())
                .put("valid_from", certificate.validFrom().toString())
                .put("expires_at", certificate.expiresAt().toString());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The page that a request asks for, by this surface's names. */
    static <T> PageRequest<T> page(ListFields<T> fields, ApiRequest request) {
        return PageRequest.of(fields, PageQuery.read(request::query, Names.SNAKE_CASE));
    }

    static <T> ApiResponse answer(Page<T> page, Function<T, JsonObject> mapping) {
        var items = new JsonArray();
        page.items().forEach(item -> items.add(mapping.apply(item)));
        var body = new JsonObject().put("data", items);
        page.nextPageToken().ifPresent(token -> body.put("next_page_token", token));
        return ApiResponse.plain(body);
    }

    static ApiResponse created(String location, JsonObject body) {
        return new ApiResponse(201, Map.of("Location", location), body.toBuffer());
    }
}
