import * as aip from './client/aip';
import * as api from './client/api';
import * as developer from './client/developer';
import * as oauth from './client/oauth';
import * as portal from './client/portal';
import * as scim from './client/scim';
import * as teams from './client/teams';

/** What strangers do with the clients they generated; it is checked together with these. */

declare const process: { argv: string[]; exit(code: number): never };

const [server, token, accessCode, contracts] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const called = new Set<string>();
let calls = 0;

function counting(contract: string): { pre(): Promise<void> } {
    return {
        async pre(): Promise<void> {
            calls++;
            called.add(contract);
        },
    };
}

function check(right: boolean, what: string): void {
    if (!right) {
        throw new Error(`The answer is not what the contract says: ${what}`);
    }
}

async function canonical(): Promise<string> {
    const client = new api.Configuration({ basePath: server, headers, middleware: [counting('api')] });
    const app = (await new api.AppsApi(client).createApp({ appName: { name: 'Typed' } })).data;
    const organizations = new api.OrganizationsApi(client);
    const made = (
        await organizations.createOrganization({
            createOrganizationRequest: { appId: app.id, name: 'Typed', slug: 'typed', domain: 'typed.example' },
            idempotencyKey: 'typed once',
        })
    ).data;
    const listed = await organizations.listOrganizations({
        pageSize: 10,
        filter: 'slug = "typed"',
        orderBy: 'name desc',
    });
    check(listed.data.length === 1 && listed.data[0].id === made.id, 'the organization is listed');
    check(made.createdAt instanceof Date, 'a time is one');
    const nowhere = { organizationId: '00000000-0000-7000-8000-000000000000' };
    await refused(404, 'ORGANIZATION.NOT_FOUND', () => organizations.getOrganization(nowhere));
    const workspace = await new api.WorkspacesApi(client).createWorkspace({
        newWorkspace: { key: 'typed', name: 'Typed' },
    });
    await ofOneWorkspace(client, workspace.data.id);
    await ofItsMembers(client, workspace.data.id);
    await ofItsEvents(client, workspace.data.id);
    return app.id;
}

async function refused(status: number, code: string, call: () => Promise<unknown>): Promise<void> {
    try {
        await call();
        check(false, `what is refused with ${code}`);
    } catch (failure) {
        check(failure instanceof api.ResponseError && failure.response.status === status, String(failure));
        const problem = api.ProblemFromJSON(await (failure as api.ResponseError).response.json());
        check(problem.code === code, `${problem.code} is ${code}`);
    }
}

async function ofOneWorkspace(client: api.Configuration, workspaceId: string): Promise<void> {
    const workspaces = new api.WorkspacesApi(client);
    const read = await workspaces.getWorkspaceRaw({ workspaceId });
    const ifMatch = read.raw.headers.get('ETag')!;
    check((await read.value()).data.plan === api.WorkspacePlanEnum.Team, 'the plan is one of those there are');
    const change = { workspaceId, ifMatch, updateWorkspaceRequest: { name: 'Renamed' } };
    check((await workspaces.updateWorkspace(change)).data.name === 'Renamed', 'it is renamed');
    await refused(412, 'REQUEST.PRECONDITION_FAILED', () => workspaces.updateWorkspace(change));
    const putSettingsRequest = { customAgentConfigs: { assistant: { tone: 'calm' } }, timezone: 'Europe/Berlin' };
    const settings = await workspaces.putSettings({ workspaceId, putSettingsRequest });
    check(settings.data.timezone === 'Europe/Berlin', 'the settings are kept');
    check('assistant' in (await workspaces.getSettings({ workspaceId })).data.customAgentConfigs, 'and read');
    check((await workspaces.listWorkspaces({ pageSize: 1, orderBy: 'key' })).data.length === 1, 'it is listed');
    check((await new api.AuditApi(client).verifyAudit({ workspaceId })).data.valid, 'the audit log is whole');
    await refused(400, 'REQUEST.INVALID', () => workspaces.listWorkspaces({ filter: 'nothing = 1' }));
}

