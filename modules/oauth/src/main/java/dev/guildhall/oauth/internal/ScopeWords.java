package dev.guildhall.oauth.internal;

import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.identity.TokenScopes;
import java.util.List;

/** What scopes mean, in words for people. */
public final class ScopeWords {

    private final PermissionRegistry permissions = Product.permissions();

    public List<String> of(TokenScopes scopes) {
        return scopes.names().stream().map(this::told).toList();
    }

    private String told(String scope) {
        return permissions
                .named(scope)
                .map(permission -> permission.description() + " (" + scope + ")")
                .orElse(scope);
    }
}
