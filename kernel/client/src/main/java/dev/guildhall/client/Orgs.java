package dev.guildhall.client;

/** The organizations of apps. */
public final class Orgs {

    private final Exchange exchange;

    Orgs(Exchange exchange) {
        this.exchange = exchange;
    }

    /** @param fields name, slug and domain at least; see {@link OrgFields#of} */
    public Org create(String appId, OrgFields fields) {
        return exchange.post(Path.of("apps", appId, "orgs"), fields.values(), Org.class);
    }

    public Listing<Org> list(String appId) {
        return list(appId, ListQuery.ALL);
    }

    public Listing<Org> list(String appId, ListQuery query) {
        return exchange.list(Path.of("apps", appId, "orgs"), query, Org.class);
    }

    public Org get(String appId, String orgId) {
        return exchange.get(path(appId, orgId), Org.class);
    }

    /** Changes the fields given and leaves the others. */
    public Org update(String appId, String orgId, OrgFields fields) {
        return exchange.patch(path(appId, orgId), fields.values(), Org.class);
    }

    /** Deletes an organization with its workspaces and all they own. Nobody sees it any more when this returns. */
    public void delete(String appId, String orgId) {
        exchange.delete(path(appId, orgId));
    }

    private static String path(String appId, String orgId) {
        return Path.of("apps", appId, "orgs", orgId);
    }
}
