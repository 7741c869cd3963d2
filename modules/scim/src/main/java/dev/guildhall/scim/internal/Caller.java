package dev.guildhall.scim.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;

/** A directory that calls, and the organization that its token is for. */
public record Caller(Authentication by, OrganizationId organization) {

    static Caller of(ApiRequest request) {
        var by = request.authentication();
        return new Caller(by, (OrganizationId) by.credential().tenant().orElseThrow());
    }
}
