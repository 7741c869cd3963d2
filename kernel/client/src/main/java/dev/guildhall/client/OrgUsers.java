package dev.guildhall.client;

import java.util.Map;

/** Who belongs to the organizations of apps, and as what. */
public final class OrgUsers {

    private final Exchange exchange;

    OrgUsers(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Adds a user, or changes the role of one who is there already. */
    public OrgUser add(String appId, String orgId, String userId, OrgRole role) {
        return exchange.post(path(appId, orgId), Map.of("user_id", userId, "role", role.text()), OrgUser.class);
    }

    public Listing<OrgUser> list(String appId, String orgId) {
        return list(appId, orgId, ListQuery.ALL);
    }

    public Listing<OrgUser> list(String appId, String orgId, ListQuery query) {
        return exchange.list(path(appId, orgId), query, OrgUser.class);
    }

    /** Changes the role of a user who is there. */
    public OrgUser change(String appId, String orgId, String userId, OrgRole role) {
        return exchange.patch(path(appId, orgId, userId), Map.of("role", role.text()), OrgUser.class);
    }

    /** Removes a user from the organization and all its workspaces. */
    public void remove(String appId, String orgId, String userId) {
        exchange.delete(path(appId, orgId, userId));
    }

    private static String path(String appId, String orgId) {
        return Path.of("apps", appId, "orgs", orgId, "users");
    }

    private static String path(String appId, String orgId, String userId) {
        return Path.of("apps", appId, "orgs", orgId, "users", userId);
    }
}
