import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** What strangers do with the clients they generated; it is compiled together with these. */
public final class Tour {

    private final String server;
    private final Consumer<HttpRequest.Builder> admin;

    private Tour(String server, String token) {
        this.server = server;
        this.admin = bearer(token);
    }

    /** Takes the server's URL, an administrator's access token and the access code of a portal. */
    public static void main(String[] arguments) throws Exception {
        var tour = new Tour(arguments[0], arguments[1]);
        var app = tour.canonical();
        var organization = tour.developer(app);
        var workspace = tour.aip(organization);
        tour.teams(workspace);
        tour.portal(workspace, arguments[2]);
    }

    private UUID canonical() throws Exception {
        var client = new gen.api.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(admin);
        var app = new gen.api.api.AppsApi(client)
                .createApp(new gen.api.model.AppName().name("Toured"), null)
                .getData();
        var organizations = new gen.api.api.OrganizationsApi(client);
        var made = organizations
                .createOrganization(
                        new gen.api.model.CreateOrganizationRequest()
                                .appId(app.getId())
                                .name("Toured")
                                .slug("toured")
                                .domain("toured.example"),
                        "once")
                .getData();
        check(organizations.listOrganizations(10, null, "slug = \"toured\"", "name desc").getData().contains(made));
        var workspace = new gen.api.api.WorkspacesApi(client)
                .createWorkspace(new gen.api.model.NewWorkspace().key("toured").name("Toured"), null)
                .getData();
        var events = new gen.api.api.EventsApi(client);
        var event = Map.of("type", "order.shipped", "data", Map.of("parcels", 2));
        check(events.publishEvents(workspace.getId(), List.of(event, event), null).getData().size() == 2);
        try {
            organizations.getOrganization(UUID.randomUUID());
            check(false);
        } catch (gen.api.ApiException refused) {
            check(refused.getCode() == 404);
        }
        return app.getId();
    }

    private UUID developer(UUID app) throws Exception {
        var client = new gen.developer.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(admin);
        var orgs = new gen.developer.api.OrganizationsApi(client);
        var made = orgs.createOrg(
                app,
                new gen.developer.model.CreateOrgRequest()
                        .name("Acme Corp")
                        .slug("acme")
                        .domain("acme.com")
                        .industry("Technology"),
                null);
        var changed = orgs.updateOrg(
                app, made.getId(), new gen.developer.model.UpdateOrgRequest().status("trialing"), null);
        check(changed.getStatus() == gen.developer.model.Org.StatusEnum.TRIALING);
        var first = orgs.listOrgs(app, 1, null, null, "slug");
        var second = orgs.listOrgs(app, 1, first.getNextPageToken(), null, "slug");
        check(first.getData().get(0).equals(changed));
        check(second.getData().get(0).getSlug().equals("toured"));
        check(second.getNextPageToken() == null);
        var sso = new gen.developer.api.SingleSignOnApi(client)
                .putOrgSso(
                        app,
                        made.getId(),
                        new gen.developer.model.PutOrgSsoRequest().provider("oidc").issuerUrl("http://127.0.0.1:9"),
                        null);
        check(sso.getProvider() == gen.developer.model.Sso.ProviderEnum.OIDC);
        return made.getId();
    }

    private UUID aip(UUID organization) throws Exception {
        var client = new gen.aip.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(admin);
        var workspaces = new gen.aip.api.WorkspacesApi(client);
        var made = workspaces.createWorkspace(organization, new gen.aip.model.Workspace().title("Acme"), null);
        var listed = workspaces.listWorkspaces(organization, 10, null, null, null).getWorkspaces();
        check(listed.get(0).getTitle().equals("Acme") && listed.contains(made));
        var name = made.getName();
        var id = UUID.fromString(name.substring(name.lastIndexOf('/') + 1));
        var counts = workspaces.countWorkspaceUsers(
                organization, new gen.aip.model.CountUsers().addWorkspaceIdsItem(id));
        check(counts.getWorkspaceUserCounts().size() == 1);
        return id;
    }

    private void teams(UUID workspace) throws Exception {
        var client = new gen.teams.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(admin);
        var workspaces = new gen.teams.api.WorkspacesApi(client);
        workspaces.putSettings(
                workspace,
                new gen.teams.model.PutSettingsRequest()
                        .customAgentConfigs(Map.of("assistant", Map.of("tone", "calm"))));
        check(workspaces.getSettings(workspace).getCustomAgentConfigs().toString().contains("calm"));
        check(workspaces.getWorkspace(workspace).getName().equals("Acme"));
    }

    private void portal(UUID workspace, String code) throws Exception {
        var client = new gen.portal.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(admin);
        check(new gen.portal.api.MineApi(client).listMine(code).getSuccess());
        check(new gen.portal.api.RolesApi(client).listRoles(workspace, code).getData().size() >= 4);
    }

    private static Consumer<HttpRequest.Builder> bearer(String token) {
        return request -> request.header("Authorization", "Bearer " + token);
    }

    private static void check(boolean right) {
        if (!right) {
            throw new AssertionError("The answer is not what the contract says");
        }
    }
}
