import * as aip from './client/aip';
import * as api from './client/api';
import * as developer from './client/developer';
import * as portal from './client/portal';
import * as teams from './client/teams';

/** What strangers do with the clients they generated; it is checked together with these. */

declare const process: { argv: string[]; exit(code: number): never };

const [server, token, accessCode] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };

function check(right: boolean, what: string): void {
    if (!right) {
        throw new Error(`The answer is not what the contract says: ${what}`);
    }
}

async function canonical(): Promise<string> {
    const client = new api.Configuration({ basePath: server, headers });
    const app = (await new api.AppsApi(client).createApp({ appName: { name: 'Typed' } })).data!;
    const organizations = new api.OrganizationsApi(client);
    const made = (
        await organizations.createOrganization({
            createOrganizationRequest: { appId: app.id!, name: 'Typed', slug: 'typed', domain: 'typed.example' },
            idempotencyKey: 'typed once',
        })
    ).data!;
    const listed = await organizations.listOrganizations({
        pageSize: 10,
        filter: 'slug = "typed"',
        orderBy: 'name desc',
    });
    check(listed.data!.length === 1 && listed.data![0].id === made.id, 'the organization is listed');
    check(made.createdAt! instanceof Date, 'a time is one');
    const workspace = (
        await new api.WorkspacesApi(client).createWorkspace({ newWorkspace: { key: 'typed', name: 'Typed' } })
    ).data!;
    const events = await new api.EventsApi(client).publishEvents({
        workspaceId: workspace.id!,
        publishEventsRequest: { type: 'order.shipped', data: { parcels: 2 } },
    });
    check(events.data!.length === 1, 'the event is published');
    try {
        await organizations.getOrganization({ organizationId: '00000000-0000-7000-8000-000000000000' });
        check(false, 'what is nowhere is not found');
    } catch (refused) {
        check(refused instanceof api.ResponseError && refused.response.status === 404, String(refused));
    }
    return app.id!;
}

async function ofDevelopers(app: string): Promise<string> {
    const client = new developer.Configuration({ basePath: server, headers });
    const orgs = new developer.OrganizationsApi(client);
    const made = await orgs.createOrg({
        appId: app,
        createOrgRequest: { name: 'Acme Corp', slug: 'acme', domain: 'acme.com', industry: 'Technology' },
    });
    const changed = await orgs.updateOrg({ appId: app, id: made.id, updateOrgRequest: { status: 'trialing' } });
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
        putOrgSsoRequest: { provider: 'oidc', issuerUrl: 'http://127.0.0.1:9' },
    });
    check(sso.provider === developer.SsoProviderEnum.Oidc, 'single sign-on is configured');
    return made.id;
}

async function inTheStyleOfAip(organization: string): Promise<string> {
    const workspaces = new aip.WorkspacesApi(new aip.Configuration({ basePath: server, headers }));
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
    const workspaces = new teams.WorkspacesApi(new teams.Configuration({ basePath: server, headers }));
    await workspaces.putSettings({
        workspaceId: workspace,
        putSettingsRequest: { customAgentConfigs: { assistant: { tone: 'calm' } } },
    });
    const settings = await workspaces.getSettings({ workspaceId: workspace });
    check(JSON.stringify(settings.customAgentConfigs).includes('calm'), 'the settings are kept');
    check((await workspaces.getWorkspace({ workspaceId: workspace })).name === 'Acme', 'the workspace is read');
}

async function ofPortals(workspace: string): Promise<void> {
    const client = new portal.Configuration({ basePath: server, headers });
    const mine = await new portal.MineApi(client).listMine({ xPORTALACCESSCODE: accessCode });
    check(mine.success === true, 'one\'s own workspaces are listed');
    const roles = await new portal.RolesApi(client).listRoles({
        workspaceId: workspace,
        xPORTALACCESSCODE: accessCode,
    });
    check(roles.data!.length >= 4, 'the roles are listed');
}

async function tour(): Promise<void> {
    const app = await canonical();
    const organization = await ofDevelopers(app);
    const workspace = await inTheStyleOfAip(organization);
    await ofTeams(workspace);
    await ofPortals(workspace);
}

tour().catch((failure) => {
    console.error(failure);
    process.exit(1);
});
