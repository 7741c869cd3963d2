// Strangers' clients of OAuth 2.0, as their makers publish them, on all flows of the product.
// node flows.mjs <settings>: {url, person, redirectUri, web, itself, device}; the last three are clients with their secrets
import * as openid from "openid-client";
import * as oauth from "oauth4webapi";

const { url, person, redirectUri, web, itself, device } = JSON.parse(process.argv[2]);
const say = (what) => console.log(JSON.stringify(what));
const { issuer } = await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json();
const server = new URL(issuer);

/** What the person does in their browser. */
async function decide(path, body) {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${person}` },
    body: JSON.stringify({ ...body, decision: "ALLOW" }),
  });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).data;
}
const browse = async (address) =>
  new URL((await decide("/api/auth/authorizations", { request: address.search.slice(1) })).redirectTo);
const enter = (userCode) => decide("/api/auth/device-authorizations", { userCode });

async function byOpenidClient() {
  const find = (client) =>
    openid.discovery(server, client.id, client.clientSecret, undefined, {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });
  const config = await find(web);
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const address = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "workspace.read",
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
  });
  const tokens = await openid.authorizationCodeGrant(config, await browse(address), { pkceCodeVerifier, expectedState });
  say({ openid: "code", scope: tokens.scope, access: tokens.access_token });
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
  say({ openid: "introspection", ...(await openid.tokenIntrospection(config, refreshed.access_token)) });
  await openid.tokenRevocation(config, refreshed.refresh_token);
  say({ openid: "revoked", ...(await openid.tokenIntrospection(config, refreshed.access_token)) });

  const own = await openid.clientCredentialsGrant(await find(itself), { scope: "workspace.read" });
  say({ openid: "itself", scope: own.scope, access: own.access_token });

  const console_ = await openid.discovery(server, device.id, undefined, openid.None(), {
    algorithm: "oauth2",
    execute: [openid.allowInsecureRequests],
  });
  const waiting = await openid.initiateDeviceAuthorization(console_, { scope: "workspace.read" });
  await enter(waiting.user_code);
  const let_in = await openid.pollDeviceAuthorizationGrant(console_, waiting);
  say({ openid: "device", scope: let_in.scope, access: let_in.access_token });
}

async function byOauth4webapi() {
  const options = { [oauth.allowInsecureRequests]: true };
  const as = await oauth.processDiscoveryResponse(
    server, await oauth.discoveryRequest(server, { algorithm: "oauth2", ...options }));
  const client = { client_id: web.id };
  const secret = oauth.ClientSecretBasic(web.clientSecret);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const address = new URL(as.authorization_endpoint);
  Object.entries({
    client_id: web.id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "workspace.read",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  }).forEach(([name, value]) => address.searchParams.set(name, value));
  const parameters = oauth.validateAuthResponse(as, client, await browse(address), state);
  const tokens = await oauth.processAuthorizationCodeResponse(as, client,
    await oauth.authorizationCodeGrantRequest(as, client, secret, parameters, redirectUri, verifier, options));
  say({ oauth4webapi: "code", scope: tokens.scope, access: tokens.access_token });
  const refreshed = await oauth.processRefreshTokenResponse(as, client,
    await oauth.refreshTokenGrantRequest(as, client, secret, tokens.refresh_token, options));
  const known = async () => oauth.processIntrospectionResponse(as, client,
    await oauth.introspectionRequest(as, client, secret, refreshed.access_token, options));
  say({ oauth4webapi: "introspection", ...(await known()) });
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(as, client, secret, refreshed.access_token, options));
  say({ oauth4webapi: "revoked", ...(await known()) });

  const own = { client_id: itself.id };
  const made = await oauth.processClientCredentialsResponse(as, own,
    await oauth.clientCredentialsGrantRequest(
      as, own, oauth.ClientSecretPost(itself.clientSecret), { scope: "workspace.read" }, options));
  say({ oauth4webapi: "itself", scope: made.scope, access: made.access_token });

  const console_ = { client_id: device.id };
  const waiting = await oauth.processDeviceAuthorizationResponse(as, console_,
    await oauth.deviceAuthorizationRequest(as, console_, oauth.None(), { scope: "workspace.read" }, options));
  await enter(waiting.user_code);
  const let_in = await oauth.processDeviceCodeResponse(as, console_,
    await oauth.deviceCodeGrantRequest(as, console_, oauth.None(), waiting.device_code, options));
  say({ oauth4webapi: "device", scope: let_in.scope, access: let_in.access_token });
}

await Promise.all([byOpenidClient(), byOauth4webapi()]);