async function ofItsMembers(client: api.Configuration, workspaceId: string): Promise<void> {
    const users = new api.UsersApi(client);
    const created = await users.createUser({
        createUserRequest: {
            email: 'typed@example.org',
            fullName: 'A Tourist',
            password: 'correct horse battery',
            roles: [api.CreateUserRequestRolesEnum.User],
        },
    });
    const userId = created.data.id;
    check((await users.getUser({ userId })).data.email === 'typed@example.org', 'the user is read');
    const members = new api.MembersApi(client);
    const member = await members.putMember({ workspaceId, putMemberRequest: { userId, role: 'VIEWER' } });
    check(member.data.role === 'VIEWER', 'the user is a member');
    const roles = new api.RolesApi(client);
    const role = await roles.createRole({
        workspaceId,
        createRoleRequest: { name: 'Guide', permissions: ['workspace.read', 'members.read'] },
    });
    check(!role.data.builtIn, 'the role is one of its own');
    check((await roles.getRole({ workspaceId, roleId: role.data.id })).data.name === 'Guide', 'the role is read');
    const changeMemberRoleRequest = { role: role.data.id };
    const changed = await members.changeMemberRole({ workspaceId, userId, changeMemberRoleRequest });
    check(changed.data.role === 'Guide', 'the member has another role');
    const listed = await members.listMembers({ workspaceId, filter: 'role = "Guide"' });
    check(listed.data[0].joinedAt instanceof Date, 'the members are filtered');
    const access = await roles.explainAccess({ workspaceId, userId, permission: 'members.read' });
    check(access.data.allowed, 'the access is explained');
    check((await roles.listPermissions()).data.length > 10, 'the permissions are listed');
    const invitations = new api.InvitationsApi(client);
    const invited = await invitations.createInvitation({
        workspaceId,
        createInvitationRequest: { email: 'named@example.org', role: 'MEMBER', delivery: api.InvitationDelivery.Link },
    });
    check(invited.data.url!.endsWith(invited.data.token!), 'the invitation has a link');
    check((await invitations.listInvitations({ workspaceId })).data.length === 1, 'the invitations are listed');
    await members.removeMember({ workspaceId, userId });
    await refused(404, 'MEMBER.NOT_FOUND', () => members.getMember({ workspaceId, userId }));
}

async function ofItsEvents(client: api.Configuration, workspaceId: string): Promise<void> {
    const subscriptions = new api.SubscriptionsApi(client);
    const subscription = await subscriptions.createSubscription({
        workspaceId,
        createSubscriptionRequest: {
            name: 'Orders',
            types: ['order.*'],
            sink: { kind: api.NewSubscriptionSinkKindEnum.Bus, address: 'orders' },
        },
    });
    check(subscription.data.sink.busAddress!.endsWith('orders'), 'the events go to the bus');
    check((await subscriptions.listSubscriptions({ workspaceId })).data.length === 1, 'it is listed');
    const events = new api.EventsApi(client);
    const newEvent = { type: 'order.shipped', subject: '4711', data: { parcels: 2 } };
    const published = await events.publishEvents({ workspaceId, newEvent, idempotencyKey: 'typed shipped' });
    const first = published.data[0].sequence;
    const again = await events.publishEventsRaw({ workspaceId, newEvent, idempotencyKey: 'typed shipped' });
    check(again.raw.headers.get('Idempotency-Replayed') === 'true', 'a repeat is told to be one');
    const publishEventBatchRequest = { events: [newEvent, newEvent] };
    const batch = await events.publishEventBatch({ workspaceId, publishEventBatchRequest });
    check(batch.data[1].sequence === first + 2, 'a batch is recorded in its order');
    const listed = await events.listEvents({ workspaceId, after: first - 1, filter: 'type = "order.shipped"' });
    check(listed.data.length === 3 && listed.data[0].subject === '4711', 'the events are listed');
    check((await events.getEventRetention({ workspaceId })).data.lastSequence >= first + 2, 'the log goes on');
    const extensions = new api.ExtensionsApi(client);
    const planExtensionRequest = { action: api.PlanExtensionRequestActionEnum.Install };
    const plan = await extensions.planExtension({ workspaceId, extensionKey: 'hello', planExtensionRequest });
    check(plan.data.action === api.InstallationPlanActionEnum.Install && !!plan.data.planHash, 'a plan is shown');
    await refused(404, 'EXTENSION.NOT_FOUND', () =>
        extensions.planExtension({ workspaceId, extensionKey: 'nowhere', planExtensionRequest }),
    );
}

async function ofDevelopers(app: string): Promise<string> {
    const client = new developer.Configuration({ basePath: server, headers, middleware: [counting('developer')] });
    const orgs = new developer.OrganizationsApi(client);
    const made = await orgs.createOrg({
        appId: app,
        createOrgRequest: { name: 'Acme Corp', slug: 'acme', domain: 'acme.com', industry: 'Technology' },
    });
    const changed = await orgs.updateOrg({ appId: app, id: made.id, updateOrgRequest: { status: developer.UpdateOrgRequestStatusEnum.Trialing } });
    check(changed.status === developer.OrgStatusEnum.Trialing, 'the status is changed');
    const first = await orgs.listOrgs({ appId: app, pageSize: 1, orderBy: 'slug' });
    const second = await orgs.listOrgs({
        appId: app,
        pageSize: 1,
        orderBy: 'slug',
        pageToken: first.nextPageToken,
    });
    check(first.data[0].id === made.id && second.data[0].slug === 'typed', 'the list is read page by page');
    check(second.nextPageToken === undefined, 'the list ends');
    const sso = await new developer.SingleSignOnApi(client).putOrgSso({
        appId: app,
        id: made.id,
        putOrgSsoRequest: { provider: developer.PutOrgSsoRequestProviderEnum.Oidc, issuerUrl: 'http://127.0.0.1:9' },
    });
    check(sso.provider === developer.SsoProviderEnum.Oidc, 'single sign-on is configured');
    return made.id;
}

