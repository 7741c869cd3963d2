import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What strangers do with the clients they generated; it is compiled together with these. */
public final class Tour {

    private static final AtomicInteger calls = new AtomicInteger();

    /** The contracts of which something was called. */
    private static final Set<String> called = new TreeSet<>();

    private final String server;
    private final String token;

    private Tour(String server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Takes the server's URL, an administrator's access token, the access code of a portal and all contracts. */
    public static void main(String[] arguments) throws Exception {
        var tour = new Tour(arguments[0], arguments[1]);
        var app = tour.canonical();
        var organization = tour.developer(app);
        var workspace = tour.aip(organization);
        tour.teams(workspace);
        tour.portal(workspace, arguments[2]);
        tour.oauth(organization);
        tour.scim(organization);
        check(calls.get() >= 40);
        check(called.equals(Set.of(arguments[3].split(","))));
    }

    private UUID canonical() throws Exception {
        var client = new gen.api.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(bearer("api", token));
        check(new gen.api.api.OperationsApi(client).live().getStatus() == gen.api.model.HealthResponse.StatusEnum.UP);
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
        check(organizations.listOrganizations(10, null, "slug = \"toured\"", "name desc", null).getData().contains(made));
        refused(client, 404, "ORGANIZATION.NOT_FOUND", () -> organizations.getOrganization(UUID.randomUUID()));
        var workspace = new gen.api.api.WorkspacesApi(client)
                .createWorkspace(new gen.api.model.NewWorkspace().key("toured").name("Toured"), null)
                .getData();
        changes(client, workspace.getId());
        members(client, workspace.getId());
        events(client, workspace.getId());
        agents(client, workspace.getId());
        return app.getId();
    }

    private static void changes(gen.api.ApiClient client, UUID workspace) throws Exception {
        var workspaces = new gen.api.api.WorkspacesApi(client);
        var read = workspaces.getWorkspaceWithHttpInfo(workspace);
        var tag = read.getHeaders().get("ETag").get(0);
        check(read.getData().getData().getPlan() == gen.api.model.Workspace.PlanEnum.TEAM);
        var renamed = new gen.api.model.UpdateWorkspaceRequest().name("Renamed");
        check(workspaces.updateWorkspace(workspace, renamed, tag).getData().getName().equals("Renamed"));
        refused(client, 412, "REQUEST.PRECONDITION_FAILED", () -> workspaces.updateWorkspace(workspace, renamed, tag));
        var settings = new gen.api.model.PutSettingsRequest()
                .customAgentConfigs(Map.of("assistant", Map.of("tone", "calm")))
                .timezone("Europe/Berlin");
        check(workspaces.putSettings(workspace, settings, null).getData().getTimezone().equals("Europe/Berlin"));
        check(workspaces.getSettings(workspace).getData().getCustomAgentConfigs().containsKey("assistant"));
        check(workspaces.listWorkspaces(1, null, null, "key", null).getData().size() == 1);
        check(new gen.api.api.AuditApi(client).verifyAudit(workspace).getData().getValid());
        refused(client, 400, "REQUEST.INVALID", () -> workspaces.listWorkspaces(1, null, "nothing = 1", null, null));
    }

    private void members(gen.api.ApiClient client, UUID workspace) throws Exception {
        var users = new gen.api.api.UsersApi(client);
        var user = users.createUser(
                        new gen.api.model.CreateUserRequest()
                                .email("toured@example.org")
                                .fullName("A Tourist")
                                .password("correct horse battery")
                                .roles(List.of(gen.api.model.CreateUserRequest.RolesEnum.USER)),
                        null)
                .getData();
        check(users.getUser(user.getId()).getData().equals(user));
        check(users.listUsers(10, null, "email = \"toured@example.org\"", null, null).getData().contains(user));
        var members = new gen.api.api.MembersApi(client);
        var member = new gen.api.model.PutMemberRequest().userId(user.getId()).role("VIEWER");
        check(members.putMember(workspace, member, null).getData().getRole().equals("VIEWER"));
        var roles = new gen.api.api.RolesApi(client);
        var role = roles.createRole(
                        workspace,
                        new gen.api.model.CreateRoleRequest()
                                .name("Guide")
                                .permissions(List.of("workspace.read", "members.read")),
                        null)
                .getData();
        check(!role.getBuiltIn() && roles.getRole(workspace, role.getId()).getData().equals(role));
        var change = new gen.api.model.ChangeMemberRoleRequest().role(role.getId());
        check(members.changeMemberRole(workspace, user.getId(), change, null).getData().getRole().equals("Guide"));
        check(members.getMember(workspace, user.getId()).getData().getJoinedAt() != null);
        check(members.listMembers(workspace, 10, null, "role = \"Guide\"", null, true).getTotalSize() == 1);
        check(roles.explainAccess(workspace, "members.read", user.getId()).getData().getAllowed());
        check(roles.listPermissions().getData().size() > 10);
        var invitations = new gen.api.api.InvitationsApi(client);
        var invited = invitations.createInvitation(
                        workspace,
                        new gen.api.model.CreateInvitationRequest()
                                .email("invited@example.org")
                                .role("MEMBER")
                                .delivery(gen.api.model.InvitationDelivery.LINK),
                        null)
                .getData();
        check(invited.getToken() != null && invited.getUrl().getFragment().contains(invited.getToken()));
        check(invitations.listInvitations(workspace, 10, null, null, null, null).getData().size() == 1);
        members.removeMember(workspace, user.getId(), null);
        refused(client, 404, "MEMBER.NOT_FOUND", () -> members.getMember(workspace, user.getId()));
    }

    private static void events(gen.api.ApiClient client, UUID workspace) throws Exception {
        var subscriptions = new gen.api.api.SubscriptionsApi(client);
        var subscription = subscriptions
                .createSubscription(
                        workspace,
                        new gen.api.model.CreateSubscriptionRequest()
                                .name("Orders")
                                .types(List.of("order.*"))
                                .filter(Map.of("prefix", Map.of("subject", "47")))
                                .sink(new gen.api.model.NewSubscriptionSink()
                                        .kind(gen.api.model.NewSubscriptionSink.KindEnum.BUS)
                                        .address("orders")),
                        null)
                .getData();
        check(subscription.getSink().getBusAddress().endsWith("orders"));
        check(subscriptions.getSubscription(workspace, subscription.getId()).getData().equals(subscription));
        var events = new gen.api.api.EventsApi(client);
        var shipped = new gen.api.model.NewEvent().type("order.shipped").subject("4711").data(Map.of("parcels", 2));
        long first = events.publishEvents(workspace, shipped, "toured shipped").getData().get(0).getSequence();
        var again = events.publishEventsWithHttpInfo(workspace, shipped, "toured shipped");
        check(again.getHeaders().get("Idempotency-Replayed").equals(List.of("true")));
        var batch = new gen.api.model.PublishEventBatchRequest().events(List.of(shipped, shipped));
        check(events.publishEventBatch(workspace, batch, null).getData().get(1).getSequence() == first + 2);
        var listed = events.listEvents(workspace, first - 1, "type = \"order.shipped\"", null, 10, null, null).getData();
        check(listed.size() == 3 && listed.get(0).getData().equals(Map.of("parcels", 2)));
        check(events.getEventRetention(workspace).getData().getLastSequence() >= first + 2);
    }

    private static void agents(gen.api.ApiClient client, UUID workspace) throws Exception {
        var agents = new gen.api.api.AgentsApi(client);
        var agent = agents.createAgent(
                        workspace,
                        new gen.api.model.NewAgent().key("parrot").name("Parrot").provider("echo").model("echo-1"))
                .getData();
        check(agents.getAgent(workspace, "parrot").getData().equals(agent));
        var sessions = new gen.api.api.SessionsApi(client);
        var session = sessions.openSession(workspace, new gen.api.model.NewSession().agentKey("parrot")).getData();
        var said = sessions.postMessage(
                        workspace, session.getId(), new gen.api.model.NewSessionMessage().content("Hello"))
                .getData();
        check(said.getRole() == gen.api.model.PostedMessage.RoleEnum.USER);
        check(sessions.listRuns(workspace, session.getId(), 10, null, null, null, null).getData().size() == 1);
        var plan = new gen.api.model.PlanExtensionRequest()
                .action(gen.api.model.PlanExtensionRequest.ActionEnum.INSTALL);
        var planned = new gen.api.api.ExtensionsApi(client)
                .planExtension(workspace, "hello", plan)
                .getData();
        check(planned.getAction() == gen.api.model.InstallationPlan.ActionEnum.INSTALL);
        check(planned.getPlanHash() != null && planned.getVersion() != null);
        refused(
                client,
                404,
                "EXTENSION.NOT_FOUND",
                () -> new gen.api.api.ExtensionsApi(client).planExtension(workspace, "nowhere", plan));
    }

    private UUID developer(UUID app) throws Exception {
        var client = new gen.developer.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(bearer("developer", token));
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
                app, made.getId(), new gen.developer.model.UpdateOrgRequest()
                        .status(gen.developer.model.UpdateOrgRequest.StatusEnum.TRIALING), null);
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
                        new gen.developer.model.PutOrgSsoRequest().provider(gen.developer.model.PutOrgSsoRequest.ProviderEnum.OIDC).issuerUrl("http://127.0.0.1:9"),
                        null);
        check(sso.getProvider() == gen.developer.model.Sso.ProviderEnum.OIDC);
        return made.getId();
    }

    private UUID aip(UUID organization) throws Exception {
        var client = new gen.aip.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(bearer("aip", token));
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
        client.setRequestInterceptor(bearer("teams", token));
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
        client.setRequestInterceptor(bearer("portal", token));
        check(new gen.portal.api.MineApi(client).listMine(code).getSuccess());
        check(new gen.portal.api.RolesApi(client).listRoles(workspace, code).getData().size() >= 4);
    }

    private void oauth(UUID organization) throws Exception {
        var canonical = new gen.api.ApiClient();
        canonical.updateBaseUri(server);
        canonical.setRequestInterceptor(bearer("api", token));
        var application = new gen.api.api.ApplicationsApi(canonical)
                .createOauthClient(
                        organization,
                        new gen.api.model.NewOauthClient()
                                .name("Tourist")
                                .grantTypes(List.of(gen.api.model.NewOauthClient.GrantTypesEnum.CLIENT_CREDENTIALS))
                                .scopes(List.of("workspace.read"))
                                .confidential(true),
                        null)
                .getData();
        var client = new gen.oauth.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(request -> count("oauth"));
        var tokens = new gen.oauth.api.TokensApi(client);
        var id = application.getId().toString();
        var secret = application.getClientSecret();
        var given = tokens.oauthToken("client_credentials", null, null, null, null, null, null, id, secret);
        check(given.getScope().equals("workspace.read") && given.getRefreshToken() == null);
        var token = given.getAccessToken();
        check(tokens.oauthIntrospect(token, null, id, secret).getOrgId().equals(organization));
        tokens.oauthRevoke(token, null, id, secret);
        check(!tokens.oauthIntrospect(token, null, id, secret).getActive());
    }

    private void scim(UUID organization) throws Exception {
        var canonical = new gen.api.ApiClient();
        canonical.updateBaseUri(server);
        canonical.setRequestInterceptor(bearer("api", token));
        var connection = new gen.api.api.ProvisioningApi(canonical)
                .createScimConnection(
                        organization, new gen.api.model.CreateScimConnectionRequest().name("Toured"), null)
                .getData();
        var client = new gen.scim.ApiClient();
        client.updateBaseUri(server);
        client.setRequestInterceptor(bearer("scim", connection.getToken()));
        var users = new gen.scim.api.UsersApi(client);
        Map<String, Object> described = Map.of(
                "schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
                "userName", "provisioned@acme.com",
                "displayName", "A Tourist",
                "active", true);
        var made = users.createScimUser(described, null, null);
        var id = made.getId().toString();
        check(made.getActive() && users.getScimUser(id, null, null).equals(made));
        var found = users.listScimUsers("userName eq \"provisioned@acme.com\"", null, null, null, null, null, null);
        check(found.getTotalResults() == 1 && found.getResources().get(0).get("id").equals(id));
        try {
            users.getScimUser(UUID.randomUUID().toString(), null, null);
            check(false);
        } catch (gen.scim.ApiException refused) {
            var problem = client.getObjectMapper().readValue(refused.getResponseBody(), gen.scim.model.Problem.class);
            check(refused.getCode() == 404 && problem.getStatus().equals("404"));
        }
    }

    private static Consumer<HttpRequest.Builder> bearer(String contract, String token) {
        return request -> {
            count(contract);
            request.header("Authorization", "Bearer " + token);
        };
    }

    private static void count(String contract) {
        calls.incrementAndGet();
        called.add(contract);
    }

    private interface Call {
        void make() throws Exception;
    }

    private static void refused(gen.api.ApiClient client, int status, String code, Call call) throws Exception {
        try {
            call.make();
            check(false);
        } catch (gen.api.ApiException refused) {
            var problem = client.getObjectMapper().readValue(refused.getResponseBody(), gen.api.model.Problem.class);
            check(refused.getCode() == status && problem.getCode().equals(code) && problem.getRequestId() != null);
        }
    }

    private static void check(boolean right) {
        if (!right) {
            throw new AssertionError("The answer is not what the contract says");
        }
    }
}
