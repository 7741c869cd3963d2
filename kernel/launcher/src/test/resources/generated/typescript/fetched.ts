import createClient, { type Middleware } from 'openapi-fetch';
import type { paths as Aip } from './types/aip';
import type { paths as Api } from './types/api';
import type { paths as Developer } from './types/developer';
import type { paths as Oauth } from './types/oauth';
import type { paths as Portal } from './types/portal';
import type { paths as Scim } from './types/scim';
import type { paths as Teams } from './types/teams';
import type { webhooks as Webhooks } from './types/webhooks';

/** What strangers do with types of the contracts and a client that knows nothing else; it is checked together with these. */

declare const process: { argv: string[]; exit(code: number): never };

const [server, token, accessCode, contracts] = process.argv.slice(2);
const options = { baseUrl: server, headers: { Authorization: `Bearer ${token}` } };
const called = new Set<string>();
let calls = 0;

function counting(contract: string): Middleware {
    return {
        onRequest() {
            calls++;
            called.add(contract);
            return undefined;
        },
    };
}

const api = createClient<Api>(options);
const aip = createClient<Aip>(options);
const developer = createClient<Developer>(options);
const oauth = createClient<Oauth>({ baseUrl: server });
const portal = createClient<Portal>(options);
const teams = createClient<Teams>(options);
Object.entries({ api, aip, developer, oauth, portal, teams }).forEach(([name, client]) => client.use(counting(name)));

function check(right: boolean, what: string): void {
    if (!right) {
        throw new Error(`The answer is not what the contract says: ${what}`);
    }
}

/** What was answered; an error is none. */
function got<T>(answer: { data?: T; error?: unknown; response: Response }): T {
    if (answer.data === undefined) {
        throw new Error(`${answer.response.status} from ${answer.response.url}: ${JSON.stringify(answer.error)}`);
    }
    return answer.data;
}

type MemberAdded = Webhooks['member.added']['post']['requestBody']['content']['application/cloudevents+json'];

/** What a receiver of webhooks would do; that it is sound is all there is to be seen here. */
export function joined(event: MemberAdded): string {
    return `${event.data.userId} is ${event.data.role} in ${event.workspace} since event ${event.sequence}`;
}

async function ofOneWorkspace(workspaceId: string): Promise<void> {
    const path = { workspaceId };
    const read = await api.GET('/api/workspaces/{workspaceId}', { params: { path } });
    const tag = read.response.headers.get('ETag')!;
    check(got(read).data.plan === 'TEAM', 'the plan is one of those there are');
    const change = { params: { path, header: { 'If-Match': tag } }, body: { name: 'Renamed' } };
    check(got(await api.PATCH('/api/workspaces/{workspaceId}', change)).data.name === 'Renamed', 'it is renamed');
    const stale = await api.PATCH('/api/workspaces/{workspaceId}', change);
    check(stale.response.status === 412 && stale.error!.code === 'REQUEST.PRECONDITION_FAILED', 'a stale change');
    const settings = await api.PUT('/api/workspaces/{workspaceId}/settings', {
        params: { path },
        body: { customAgentConfigs: { assistant: { tone: 'calm' } }, timezone: 'Europe/Berlin' },
    });
    check(got(settings).data.timezone === 'Europe/Berlin', 'the settings are kept');
    const preferences = await api.PATCH('/api/workspaces/{workspaceId}/preferences', {
        params: { path },
        body: { supportTeamAccess: true },
    });
    check(got(preferences).data.supportTeamAccess, 'the preferences are kept');
    const listed = await api.GET('/api/workspaces', { params: { query: { pageSize: 1, orderBy: 'key' } } });
    check(got(listed).data.length === 1, 'the list is read page by page');
    const verified = await api.GET('/api/workspaces/{workspaceId}/audit/verify', { params: { path } });
    check(got(verified).data.valid, 'the audit log is whole');
    const wrong = await api.GET('/api/workspaces', { params: { query: { filter: 'nothing = 1' } } });
    check(wrong.error!.details![0].field === 'filter', 'a bad field is named');
}

