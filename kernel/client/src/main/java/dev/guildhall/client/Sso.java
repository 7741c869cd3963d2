package dev.guildhall.client;

/** How the users of organizations sign in with identity providers of their own. */
public final class Sso {

    private final Exchange exchange;

    Sso(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Fails with {@link GuildhallException.NotFound} and the code {@code SSO.NOT_CONFIGURED} where there is none. */
    public SsoConfiguration get(String appId, String orgId) {
        return exchange.get(path(appId, orgId), SsoConfiguration.class);
    }

    /** Configures it, or changes the fields given and leaves the others. */
    public SsoConfiguration configure(String appId, String orgId, SsoFields fields) {
        return exchange.put(path(appId, orgId), fields.values(), SsoConfiguration.class);
    }

    /** Lets users sign in by their passwords only. */
    public void remove(String appId, String orgId) {
        exchange.delete(path(appId, orgId));
    }

    private static String path(String appId, String orgId) {
        return Path.of("apps", appId, "orgs", orgId, "sso");
    }
}
