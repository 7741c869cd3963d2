package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoProvider;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Finds the provider that somebody signs in by. Of an organization that is suspended, being deleted or without a provider
 * no more is told than of one that is not there, and of an address no more than of its domain.
 */
final class SsoRouting {

    private final Database database;
    private final Organizations organizations;
    private final SsoTable table = new SsoTable();
    private final SsoDomainTable domains = new SsoDomainTable();

    SsoRouting(Database database, Organizations organizations) {
        this.database = database;
        this.organizations = organizations;
    }

    /** Fails with {@code AUTH.SSO_NOT_OFFERED}. */
    Future<SsoConnection> byEmail(String email) {
        var key = EmailAddress.keyOf(email);
        var at = key.lastIndexOf('@');
        return at < 0
                ? notOffered().asFuture()
                : domains.routes(database, key.substring(at + 1)).compose(this::first);
    }

    private Future<SsoConnection> first(List<OrganizationId> routes) {
        return routes.isEmpty()
                ? notOffered().asFuture()
                : find(routes.get(0))
                        .compose(found -> found.map(Future::succeededFuture)
                                .orElseGet(() -> first(routes.subList(1, routes.size()))));
    }

    /** Fails with {@code AUTH.SSO_NOT_OFFERED}. */
    Future<SsoConnection> byOrganization(OrganizationId id) {
        return find(id).map(found -> found.orElseThrow(SsoRouting::notOffered));
    }

    private Future<Optional<SsoConnection>> find(OrganizationId id) {
        return configured(id)
                .map(found ->
                        found.filter(connection -> !connection.organization().isSuspended()));
    }

    /** An OpenID provider, even where nobody signs in since it is suspended; fails with {@code AUTH.SSO_NOT_OFFERED}. */
    Future<SsoConnection> forLogout(OrganizationId id) {
        return configured(id)
                .map(found -> found.filter(connection -> connection.sso().provider() == SsoProvider.OIDC)
                        .orElseThrow(SsoRouting::notOffered));
    }

    private Future<Optional<SsoConnection>> configured(OrganizationId id) {
        var organization = organizations.find(id);
        var sso = table.find(database, id);
        return Future.all(organization, sso)
                .map(both -> organization.result().flatMap(found -> offered(found, sso.result())));
    }

    private static Optional<SsoConnection> offered(Organization organization, Optional<SsoConfiguration> sso) {
        return sso.filter(SsoConfiguration::offersSignIn).map(with -> new SsoConnection(organization, with));
    }

    static Problem notOffered() {
        return IdentityError.AUTH_SSO_NOT_OFFERED.because(
                "There is no single sign-on for this; sign in with your password by POST /api/auth/login.");
    }
}