async function ofItsMembers(workspaceId: string): Promise<void> {
    const path = { workspaceId };
    const user = got(
        await api.POST('/api/admin/users', {
            body: {
                email: 'fetched@example.org',
                fullName: 'A Tourist',
                password: 'correct horse battery',
                roles: ['USER'],
            },
        }),
    ).data;
    check(got(await api.GET('/api/admin/users/{userId}', { params: { path: { userId: user.id } } })).data.id === user.id, 'the user is read');
    const member = await api.POST('/api/workspaces/{workspaceId}/members', {
        params: { path },
        body: { userId: user.id, role: 'VIEWER' },
    });
    check(got(member).data.role === 'VIEWER', 'the user is a member');
    const role = got(
        await api.POST('/api/workspaces/{workspaceId}/roles', {
            params: { path },
            body: { name: 'Guide', permissions: ['workspace.read', 'members.read'] },
        }),
    ).data;
    const one = { path: { workspaceId, userId: user.id } };
    const changed = await api.PATCH('/api/workspaces/{workspaceId}/members/{userId}', {
        params: one,
        body: { role: role.id },
    });
    check(got(changed).data.role === 'Guide', 'the member has another role');
    const members = await api.GET('/api/workspaces/{workspaceId}/members', {
        params: { path, query: { filter: 'role = "Guide"' } },
    });
    check(got(members).data[0].userId === user.id, 'the members are filtered');
    const why = await api.GET('/api/workspaces/{workspaceId}/access', {
        params: { path, query: { userId: user.id, permission: 'members.read' } },
    });
    check(got(why).data.allowed && got(why).data.because.length > 0, 'the access is explained');
    check(got(await api.GET('/api/permissions')).data.length > 10, 'the permissions are listed');
    const invited = await api.POST('/api/workspaces/{workspaceId}/invitations', {
        params: { path },
        body: { email: 'asked@example.org', role: 'MEMBER', delivery: 'LINK' },
    });
    check(got(invited).data.url!.endsWith(got(invited).data.token!), 'the invitation has a link');
    const invitations = await api.GET('/api/workspaces/{workspaceId}/invitations', { params: { path } });
    check(got(invitations).data[0].state === 'PENDING', 'the invitations are listed');
    const gone = await api.DELETE('/api/workspaces/{workspaceId}/members/{userId}', { params: one });
    check(gone.response.status === 204, 'the member is removed');
    const nobody = await api.GET('/api/workspaces/{workspaceId}/members/{userId}', { params: one });
    check(nobody.error!.code === 'MEMBER.NOT_FOUND', 'and not there any more');
}

async function ofItsEvents(workspaceId: string): Promise<void> {
    const path = { workspaceId };
    const subscription = got(
        await api.POST('/api/workspaces/{workspaceId}/subscriptions', {
            params: { path },
            body: { name: 'Orders', types: ['order.*'], sink: { kind: 'BUS', address: 'orders' } },
        }),
    ).data;
    check(subscription.sink.busAddress!.endsWith('orders'), 'the events go to the bus');
    const subscriptions = await api.GET('/api/workspaces/{workspaceId}/subscriptions', { params: { path } });
    check(got(subscriptions).data[0].id === subscription.id, 'the subscriptions are listed');
    const shipped = { type: 'order.shipped', subject: '4711', data: { parcels: 2 } };
    const first = got(
        await api.POST('/api/workspaces/{workspaceId}/events', {
            params: { path, header: { 'Idempotency-Key': 'fetched shipped' } },
            body: shipped,
        }),
    ).data[0].sequence;
    const again = await api.POST('/api/workspaces/{workspaceId}/events', {
        params: { path, header: { 'Idempotency-Key': 'fetched shipped' } },
        body: shipped,
    });
    check(again.response.headers.get('Idempotency-Replayed') === 'true', 'a repeat is told to be one');
    const cloudEvent = await api.POST('/api/workspaces/{workspaceId}/events', {
        params: { path },
        headers: { 'Content-Type': 'application/cloudevents+json' },
        body: { specversion: '1.0', id: 'a-1', source: '/shop', ...shipped },
    });
    check(got(cloudEvent).data[0].sequence === first + 1, 'a CloudEvent is an event');
    const batch = await api.POST('/api/workspaces/{workspaceId}/events/batch', {
        params: { path },
        body: { events: [shipped, shipped] },
    });
    check(got(batch).data[1].sequence === first + 3, 'a batch is recorded in its order');
    const events = await api.GET('/api/workspaces/{workspaceId}/events', {
        params: { path, query: { after: first - 1, filter: 'type = "order.shipped"' } },
    });
    check(got(events).data.length === 4 && got(events).data[0].subject === '4711', 'the events are listed');
    const kept = await api.GET('/api/workspaces/{workspaceId}/events/retention', { params: { path } });
    check(got(kept).data.lastSequence >= first + 3, 'the log tells how far it goes');
}