async function inTheStyleOfAip(organization: string): Promise<string> {
    const workspaces = new aip.WorkspacesApi(new aip.Configuration({ basePath: server, headers, middleware: [counting('aip')] }));
    const made = await workspaces.createWorkspace({ organizationId: organization, workspace: { title: 'Acme' } });
    const listed = await workspaces.listWorkspaces({ organizationId: organization, pageSize: 10 });
    check(listed.workspaces![0].name === made.name, 'the workspace is listed');
    const id = made.name!.substring(made.name!.lastIndexOf('/') + 1);
    const counts = await workspaces.countWorkspaceUsers({
        organizationId: organization,
        countUsers: { workspaceIds: [id] },
    });
    check(counts.workspaceUserCounts!.length === 1, 'the users are counted');
    return id;
}

async function ofTeams(workspace: string): Promise<void> {
    const workspaces = new teams.WorkspacesApi(new teams.Configuration({ basePath: server, headers, middleware: [counting('teams')] }));
    await workspaces.putSettings({
        workspaceId: workspace,
        putSettingsRequest: { customAgentConfigs: { assistant: { tone: 'calm' } } },
    });
    const settings = await workspaces.getSettings({ workspaceId: workspace });
    check(JSON.stringify(settings.customAgentConfigs).includes('calm'), 'the settings are kept');
    check((await workspaces.getWorkspace({ workspaceId: workspace })).name === 'Acme', 'the workspace is read');
}

async function ofPortals(workspace: string): Promise<void> {
    const client = new portal.Configuration({ basePath: server, headers, middleware: [counting('portal')] });
    const mine = await new portal.MineApi(client).listMine({ xPORTALACCESSCODE: accessCode });
    check(mine.success === true, 'one\'s own workspaces are listed');
    const roles = await new portal.RolesApi(client).listRoles({
        workspaceId: workspace,
        xPORTALACCESSCODE: accessCode,
    });
    check(roles.data!.length >= 4, 'the roles are listed');
}

async function ofApplications(organizationId: string): Promise<void> {
    const canonical = new api.Configuration({ basePath: server, headers, middleware: [counting('api')] });
    const newOauthClient = {
        name: 'Tourist',
        grantTypes: [api.NewOauthClientGrantTypesEnum.ClientCredentials],
        scopes: ['workspace.read'],
        confidential: true,
    };
    const made = (await new api.ApplicationsApi(canonical).createOauthClient({ organizationId, newOauthClient })).data;
    const tokens = new oauth.TokensApi(new oauth.Configuration({ basePath: server, middleware: [counting('oauth')] }));
    const itself = { clientId: made.id, clientSecret: made.clientSecret };
    const given = await tokens.oauthToken({ grantType: 'client_credentials', ...itself });
    check(given.scope === 'workspace.read' && given.refreshToken === undefined, 'an application gets a token');
    const known = await tokens.oauthIntrospect({ token: given.accessToken, ...itself });
    check(known.active && known.orgId === organizationId, 'and learns what it is');
    await tokens.oauthRevoke({ token: given.accessToken, ...itself });
    check(!(await tokens.oauthIntrospect({ token: given.accessToken, ...itself })).active, 'until it is revoked');
}

async function ofDirectories(organizationId: string): Promise<void> {
    const canonical = new api.Configuration({ basePath: server, headers, middleware: [counting('api')] });
    const connection = await new api.ProvisioningApi(canonical).createScimConnection({
        organizationId,
        createScimConnectionRequest: { name: 'Typed' },
    });
    const users = new scim.UsersApi(
        new scim.Configuration({
            basePath: server,
            headers: { Authorization: `Bearer ${connection.data.token}` },
            middleware: [counting('scim')],
        }),
    );
    const made = await users.createScimUser({
        requestBody: {
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            userName: 'typed@acme.com',
            displayName: 'A Tourist',
            active: true,
        },
    });
    check((await users.getScimUser({ id: made.id })).userName === 'typed@acme.com', 'a user is provisioned');
    const found = await users.listScimUsers({ filter: 'userName eq "typed@acme.com"' });
    check(found.totalResults === 1 && found.resources[0].id === made.id, 'and found');
    try {
        await users.getScimUser({ id: '00000000-0000-7000-8000-000000000000' });
        check(false, 'nobody is found');
    } catch (failure) {
        check(failure instanceof scim.ResponseError && failure.response.status === 404, String(failure));
        const problem = scim.ProblemFromJSON(await (failure as scim.ResponseError).response.json());
        check(problem.status === '404', 'the error is one of SCIM');
    }
}

async function tour(): Promise<void> {
    const app = await canonical();
    const organization = await ofDevelopers(app);
    const workspace = await inTheStyleOfAip(organization);
    await ofTeams(workspace);
    await ofPortals(workspace);
    await ofApplications(organization);
    await ofDirectories(organization);
    check(calls >= 40, `there were ${calls} calls only`);
    check([...called].sort().join() === contracts, `called were ${[...called]} alone`);
}

tour().catch((failure) => {
    console.error(failure);
    process.exit(1);
});