async function ofItsAgents(workspaceId: string): Promise<void> {
    const path = { workspaceId };
    const agent = await api.POST('/api/workspaces/{workspaceId}/agents', {
        params: { path },
        body: { key: 'parrot', name: 'Parrot', provider: 'echo', model: 'echo-1' },
    });
    check(got(agent).data.enabled, 'the agent may answer');
    const session = got(
        await api.POST('/api/workspaces/{workspaceId}/sessions', { params: { path }, body: { agentKey: 'parrot' } }),
    ).data;
    const one = { path: { workspaceId, sessionId: session.id } };
    const said = await api.POST('/api/workspaces/{workspaceId}/sessions/{sessionId}/messages', {
        params: one,
        body: { content: 'Hello' },
    });
    check(got(said).data.role === 'user', 'a message is said by somebody');
    const runs = await api.GET('/api/workspaces/{workspaceId}/sessions/{sessionId}/runs', { params: one });
    check(got(runs).data.length === 1, 'somebody answers it');
    const budget = await api.GET('/api/workspaces/{workspaceId}/usage/budget', { params: { path } });
    check(budget.response.status === 200, 'there is a budget');
    const plan = await api.POST('/api/workspaces/{workspaceId}/extensions/{extensionKey}/plan', {
        params: { path: { workspaceId, extensionKey: 'nowhere' } },
        body: { action: 'INSTALL' },
    });
    check(plan.error!.code === 'EXTENSION.NOT_FOUND', 'what is nowhere is not planned');
    const shown = await api.POST('/api/workspaces/{workspaceId}/extensions/{extensionKey}/plan', {
        params: { path: { workspaceId, extensionKey: 'hello' } },
        body: { action: 'INSTALL' },
    });
    check(got(shown).data.action === 'INSTALL' && !!got(shown).data.planHash, 'what is published is');
}

async function ofOrganizations(): Promise<string> {
    const app = got(await developer.POST('/api/v2/protected/developer/apps', { body: { name: 'Fetched' } }));
    const path = { app_id: app.id };
    const made = got(
        await developer.POST('/api/v2/protected/developer/apps/{app_id}/orgs', {
            params: { path },
            body: { name: 'Fetched', slug: 'fetched', domain: 'fetched.example' },
        }),
    );
    const changed = await developer.PATCH('/api/v2/protected/developer/apps/{app_id}/orgs/{id}', {
        params: { path: { ...path, id: made.id } },
        body: { status: 'trialing' },
    });
    check(got(changed).status === 'trialing', 'the status is changed');
    const orgs = await developer.GET('/api/v2/protected/developer/apps/{app_id}/orgs', { params: { path } });
    check(got(orgs).data.length === 1, 'the organizations are listed');
    const of = { path: { organization_id: made.id } };
    const workspace = got(
        await aip.POST('/api/v1/organizations/{organization_id}/workspaces', { params: of, body: { title: 'Acme' } }),
    );
    const listed = await aip.GET('/api/v1/organizations/{organization_id}/workspaces', { params: of });
    check(got(listed).workspaces[0].name === workspace.name, 'the workspace is listed');
    const id = workspace.name!.substring(workspace.name!.lastIndexOf('/') + 1);
    const counts = await aip.POST('/api/v1/organizations/{organization_id}/workspaces:countUsers', {
        params: of,
        body: { workspace_ids: [id] },
    });
    check(got(counts).workspace_user_counts[0].user_count === 1, 'the users are counted');
    const nowhere = await aip.GET('/api/v1/organizations/{organization_id}/workspaces', {
        params: { path: { organization_id: '00000000-0000-7000-8000-000000000000' } },
    });
    check(nowhere.error!.code === 5 && nowhere.error!.details.length > 0, 'an error is a Status');
    const one = { path: { workspaceId: id } };
    check(got(await teams.GET('/workspaces/{workspaceId}', { params: one })).createdAt > 0, 'a time is a number');
    check(got(await teams.GET('/workspaces/{workspaceId}/members', { params: one })).length === 1, 'a member is there');
    const header = { 'X-PORTAL-ACCESS-CODE': accessCode };
    const mine = await portal.GET('/web/v1/tenant/workspaces/mine', { params: { header } });
    check(got(mine).success && got(mine).data.length > 0, 'the workspaces are listed');
    const roles = await portal.GET('/web/v1/workspaces/{workspaceId}/roles', {
        params: { path: { workspaceId: id }, header },
    });
    check(got(roles).data.length >= 4, 'the roles are listed');
    const plain = await portal.GET('/web/v1/tenant/workspaces/mine');
    check(plain.error!.code === 'PORTAL.ACCESS_CODE_INVALID', 'no code, no answer');
    return made.id;
}

async function ofApplications(organizationId: string): Promise<void> {
    const wrong = await oauth.POST('/oauth/token', { body: { grant_type: 'client_credentials', client_id: 'nobody' } });
    check(wrong.response.status === 401 && wrong.error!.error === 'invalid_client', 'nobody gets a token');
    const made = got(
        await api.POST('/api/organizations/{organizationId}/oauth/clients', {
            params: { path: { organizationId } },
            body: {
                name: 'Tourist',
                grantTypes: ['CLIENT_CREDENTIALS'],
                scopes: ['workspace.read'],
                confidential: true,
            },
        }),
    ).data;
    const itself = { client_id: made.id, client_secret: made.clientSecret };
    const given = got(await oauth.POST('/oauth/token', { body: { grant_type: 'client_credentials', ...itself } }));
    check(given.scope === 'workspace.read', 'an application gets one');
    const body = { token: given.access_token, ...itself };
    const known = got(await oauth.POST('/oauth/introspect', { body }));
    check(known.active && known.org_id === organizationId, 'and learns what it is');
    const revoked = await oauth.POST('/oauth/revoke', { body });
    check(revoked.response.status === 200, 'it is revoked');
    check(!got(await oauth.POST('/oauth/introspect', { body })).active, 'and is none any more');
}

async function ofDirectories(organizationId: string): Promise<void> {
    const connection = got(
        await api.POST('/api/organizations/{organizationId}/scim/connections', {
            params: { path: { organizationId } },
            body: { name: 'Fetched' },
        }),
    ).data;
    const scim = createClient<Scim>({
        baseUrl: server,
        headers: { Authorization: `Bearer ${connection.token}` },
    });
    scim.use(counting('scim'));
    const made = got(
        await scim.POST('/scim/v2/Users', {
            body: {
                schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
                userName: 'fetched@fetched.example',
                displayName: 'A Tourist',
                active: true,
            },
        }),
    );
    const read = await scim.GET('/scim/v2/Users/{id}', { params: { path: { id: made.id } } });
    check(got(read).userName === 'fetched@fetched.example', 'a user is provisioned');
    const nobody = await scim.GET('/scim/v2/Users/{id}', {
        params: { path: { id: '00000000-0000-7000-8000-000000000000' } },
    });
    check(nobody.response.status === 404 && nobody.error!.status === '404', 'the error is one of SCIM');
}

async function tour(): Promise<void> {
    check(got(await api.GET('/health/live')).status === 'UP', 'the server is there');
    check(got(await api.GET('/api/auth/me')).data.roles.includes('ADMIN'), 'it knows who this is');
    const made = await api.POST('/api/workspaces', { body: { key: 'fetched', name: 'Fetched' } });
    const workspace = got(made).data.id;
    await ofOneWorkspace(workspace);
    await ofItsMembers(workspace);
    await ofItsEvents(workspace);
    await ofItsAgents(workspace);
    const organization = await ofOrganizations();
    await ofApplications(organization);
    await ofDirectories(organization);
    check(calls >= 40, `there were ${calls} calls only`);
    check([...called].sort().join() === contracts, `called were ${[...called]} alone`);
}

tour().catch((failure) => {
    console.error(failure);
    process.exit(1);
});
